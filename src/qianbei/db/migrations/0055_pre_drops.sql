create schema drops;
comment on schema drops is 'Many cards at one instant: by lot among those present, then first come.';

create table drops.drops (
    cell smallint not null,
    drop_id uuid not null,
    campaign_id uuid not null,
    template_id uuid not null,
    name jsonb not null,
    cards integer not null check (cards between 1 and 1000000),
    face_fen bigint not null check (face_fen > 0),
    commitment bytea not null check (octet_length(commitment) = 32),
    seed bytea not null check (octet_length(seed) = 32),
    present_from timestamptz not null,
    opens_at timestamptz not null,
    ends_at timestamptz not null,
    state text not null check (state in ('announced', 'drawn', 'open', 'closed')),
    places integer,
    root bytea,
    cutoff bytea,
    after_tag bytea not null default '',
    given integer not null default 0,
    primary key (cell, drop_id),
    check (present_from < opens_at and opens_at < ends_at),
    check ((places is null) = (root is null) and (root is null) = (cutoff is null)),
    check (state not in ('drawn', 'open') or places is not null),
    constraint drop_not_overdrawn check (given between 0 and cards)
) with (fillfactor = 50);
create index drops_with_work on drops.drops (cell, opens_at) where state <> 'closed';
comment on table drops.drops is 'A drop: so many cards, from an instant on.';
comment on column drops.drops.cell is 'The unit of scale: a city.';
comment on column drops.drops.drop_id is 'Derived from campaign and name; its money lies in the ledger account of this owner.';
comment on column drops.drops.campaign_id is 'The campaign that pays, and that gets back what nobody took.';
comment on column drops.drops.template_id is 'What kind of card it gives (campaigns.templates).';
comment on column drops.drops.name is 'What people call it, by language.';
comment on column drops.drops.cards is 'How many cards there are.';
comment on column drops.drops.face_fen is 'What each is worth, in fen.';
comment on column drops.drops.commitment is 'SHA-256 over seed and plan, shown from the beginning.';
comment on column drops.drops.seed is 'What the lots follow from, shown only when they are drawn.';
comment on column drops.drops.present_from is 'Places in the draw are taken from here.';
comment on column drops.drops.opens_at is 'Places in the draw are taken until here; then it is drawn.';
comment on column drops.drops.ends_at is 'What the draw left is taken until here.';
comment on column drops.drops.state is 'announced, drawn (winners are being given their cards), open (first come) or closed.';
comment on column drops.drops.places is 'How many places were in the draw; empty before it.';
comment on column drops.drops.root is 'SHA-256 over the tags of these places in order.';
comment on column drops.drops.cutoff is 'The highest ticket that wins.';
comment on column drops.drops.after_tag is 'Places up to this tag have been given what they won.';
comment on column drops.drops.given is 'Cards that people have of it; never more than there are.';

create table drops.places (
    cell smallint not null,
    drop_id uuid not null,
    person_id uuid not null,
    tag bytea not null check (octet_length(tag) = 32),
    late boolean not null,
    at timestamptz not null,
    primary key (cell, drop_id, person_id),
    constraint one_place_a_tag unique (cell, drop_id, tag),
    foreign key (cell, drop_id) references drops.drops (cell, drop_id)
);
comment on table drops.places is 'Who is present at a drop: a person once.';
comment on column drops.places.cell is 'The unit of scale: a city.';
comment on column drops.places.drop_id is 'The drop.';
comment on column drops.places.person_id is 'The person (people.persons).';
comment on column drops.places.tag is 'SHA-256 over drop and person: the public name of the place.';
comment on column drops.places.late is 'Whether it was taken after the opening, first come, and is not in the draw.';
comment on column drops.places.at is 'When it was taken.';

create table drops.keys (
    cell smallint not null,
    drop_id uuid not null,
    kind text not null,
    value_hash bytea not null check (octet_length(value_hash) = 32),
    person_id uuid not null,
    primary key (cell, drop_id, kind, value_hash),
    foreign key (cell, drop_id, person_id) references drops.places (cell, drop_id, person_id)
);
comment on table drops.keys is 'What stands for a place: nobody else with the same device, phone or payment account has one.';
comment on column drops.keys.cell is 'The unit of scale: a city.';
comment on column drops.keys.drop_id is 'The drop.';
comment on column drops.keys.kind is 'device, phone or payment.';
comment on column drops.keys.value_hash is 'Keyed hash of the value, as abuse.keys has it.';
comment on column drops.keys.person_id is 'Whose place it stands for.';

alter table abuse.reviews drop constraint reviews_reward_check;
alter table abuse.reviews add constraint reviews_reward_check check (reward in ('joining', 'invite', 'drop'));
comment on column abuse.reviews.reward is 'joining, invite or drop.';
comment on column campaigns.cards.source_kind is 'Why it was given: join, update, invite, task, list, code, gift, reissue or drop.';
