-- name: address_ids
-- Which addresses each person has.
select addresses.cell, addresses.person_id, array_agg(addresses.address_id)
from people.addresses addresses
where (addresses.cell, addresses.person_id) in (
    select * from unnest(%(cells)s::smallint[], %(person_ids)s::uuid[])
)
group by addresses.cell, addresses.person_id

-- name: choose_addresses
-- A known address is chosen again, a new one is added. One row per key: the caller removes doubles.
insert into people.addresses as addresses (
    cell, person_id, address_id, place_id, names, detail, lat_e6, lng_e6, chosen_at
)
select cell, person_id, address_id, place_id, names, detail, lat_e6, lng_e6, chosen_at
from unnest(
    %(cells)s::smallint[], %(person_ids)s::uuid[], %(address_ids)s::uuid[], %(place_ids)s::uuid[],
    %(names)s::jsonb[], %(details)s::text[], %(lats)s::integer[], %(lngs)s::integer[], %(ats)s::timestamptz[]
) with ordinality
    as row (cell, person_id, address_id, place_id, names, detail, lat_e6, lng_e6, chosen_at, ordinal)
order by cell, person_id, address_id
on conflict (cell, person_id, address_id) do update
set chosen_at = greatest(addresses.chosen_at, excluded.chosen_at), names = excluded.names,
    lat_e6 = excluded.lat_e6, lng_e6 = excluded.lng_e6

-- name: current_addresses
-- The address each person chose last.
select distinct on (addresses.cell, addresses.person_id)
    addresses.cell, addresses.person_id, addresses.address_id, addresses.place_id, addresses.names,
    addresses.detail, addresses.lat_e6, addresses.lng_e6
from people.addresses addresses
where (addresses.cell, addresses.person_id) in (
    select * from unnest(%(cells)s::smallint[], %(person_ids)s::uuid[])
)
order by addresses.cell, addresses.person_id, addresses.chosen_at desc, addresses.address_id

-- name: addresses_of
-- Every address of one person, the one chosen last first.
select addresses.cell, addresses.person_id, addresses.address_id, addresses.place_id, addresses.names,
    addresses.detail, addresses.lat_e6, addresses.lng_e6
from people.addresses addresses
where addresses.cell = %(cell)s::smallint and addresses.person_id = %(person_id)s::uuid
order by addresses.chosen_at desc, addresses.address_id
