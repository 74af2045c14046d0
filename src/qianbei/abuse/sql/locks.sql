-- name: lock_keys
-- Two people who show one key at once follow one another, so that the second sees the first.
select pg_advisory_xact_lock(lock_id)
from unnest(%(lock_ids)s::bigint[]) as lock_id;

-- name: lock_members
-- Claims of different people of one city do not wait for one another; whoever would link these people does.
select person_id, household_id, has_phone, has_door, reasons, mark
from abuse.members
where cell = %(cell)s::smallint and person_id = any(%(person_ids)s::uuid[])
order by person_id
for share;

-- name: lock_linked
-- Everybody who is about to become one household with somebody.
select person_id
from abuse.members
where
    cell = %(cell)s::smallint
    and (person_id = any(%(person_ids)s::uuid[]) or household_id = any(%(household_ids)s::uuid[]))
order by person_id
for update;

-- name: lock_households
select household_id
from abuse.households
where cell = %(cell)s::smallint and household_id = any(%(household_ids)s::uuid[])
order by household_id
for update;

-- name: lock_review
select review_id, person_id, reward, subject_id, reasons, state, opened_at, changed_at, words, 1, asked, steps
from abuse.reviews
where cell = %(cell)s::smallint and review_id = any(%(review_ids)s::uuid[])
order by review_id
for update;

-- name: lock_late_reviews
-- What waits longer than was promised and nobody was told of; what somebody is deciding just now is left to them.
select review_id
from abuse.reviews
where
    cell = %(cell)s::smallint
    and state in ('open', 'appealed')
    and changed_at <= %(before)s::timestamptz
    and alarmed_at is null
order by review_id
limit %(limit)s::int
for update skip locked;

-- name: lock_final_denials
-- What nobody appealed in time, and what was kept back for it is still there.
select review_id, person_id
from abuse.reviews
where
    cell = %(cell)s::smallint
    and review_id = any(%(review_ids)s::uuid[])
    and state = 'denied'
    and changed_at <= %(before)s::timestamptz
    and closed_at is null
order by review_id
for update;
