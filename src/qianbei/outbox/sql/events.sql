-- name: append_events
-- The position counts on from the pending events of the same key; whoever publishes about a key holds its row lock.
-- The commit wakes the relays.
with appended as (
    insert into outbox.events (cell, event_id, type, key, position, payload, at, next_at)
    select
        fact.cell, fact.event_id, fact.type, fact.key,
        coalesce((
            select max(earlier.position)
            from outbox.events as earlier
            where earlier.cell = fact.cell and earlier.key = fact.key and earlier.state = 'pending'
        ), 0) + row_number() over (partition by fact.cell, fact.key order by fact.ordinal),
        fact.payload, fact.at, fact.at
    from unnest(
        %(cells)s::smallint[], %(event_ids)s::uuid[], %(types)s::text[], %(keys)s::uuid[],
        %(payloads)s::jsonb[], %(ats)s::timestamptz[]
    ) with ordinality as fact (cell, event_id, type, key, payload, at, ordinal)
)

select pg_notify(%(channel)s::text, '')

-- name: finish_events
update outbox.events as done
set state = 'done', taken_by = null, lease_until = null, last_error = null
from unnest(%(cells)s::smallint[], %(event_ids)s::uuid[]) as given (cell, event_id)
where done.cell = given.cell and done.event_id = given.event_id and done.state <> 'done'

-- name: fail_events
update outbox.events as failed
set
    state = case when given.is_dead then 'dead' else 'pending' end,
    next_at = given.next_at, last_error = given.error, taken_by = null, lease_until = null
from unnest(
    %(cells)s::smallint[], %(event_ids)s::uuid[], %(errors)s::text[], %(next_ats)s::timestamptz[],
    %(deads)s::boolean[]
) as given (cell, event_id, error, next_at, is_dead)
where failed.cell = given.cell and failed.event_id = given.event_id and failed.state not in ('done', 'dead')

-- name: revive_events
-- Dead events that the operator wants tried again from the start.
update outbox.events as revived
set state = 'pending', attempts = 0, next_at = %(at)s::timestamptz
from unnest(%(cells)s::smallint[], %(event_ids)s::uuid[]) as given (cell, event_id)
where revived.cell = given.cell and revived.event_id = given.event_id and revived.state = 'dead'

-- name: count_backlog
select waiting.type, waiting.state, count(*), min(waiting.at)
from outbox.events as waiting
where waiting.state = 'pending' or waiting.state = 'dead'
group by waiting.type, waiting.state
order by waiting.type, waiting.state
