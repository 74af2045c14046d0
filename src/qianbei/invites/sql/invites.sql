-- name: insert_codes
-- A person keeps their first code; one that is somebody else's is not taken, and the caller tries the next.
insert into invites.codes (cell, person_id, code, made_at)
values (%(cell)s::smallint, %(person_id)s::uuid, %(code)s::text, %(at)s::timestamptz)
on conflict do nothing;

-- name: find_code
select code
from invites.codes
where cell = %(cell)s::smallint and person_id = %(person_id)s::uuid;

-- name: find_inviter
select person_id
from invites.codes
where cell = %(cell)s::smallint and code = %(code)s::text;

-- name: newest_rules
select version, rules
from invites.rules
where cell = %(cell)s::smallint and campaign_id = %(campaign_id)s::uuid
order by version desc
limit 1;

-- name: find_rules
select version, rules
from invites.rules
where cell = %(cell)s::smallint and campaign_id = %(campaign_id)s::uuid and version = %(version)s::int;

-- name: insert_rules
-- No ON CONFLICT: of two who write the next version at once one is run again and sees the other's.
insert into invites.rules (cell, campaign_id, version, rules, since)
values (
    %(cell)s::smallint, %(campaign_id)s::uuid, %(version)s::int, %(rules)s::jsonb, %(at)s::timestamptz
);

-- name: find_bindings
select
    invitee_id, inviter_id, campaign_id, template_id, piece_fen, rewards_newcomer, rules_version, state, bound_at,
    vests_by, ended_at, ended_reason, earned_at, order_id
from invites.bindings
where cell = %(cell)s::smallint and invitee_id = any(%(invitee_ids)s::uuid[]);

-- name: bindings_of_inviter
select
    invitee_id, inviter_id, campaign_id, template_id, piece_fen, rewards_newcomer, rules_version, state, bound_at,
    vests_by, ended_at, ended_reason, earned_at, order_id
from invites.bindings
where cell = %(cell)s::smallint and inviter_id = %(inviter_id)s::uuid
order by bound_at desc, invitee_id
limit %(limit)s::int;

-- name: above
-- Who brought a person, who brought those, and so on. UNION drops doubles, so even a ring would end.
with recursive above as (
    select %(person_id)s::uuid as person_id
    union
    select binding.inviter_id
    from above
    join invites.bindings as binding
        on binding.cell = %(cell)s::smallint and binding.invitee_id = above.person_id
)
select person_id
from above;

-- name: count_invites
-- Live invites in which each is rewarded, by role, and how many each brought since the day began.
select
    asked.person_id,
    (
        select count(*)
        from invites.bindings as brought
        where
            brought.cell = %(cell)s::smallint
            and brought.inviter_id = asked.person_id
            and brought.campaign_id = %(campaign_id)s::uuid
            and brought.state <> 'voided'
    ) + (
        select count(*)
        from invites.bindings as own
        where
            own.cell = %(cell)s::smallint
            and own.invitee_id = asked.person_id
            and own.campaign_id = %(campaign_id)s::uuid
            and own.state <> 'voided'
            and own.rewards_newcomer
    ),
    (
        select count(*)
        from invites.bindings as today
        where
            today.cell = %(cell)s::smallint
            and today.inviter_id = asked.person_id
            and today.bound_at >= %(day_began_at)s::timestamptz
    )
from unnest(%(person_ids)s::uuid[]) as asked (person_id);

-- name: insert_binding
insert into invites.bindings (
    cell, invitee_id, inviter_id, campaign_id, template_id, piece_fen, rewards_newcomer, rules_version, state, bound_at,
    vests_by
)
values (
    %(cell)s::smallint, %(invitee_id)s::uuid, %(inviter_id)s::uuid, %(campaign_id)s::uuid, %(template_id)s::uuid,
    %(piece_fen)s::bigint, %(rewards_newcomer)s::boolean, %(rules_version)s::int, 'bound', %(bound_at)s::timestamptz,
    %(vests_by)s::timestamptz
);

-- name: end_bindings
-- Callers hold the rows' locks; only what is promised can end.
update invites.bindings as binding
set
    state = ended.state, ended_reason = ended.reason, ended_at = %(at)s::timestamptz, ended_day = %(day)s::date,
    order_id = ended.order_id
from
    unnest(%(invitee_ids)s::uuid[], %(states)s::text[], %(reasons)s::text[], %(order_ids)s::uuid[])
        as ended (invitee_id, state, reason, order_id)
where binding.cell = %(cell)s::smallint and binding.invitee_id = ended.invitee_id and binding.state = 'bound';

-- name: mark_earned
-- Callers hold the rows' locks.
update invites.bindings as binding
set earned_at = earned.at
from unnest(%(invitee_ids)s::uuid[], %(ats)s::timestamptz[]) as earned (invitee_id, at)
where
    binding.cell = %(cell)s::smallint and binding.invitee_id = earned.invitee_id and binding.state = 'bound'
    and binding.earned_at is null;

-- name: claw_back
-- Callers hold the rows' locks. When it vested stays: draws were earned by that day.
update invites.bindings
set state = 'clawed_back', ended_reason = %(reason)s::text
where cell = %(cell)s::smallint and invitee_id = any(%(invitee_ids)s::uuid[]) and state = 'vested';

-- name: unmark_earned
update invites.bindings
set earned_at = null
where cell = %(cell)s::smallint and invitee_id = any(%(invitee_ids)s::uuid[]) and state = 'bound';
