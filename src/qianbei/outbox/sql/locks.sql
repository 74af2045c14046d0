-- name: lock_pending
-- Which of these events still wait for their effect; locked before anything of a domain is.
select waiting.cell, waiting.event_id
from outbox.events as waiting
join unnest(%(cells)s::smallint[], %(event_ids)s::uuid[]) as given (cell, event_id)
    on waiting.cell = given.cell and waiting.event_id = given.event_id
where waiting.state = 'pending'
order by waiting.cell, waiting.event_id
for update of waiting
