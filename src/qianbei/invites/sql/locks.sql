-- name: lock_binding
-- Serialises binding within a cell until the transaction ends: a ring of several is seen only by who sees all of it,
-- and the row that would be locked is not there yet.
select pg_advisory_xact_lock(hashtext('invites.lock_binding'), %(cell)s::int);

-- name: lock_bindings
select
    invitee_id, inviter_id, campaign_id, template_id, piece_fen, rewards_newcomer, rules_version, state, bound_at,
    vests_by, ended_at, ended_reason, earned_at, order_id
from invites.bindings
where cell = %(cell)s::smallint and invitee_id = any(%(invitee_ids)s::uuid[])
order by invitee_id
for update;

-- name: lock_overdue_bindings
-- What somebody is vesting just now is left to them, and what was earned in time to its review.
select
    invitee_id, inviter_id, campaign_id, template_id, piece_fen, rewards_newcomer, rules_version, state, bound_at,
    vests_by, ended_at, ended_reason, earned_at, order_id
from invites.bindings
where
    cell = %(cell)s::smallint
    and state = 'bound'
    and vests_by <= %(before)s::timestamptz
    and earned_at is null
order by invitee_id
limit %(limit)s::int
for update skip locked;

-- name: lock_codes
-- A person's own row, so that their draws follow one another.
select person_id
from invites.codes
where cell = %(cell)s::smallint and person_id = any(%(person_ids)s::uuid[])
order by person_id
for update;
