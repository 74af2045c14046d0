-- name: insert_sellers
-- A seller who is there already stays as they are.
insert into catalog.sellers (cell, seller_id, names, created_at, revision)
select %(cell)s::smallint, seller_id, names, created_at, %(revision)s::bigint
from unnest(%(seller_ids)s::uuid[], %(names)s::jsonb[], %(ats)s::timestamptz[]) with ordinality
    as row (seller_id, names, created_at, ordinal)
order by seller_id
on conflict (cell, seller_id) do nothing

-- name: insert_stores
-- A store that is there already stays as it is.
insert into catalog.stores (
    cell, store_id, seller_id, names, address, lat_e6, lng_e6, hours, utc_offset_minutes, status,
    cups_per_slot, prep_s, delivery, phone, created_at, revision
)
select
    %(cell)s::smallint, store_id, seller_id, names, address, lat_e6, lng_e6, hours, utc_offset_minutes,
    'draft', cups_per_slot, prep_s, delivery, phone, created_at, %(revision)s::bigint
from unnest(
    %(store_ids)s::uuid[], %(seller_ids)s::uuid[], %(names)s::jsonb[], %(addresses)s::text[],
    %(lats)s::integer[], %(lngs)s::integer[], %(hours)s::jsonb[], %(utc_offsets)s::smallint[],
    %(cups_per_slots)s::integer[], %(prep_ss)s::integer[], %(deliveries)s::jsonb[], %(phones)s::text[],
    %(ats)s::timestamptz[]
) with ordinality as row (
    store_id, seller_id, names, address, lat_e6, lng_e6, hours, utc_offset_minutes, cups_per_slot, prep_s,
    delivery, phone, created_at, ordinal
)
order by store_id
on conflict (cell, store_id) do nothing

-- name: update_stores
-- Writes what may change of a store; the caller holds its lock.
update catalog.stores stores
set status = row.status, hours = row.hours, cups_per_slot = row.cups_per_slot, prep_s = row.prep_s,
    delivery = row.delivery, menu_id = row.menu_id, menu_version = row.menu_version,
    revision = %(revision)s::bigint
from unnest(
    %(store_ids)s::uuid[], %(statuses)s::text[], %(hours)s::jsonb[], %(cups_per_slots)s::integer[],
    %(prep_ss)s::integer[], %(deliveries)s::jsonb[], %(menu_ids)s::uuid[], %(menu_versions)s::integer[]
) as row (store_id, status, hours, cups_per_slot, prep_s, delivery, menu_id, menu_version)
where stores.cell = %(cell)s::smallint and stores.store_id = row.store_id

-- name: find_stores
select
    store_id, seller_id, names, address, lat_e6, lng_e6, hours, utc_offset_minutes, status, cups_per_slot,
    prep_s, delivery, phone, menu_id, menu_version
from catalog.stores
where cell = %(cell)s::smallint and store_id = any(%(store_ids)s::uuid[])

-- name: stores_of_sellers
select
    store_id, seller_id, names, address, lat_e6, lng_e6, hours, utc_offset_minutes, status, cups_per_slot,
    prep_s, delivery, phone, menu_id, menu_version
from catalog.stores
where cell = %(cell)s::smallint and seller_id = any(%(seller_ids)s::uuid[])
order by created_at, store_id

-- name: find_sellers
select seller_id, names
from catalog.sellers
where cell = %(cell)s::smallint and seller_id = any(%(seller_ids)s::uuid[])

-- name: find_statuses
select store_id, status
from catalog.stores
where cell = %(cell)s::smallint and store_id = any(%(store_ids)s::uuid[])

-- name: insert_places
-- A place that is there already stays as it is.
insert into catalog.places (cell, place_id, names, lat_e6, lng_e6, revision)
select %(cell)s::smallint, place_id, names, lat_e6, lng_e6, %(revision)s::bigint
from unnest(%(place_ids)s::uuid[], %(names)s::jsonb[], %(lats)s::integer[], %(lngs)s::integer[])
    with ordinality as row (place_id, names, lat_e6, lng_e6, ordinal)
order by place_id
on conflict (cell, place_id) do nothing
