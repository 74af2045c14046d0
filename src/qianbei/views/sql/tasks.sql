-- name: tasks_of_stores
-- Open work of some stores, by the time it is due.
select
    job.order_id, job.store_id, job.state, job.cups, job.slot_starts_at, job.due_at, job.pickup_code, job.rider_name,
    job.version, placed.checkout::json -> 'lines', placed.placed_at
from fulfilment.jobs as job
join orders.orders as placed on placed.cell = job.cell and placed.order_id = job.order_id
where
    job.cell = %(cell)s::smallint
    and job.store_id = any(%(store_ids)s::uuid[])
    and job.state in ('queued', 'confirmed', 'making', 'ready')
order by job.due_at, job.order_id
limit %(limit)s::int;

-- name: tasks_by_id
select
    job.order_id, job.store_id, job.state, job.cups, job.slot_starts_at, job.due_at, job.pickup_code, job.rider_name,
    job.version, placed.checkout::json -> 'lines', placed.placed_at
from fulfilment.jobs as job
join orders.orders as placed on placed.cell = job.cell and placed.order_id = job.order_id
where job.cell = %(cell)s::smallint and job.order_id = any(%(order_ids)s::uuid[]);

-- name: ride_of_rider
-- What a rider carries now.
select
    job.order_id, job.state, job.cups, job.due_at, job.code_shared, job.handover_code, job.version,
    store.names, store.address, store.lat_e6, store.lng_e6, placed.checkout::json
from fulfilment.jobs as job
join orders.orders as placed on placed.cell = job.cell and placed.order_id = job.order_id
join catalog.stores as store on store.cell = job.cell and store.store_id = job.store_id
where
    job.cell = %(cell)s::smallint
    and job.rider_id = %(rider_id)s::uuid
    and job.state in ('confirmed', 'making', 'ready', 'picked_up', 'at_door')
limit 1;

-- name: rides_offered
-- Work without a rider, nearest ready first.
select
    job.order_id, job.state, job.cups, job.due_at, job.code_shared, job.handover_code, job.version,
    store.names, store.address, store.lat_e6, store.lng_e6, placed.checkout::json
from fulfilment.jobs as job
join orders.orders as placed on placed.cell = job.cell and placed.order_id = job.order_id
join catalog.stores as store on store.cell = job.cell and store.store_id = job.store_id
where job.cell = %(cell)s::smallint and job.rider_id is null and job.state in ('confirmed', 'making', 'ready')
order by job.due_at, job.order_id
limit %(limit)s::int;

-- name: rides_by_id
select
    job.order_id, job.state, job.cups, job.due_at, job.code_shared, job.handover_code, job.version,
    store.names, store.address, store.lat_e6, store.lng_e6, placed.checkout::json
from fulfilment.jobs as job
join orders.orders as placed on placed.cell = job.cell and placed.order_id = job.order_id
join catalog.stores as store on store.cell = job.cell and store.store_id = job.store_id
where job.cell = %(cell)s::smallint and job.order_id = any(%(order_ids)s::uuid[]);
