-- name: insert_roles
-- Granting twice is granting once.
insert into people.roles (cell, person_id, role, subject, granted_at)
select cell, person_id, role, subject, granted_at
from unnest(
    %(cells)s::smallint[], %(person_ids)s::uuid[], %(roles)s::text[], %(subjects)s::uuid[],
    %(ats)s::timestamptz[]
) with ordinality as row (cell, person_id, role, subject, granted_at, ordinal)
order by cell, person_id, role, subject
on conflict (cell, person_id, role, subject) do nothing

-- name: find_roles
select roles.cell, roles.person_id, roles.role, roles.subject
from people.roles roles
where (roles.cell, roles.person_id) in (
    select * from unnest(%(cells)s::smallint[], %(person_ids)s::uuid[])
)
order by roles.granted_at, roles.subject

-- name: insert_riders
-- A person who rides already stays the rider they are.
insert into people.riders (cell, rider_id, person_id, name, fleet, created_at)
select cell, rider_id, person_id, name, fleet, created_at
from unnest(
    %(cells)s::smallint[], %(rider_ids)s::uuid[], %(person_ids)s::uuid[], %(names)s::text[],
    %(fleets)s::text[], %(ats)s::timestamptz[]
) with ordinality as row (cell, rider_id, person_id, name, fleet, created_at, ordinal)
order by cell, person_id, ordinal
on conflict (cell, person_id) do nothing

-- name: find_riders_of
-- Riders by person.
select riders.cell, riders.rider_id, riders.person_id, riders.name, riders.fleet
from people.riders riders
where (riders.cell, riders.person_id) in (
    select * from unnest(%(cells)s::smallint[], %(person_ids)s::uuid[])
)

-- name: find_riders
-- Riders by rider id.
select riders.cell, riders.rider_id, riders.person_id, riders.name, riders.fleet
from people.riders riders
where riders.cell = %(cell)s::smallint and riders.rider_id = any(%(rider_ids)s::uuid[])
