-- name: open_slots
-- No ON CONFLICT: a slot that another transaction opened meanwhile aborts the batch, which is then run again.
insert into fulfilment.slots (cell, store_id, starts_at, cups_offered, cups_taken)
select %(cell)s::smallint, wanted.store_id, wanted.starts_at, wanted.cups_offered, 0
from unnest(%(store_ids)s::uuid[], %(starts_ats)s::timestamptz[], %(cups_offered)s::smallint[])
    as wanted (store_id, starts_at, cups_offered);

-- name: take_cups
-- Callers hold the rows' locks (lock_slots). Amounts may be negative: cups given back.
update fulfilment.slots as slot
set cups_taken = slot.cups_taken + change.cups
from unnest(%(store_ids)s::uuid[], %(starts_ats)s::timestamptz[], %(cups)s::int[]) as change (store_id, starts_at, cups)
where slot.cell = %(cell)s::smallint and slot.store_id = change.store_id and slot.starts_at = change.starts_at;

-- name: insert_jobs
insert into fulfilment.jobs (
    cell, order_id, store_id, slot_starts_at, cups, state, due_at, pickup_code, handover_code, code_shared, wrong_codes,
    version
)
select
    %(cell)s::smallint, new.order_id, new.store_id, new.starts_at, new.cups, 'reserved', new.due_at, new.pickup_code,
    new.handover_code, false, 0, 0
from unnest(
    %(order_ids)s::uuid[], %(store_ids)s::uuid[], %(starts_ats)s::timestamptz[], %(cups)s::smallint[],
    %(due_ats)s::timestamptz[], %(pickup_codes)s::text[], %(handover_codes)s::text[]
) as new (order_id, store_id, starts_at, cups, due_at, pickup_code, handover_code);

-- name: update_jobs
-- Callers hold the rows' locks (lock_jobs).
update fulfilment.jobs as job
set
    state = moved.state, code_shared = moved.code_shared, wrong_codes = moved.wrong_codes, rider_id = moved.rider_id,
    rider_name = moved.rider_name, version = job.version + 1
from unnest(
    %(order_ids)s::uuid[], %(states)s::text[], %(code_shared)s::boolean[], %(wrong_codes)s::smallint[], %(rider_ids)s::uuid[],
    %(rider_names)s::text[]
) as moved (order_id, state, code_shared, wrong_codes, rider_id, rider_name)
where job.cell = %(cell)s::smallint and job.order_id = moved.order_id;

-- name: job_of_rider
select order_id
from fulfilment.jobs
where
    cell = %(cell)s::smallint
    and rider_id = %(rider_id)s::uuid
    and state in ('confirmed', 'making', 'ready', 'picked_up', 'at_door')
limit 1;
