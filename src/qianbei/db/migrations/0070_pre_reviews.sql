-- One drop and one add of the same name, so that what an earlier migration allowed stays allowed.
alter table abuse.reviews drop constraint reviews_reward_check;
alter table abuse.reviews add constraint reviews_reward_check check (reward in ('joining', 'invite', 'drop', 'card'));
comment on column abuse.reviews.reward is 'joining, invite, drop, or card: one for an update, a code, a task or a list.';

alter table abuse.reviews add column asked jsonb;
comment on column abuse.reviews.asked is 'What gives a card once it is cleared: its campaign, wave, way and occasion; empty for what is given otherwise.';
comment on column abuse.reviews.subject_id is 'The campaign of a joining card; the newcomer''s order of an invite; the drop; the occasion of a card.';

alter table abuse.reviews add column alarmed_at timestamptz;
comment on column abuse.reviews.alarmed_at is 'City time at which operators were told that it waits longer than was promised; empty while it does not.';
alter table abuse.reviews add column closed_at timestamptz check (closed_at is null or state = 'denied');
comment on column abuse.reviews.closed_at is 'City time at which a denial became final and what was kept back for it went to others; empty before.';
create index reviews_of_person on abuse.reviews (cell, person_id, opened_at);
