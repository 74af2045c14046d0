-- name: lock_slots
select store_id, starts_at, cups_offered, cups_taken
from fulfilment.slots
where
    cell = %(cell)s::smallint
    and (store_id, starts_at) in (
        select wanted.store_id, wanted.starts_at
        from unnest(%(store_ids)s::uuid[], %(starts_ats)s::timestamptz[]) as wanted (store_id, starts_at)
    )
order by store_id, starts_at
for update;

-- name: lock_jobs
select
    order_id, store_id, slot_starts_at, cups, state, due_at, pickup_code, handover_code, code_shared, wrong_codes,
    rider_id, rider_name, version
from fulfilment.jobs
where cell = %(cell)s::smallint and order_id = any(%(order_ids)s::uuid[])
order by order_id
for update;
