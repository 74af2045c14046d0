create schema invites;

create table invites.codes (
    cell smallint not null,
    person_id uuid not null,
    code text not null,
    made_at timestamptz not null,
    primary key (cell, person_id),
    unique (cell, code)
);
comment on table invites.codes is 'The code by which a person invites, one a person.';
comment on column invites.codes.cell is 'The unit of scale: a city.';
comment on column invites.codes.person_id is 'Whose code it is (people.persons).';
comment on column invites.codes.code is 'Nine signs without gaps; the last three prove that it was made here.';
comment on column invites.codes.made_at is 'When it was first asked for.';

create table invites.rules (
    cell smallint not null,
    campaign_id uuid not null,
    version integer not null check (version > 0),
    rules jsonb not null,
    since timestamptz not null,
    primary key (cell, campaign_id, version)
);
comment on table invites.rules is 'A campaign''s rules of inviting, every version; rows are never changed.';
comment on column invites.rules.cell is 'The unit of scale: a city.';
comment on column invites.rules.campaign_id is 'The campaign (campaigns.campaigns).';
comment on column invites.rules.version is '1 for the first; the newest one is for new invites.';
comment on column invites.rules.rules is 'The rules themselves: numbers, prizes and odds.';
comment on column invites.rules.since is 'When it was written.';

create table invites.bindings (
    cell smallint not null,
    invitee_id uuid not null,
    inviter_id uuid not null,
    campaign_id uuid not null,
    template_id uuid not null,
    piece_fen bigint not null check (piece_fen > 0),
    rewards_newcomer boolean not null,
    rules_version integer not null,
    state text not null check (state in ('bound', 'vested', 'voided')),
    bound_at timestamptz not null,
    vests_by timestamptz not null,
    ended_at timestamptz,
    ended_day date,
    ended_reason text,
    primary key (cell, invitee_id),
    foreign key (cell, campaign_id, rules_version) references invites.rules (cell, campaign_id, version),
    constraint nobody_invites_themselves check (invitee_id <> inviter_id),
    check ((state = 'bound') = (ended_at is null)),
    check ((ended_at is null) = (ended_day is null))
) with (fillfactor = 80);
create index bindings_of_inviter on invites.bindings (cell, inviter_id);
create index bindings_to_vest on invites.bindings (cell, vests_by) where state = 'bound';
comment on table invites.bindings is 'Who brought whom: the first code that a newcomer used, for good.';
comment on column invites.bindings.cell is 'The unit of scale: a city.';
comment on column invites.bindings.invitee_id is 'The newcomer (people.persons).';
comment on column invites.bindings.inviter_id is 'Who brought them (people.persons).';
comment on column invites.bindings.campaign_id is 'The campaign that pays.';
comment on column invites.bindings.template_id is 'What kind of card is promised (campaigns.templates).';
comment on column invites.bindings.piece_fen is 'What one promised card is worth, in fen.';
comment on column invites.bindings.rewards_newcomer is 'Whether the newcomer is promised a card too.';
comment on column invites.bindings.rules_version is 'The rules under which it was made.';
comment on column invites.bindings.state is 'bound: promised; vested: both were given their card; voided: the promise went back.';
comment on column invites.bindings.bound_at is 'When the code was used.';
comment on column invites.bindings.vests_by is 'The newcomer''s first order must be handed over by then.';
comment on column invites.bindings.ended_at is 'When it vested or was voided; empty before.';
comment on column invites.bindings.ended_day is 'The day of the city on which that was: draws are earned by day.';
comment on column invites.bindings.ended_reason is 'Why it was voided; empty otherwise.';

create table invites.days (
    cell smallint not null,
    day date not null,
    commitment bytea not null check (length(commitment) = 32),
    seed bytea not null check (length(seed) = 32),
    made_at timestamptz not null,
    primary key (cell, day)
);
comment on table invites.days is 'What the draws of a day are made with, written before the day.';
comment on column invites.days.cell is 'The unit of scale: a city.';
comment on column invites.days.day is 'A day of the city.';
comment on column invites.days.commitment is 'SHA-256 of seed and day, shown from the beginning.';
comment on column invites.days.seed is 'What every draw of the day follows from; shown when the day is over.';
comment on column invites.days.made_at is 'When it was made.';

create table invites.draws (
    cell smallint not null,
    person_id uuid not null,
    day date not null,
    number smallint not null check (number > 0),
    roll integer not null check (roll between 0 and 999999),
    amount_fen bigint not null check (amount_fen >= 0),
    campaign_id uuid not null,
    rules_version integer not null,
    drawn_at timestamptz not null,
    primary key (cell, person_id, day, number),
    foreign key (cell, day) references invites.days (cell, day),
    foreign key (cell, campaign_id, rules_version) references invites.rules (cell, campaign_id, version)
);
comment on table invites.draws is 'Draws that were made; so many vested invites in one day earn one.';
comment on column invites.draws.cell is 'The unit of scale: a city.';
comment on column invites.draws.person_id is 'Who drew (people.persons).';
comment on column invites.draws.day is 'The day on which the draw was earned, whose seed decides it.';
comment on column invites.draws.number is 'Their how-many-th draw of that day, from 1.';
comment on column invites.draws.roll is 'What the seed says: 0 to 999999.';
comment on column invites.draws.amount_fen is 'What it won, in fen; 0 for nothing.';
comment on column invites.draws.campaign_id is 'The campaign that pays.';
comment on column invites.draws.rules_version is 'The rules whose odds decided.';
comment on column invites.draws.drawn_at is 'When.';
