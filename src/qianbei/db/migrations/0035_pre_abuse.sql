create schema abuse;
comment on schema abuse is 'What people share, and the rewards that wait for a reviewer.';

create table abuse.keys (
    cell smallint not null,
    kind text not null check (kind in ('device', 'phone', 'payment', 'door', 'network', 'agent_here', 'block')),
    value_hash bytea not null check (octet_length(value_hash) = 32),
    person_id uuid not null,
    seen_at timestamptz not null,
    primary key (cell, kind, value_hash, person_id)
);
create index keys_newest on abuse.keys (cell, kind, value_hash, seen_at desc);
create index keys_of_person on abuse.keys (cell, person_id);
comment on table abuse.keys is 'What people showed: one row a person and value, at its first time.';
comment on column abuse.keys.cell is 'The unit of scale: a city.';
comment on column abuse.keys.kind is 'device, phone, payment and door may link people; network, agent_here and block are only counted.';
comment on column abuse.keys.value_hash is 'Keyed BLAKE2b of kind and value; the value is not stored.';
comment on column abuse.keys.person_id is 'Who showed it (people.persons).';
comment on column abuse.keys.seen_at is 'City time of the first time.';

create table abuse.households (
    cell smallint not null,
    household_id uuid not null,
    size integer not null check (size between 2 and 200),
    primary key (cell, household_id)
);
comment on table abuse.households is 'People who share a device, phone, payment account or door: the row that claims of one household lock.';
comment on column abuse.households.cell is 'The unit of scale: a city.';
comment on column abuse.households.household_id is 'The person in it with the lowest id.';
comment on column abuse.households.size is 'How many people; never more than the bound.';

create table abuse.members (
    cell smallint not null,
    person_id uuid not null,
    household_id uuid,
    has_phone boolean not null default false,
    has_door boolean not null default false,
    reasons text[] not null default '{}',
    mark text not null default 'none' check (mark in ('none', 'cleared', 'denied')),
    first_seen_at timestamptz not null,
    primary key (cell, person_id),
    foreign key (cell, household_id) references abuse.households (cell, household_id) deferrable initially deferred
) with (fillfactor = 80);
create index members_of_household on abuse.members (cell, household_id) where household_id is not null;
create index members_newest on abuse.members (cell, first_seen_at);
comment on table abuse.members is 'What is known of a person when a reward is asked for.';
comment on column abuse.members.cell is 'The unit of scale: a city.';
comment on column abuse.members.person_id is 'The person (people.persons).';
comment on column abuse.members.household_id is 'Their household; empty while they share nothing.';
comment on column abuse.members.has_phone is 'Whether a phone was proved.';
comment on column abuse.members.has_door is 'Whether a door with its details was told.';
comment on column abuse.members.reasons is 'Signs found when something was last seen of them.';
comment on column abuse.members.mark is 'What a reviewer said for good: none, cleared or denied.';
comment on column abuse.members.first_seen_at is 'City time of the first time.';

create table abuse.reviews (
    cell smallint not null,
    review_id uuid not null,
    person_id uuid not null,
    reward text not null check (reward in ('joining', 'invite')),
    subject_id uuid not null,
    reasons text[] not null,
    state text not null check (state in ('open', 'cleared', 'denied', 'appealed')),
    words text not null default '',
    steps integer not null check (steps > 0),
    opened_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (cell, review_id),
    unique (cell, person_id, reward, subject_id)
);
create index reviews_waiting on abuse.reviews (cell, state, changed_at);
comment on table abuse.reviews is 'Rewards that wait, with the reasons; a person decides and a person can appeal.';
comment on column abuse.reviews.cell is 'The unit of scale: a city.';
comment on column abuse.reviews.review_id is 'Derived from person, reward and subject.';
comment on column abuse.reviews.person_id is 'Whose reward waits (people.persons).';
comment on column abuse.reviews.reward is 'joining or invite.';
comment on column abuse.reviews.subject_id is 'The campaign of a joining card; the newcomer''s order of an invite.';
comment on column abuse.reviews.reasons is 'Why, in the order found.';
comment on column abuse.reviews.state is 'open, cleared, denied or appealed.';
comment on column abuse.reviews.words is 'What the person said in their appeal.';
comment on column abuse.reviews.steps is 'How many steps it has (abuse.review_steps).';
comment on column abuse.reviews.opened_at is 'City time at which the reward was first delayed.';
comment on column abuse.reviews.changed_at is 'City time of the newest step.';

create table abuse.review_steps (
    cell smallint not null,
    review_id uuid not null,
    seq integer not null check (seq > 0),
    step text not null check (step in ('opened', 'cleared', 'denied', 'appealed')),
    by_id uuid,
    words text not null,
    at timestamptz not null,
    primary key (cell, review_id, seq),
    foreign key (cell, review_id) references abuse.reviews (cell, review_id)
);
comment on table abuse.review_steps is 'Every step of every review, for good.';
comment on column abuse.review_steps.cell is 'The unit of scale: a city.';
comment on column abuse.review_steps.review_id is 'The review.';
comment on column abuse.review_steps.seq is 'From 1, without gaps.';
comment on column abuse.review_steps.step is 'opened, cleared, denied or appealed.';
comment on column abuse.review_steps.by_id is 'The operator or the person who took it; empty for the rules.';
comment on column abuse.review_steps.words is 'What they said.';
comment on column abuse.review_steps.at is 'City time.';
