-- name: start_phone_codes
-- Replaces the code of each phone unless its person has asked too often in the present window; returns the
-- codes that now stand. One row per key: the caller removes doubles.
insert into people.phone_codes as codes (
    cell, person_id, phone_hash, code_hash, tries_left, starts, window_from, expires_at
)
select cell, person_id, phone_hash, code_hash, %(tries_max)s::smallint, 1, at, expires_at
from unnest(
    %(cells)s::smallint[], %(person_ids)s::uuid[], %(phone_hashes)s::bytea[], %(code_hashes)s::bytea[],
    %(ats)s::timestamptz[], %(expire_ats)s::timestamptz[]
) with ordinality as row (cell, person_id, phone_hash, code_hash, at, expires_at, ordinal)
order by cell, person_id, phone_hash
on conflict (cell, person_id, phone_hash) do update
set code_hash = excluded.code_hash,
    tries_left = excluded.tries_left,
    expires_at = excluded.expires_at,
    starts = case when codes.window_from <= excluded.window_from - %(window)s::interval
        then 1 else codes.starts + 1 end,
    window_from = case when codes.window_from <= excluded.window_from - %(window)s::interval
        then excluded.window_from else codes.window_from end
where codes.starts < %(starts_max)s::smallint
    or codes.window_from <= excluded.window_from - %(window)s::interval
returning cell, person_id, phone_hash

-- name: update_tries
-- One wrong try less for each; a spent code is left with none.
update people.phone_codes codes
set tries_left = row.tries_left
from unnest(%(cells)s::smallint[], %(person_ids)s::uuid[], %(phone_hashes)s::bytea[], %(tries_left)s::smallint[])
    as row (cell, person_id, phone_hash, tries_left)
where codes.cell = row.cell and codes.person_id = row.person_id and codes.phone_hash = row.phone_hash

-- name: delete_phone_codes
delete from people.phone_codes codes
using unnest(%(cells)s::smallint[], %(person_ids)s::uuid[], %(phone_hashes)s::bytea[])
    as row (cell, person_id, phone_hash)
where codes.cell = row.cell and codes.person_id = row.person_id and codes.phone_hash = row.phone_hash
