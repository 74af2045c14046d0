-- name: lock_pending
-- Which of these events still wait for their effect, dead ones too; locked before anything of a domain is.
select waiting.cell, waiting.event_id
from outbox.events as waiting
join unnest(%(cells)s::smallint[], %(event_ids)s::uuid[]) as given (cell, event_id)
    on waiting.cell = given.cell and waiting.event_id = given.event_id
where waiting.state <> 'done'
order by waiting.cell, waiting.event_id
for update of waiting

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
        and waiting.position = (
            select min(earlier.position)
            from outbox.events as earlier
            where earlier.cell = waiting.cell and earlier.key = waiting.key and earlier.state = 'pending'
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
