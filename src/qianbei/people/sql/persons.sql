-- name: insert_persons
-- A person who is there already stays as they are.
insert into people.persons (cell, person_id, language, created_at)
select cell, person_id, language, created_at
from unnest(
    %(cells)s::smallint[], %(person_ids)s::uuid[], %(languages)s::text[], %(ats)s::timestamptz[]
) with ordinality as row (cell, person_id, language, created_at, ordinal)
order by cell, person_id
on conflict (cell, person_id) do nothing

-- name: find_persons
select persons.cell, persons.person_id, persons.language, persons.phone_masked, persons.created_at
from people.persons persons
where (persons.cell, persons.person_id) in (
    select * from unnest(%(cells)s::smallint[], %(person_ids)s::uuid[])
)

-- name: update_languages
update people.persons persons
set language = row.language
from unnest(%(cells)s::smallint[], %(person_ids)s::uuid[], %(languages)s::text[])
    as row (cell, person_id, language)
where persons.cell = row.cell and persons.person_id = row.person_id and persons.language <> row.language

-- name: update_phones
update people.persons persons
set phone_masked = row.phone_masked
from unnest(%(cells)s::smallint[], %(person_ids)s::uuid[], %(masked)s::text[])
    as row (cell, person_id, phone_masked)
where persons.cell = row.cell and persons.person_id = row.person_id

-- name: persons_after
-- The next persons of a cell by id.
select person_id
from people.persons
where cell = %(cell)s::smallint and person_id > %(after)s::uuid
order by person_id
limit %(limit)s::int
