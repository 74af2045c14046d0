-- name: lock_channel
-- Whoever takes sends of a channel, or turns its switch, holds its row.
select is_stopped, paced_at
from messages.channels
where cell = %(cell)s::smallint and channel = %(channel)s::text
order by channel
for update;

-- name: take_sends
-- The next ones that are due, for somebody who holds the channel's row. What was taken and not told of is due again when
-- its lease ends. What is too late lapses here, and what was asked too often stays unknown.
with due as (
    select send.message_id, send.address_id
    from messages.sends as send
    where
        send.cell = %(cell)s::smallint
        and send.channel = %(channel)s::text
        and send.state = 'queued'
        and send.due_at <= %(at)s::timestamptz
        and (send.at_any_hour or not %(is_quiet)s::boolean)
        and not exists (
            select 1
            from messages.opt_outs as opted
            where
                opted.cell = send.cell
                and opted.person_id = send.person_id
                and opted.channel = send.channel
        )
    order by send.due_at
    limit %(limit)s::int
    for update of send skip locked
)

update messages.sends as taken
set
    state = case
        when taken.ends_at <= %(at)s::timestamptz then 'lapsed'
        when taken.attempts >= %(attempts_max)s::smallint then 'unknown'
        else 'queued'
    end,
    attempts = taken.attempts + 1,
    taken_by = %(worker)s::text,
    lease_until = %(lease_until)s::timestamptz,
    due_at = %(lease_until)s::timestamptz,
    begun_at = case
        when taken.ends_at <= %(at)s::timestamptz or taken.attempts >= %(attempts_max)s::smallint then taken.begun_at
        else %(at)s::timestamptz
    end,
    changed_at = %(at)s::timestamptz
from due
where taken.cell = %(cell)s::smallint and taken.message_id = due.message_id and taken.address_id = due.address_id
returning taken.message_id, taken.address_id, taken.attempts, taken.state;

-- name: lock_round
-- The oldest round that is not done and that nobody works on.
select
    round_id, kind, audience, subject_id, params, people, begins_at, ends_at, after_id, told, done_at
from messages.rounds
where cell = %(cell)s::smallint and done_at is null and begins_at <= %(at)s::timestamptz
order by begins_at, round_id
limit 1
for update skip locked;
