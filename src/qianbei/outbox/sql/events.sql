-- name: append_events
-- The position counts on from the pending events of the same key; whoever publishes about a key holds its row lock.
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

-- name: claim_events
-- Only the first pending event of a key can be due. A row that another relay is looking at is skipped; one whose
-- lease has ended is anybody's. What nobody handles is done at once, what was taken too often is dead.
with due as (
    select waiting.cell, waiting.event_id
    from outbox.events as waiting
    where waiting.state = 'pending'
        and waiting.next_at <= %(at)s::timestamptz
        and (waiting.lease_until is null or waiting.lease_until <= %(at)s::timestamptz)
        and waiting.type <> all(%(busy)s::text[])
        and not exists (
            select from outbox.events as earlier
            where earlier.cell = waiting.cell and earlier.key = waiting.key
                and earlier.state = 'pending' and earlier.position < waiting.position
        )
    order by waiting.next_at
    limit %(limit)s::integer
    for update of waiting skip locked
)
update outbox.events as taken
set
    state = case
        when taken.type <> all(%(handled)s::text[]) then 'done'
        when taken.attempts >= %(attempts_max)s::smallint then 'dead'
        else 'pending'
    end,
    attempts = taken.attempts + 1,
    taken_by = %(relay)s::text,
    lease_until = %(lease_until)s::timestamptz
from due
where taken.cell = due.cell and taken.event_id = due.event_id
returning
    taken.cell, taken.event_id, taken.type, taken.key, taken.payload, taken.at, taken.attempts, taken.state

-- name: finish_events
update outbox.events as done
set state = 'done', taken_by = null, lease_until = null, last_error = null
from unnest(%(cells)s::smallint[], %(event_ids)s::uuid[]) as given (cell, event_id)
where done.cell = given.cell and done.event_id = given.event_id and done.state = 'pending'

-- name: fail_events
update outbox.events as failed
set
    state = case when given.is_dead then 'dead' else 'pending' end,
    next_at = given.next_at, last_error = given.error, taken_by = null, lease_until = null
from unnest(
    %(cells)s::smallint[], %(event_ids)s::uuid[], %(errors)s::text[], %(next_ats)s::timestamptz[],
    %(deads)s::boolean[]
) as given (cell, event_id, error, next_at, is_dead)
where failed.cell = given.cell and failed.event_id = given.event_id and failed.state = 'pending'

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
