-- name: next_revision
-- Takes the cell's next revision; its lock, held until the commit, is the first that a catalogue change takes.
insert into catalog.revisions as revisions (cell, revision)
values (%(cell)s::smallint, 1)
on conflict (cell) do update set revision = revisions.revision + 1
returning revision

-- name: lock_stores
-- The stores that are about to change, in the order of their ids.
select
    store_id, seller_id, names, address, lat_e6, lng_e6, hours, utc_offset_minutes, status, cups_per_slot,
    prep_s, delivery, phone, menu_id, menu_version
from catalog.stores
where cell = %(cell)s::smallint and store_id = any(%(store_ids)s::uuid[])
order by store_id
for update
