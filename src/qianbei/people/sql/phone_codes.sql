-- name: start_phone_codes
-- Each code takes the place of the one before. One row per key: the caller removes doubles.
insert into people.phone_codes as codes (cell, person_id, phone_hash, code_hash, tries_left, expires_at)
select cell, person_id, phone_hash, code_hash, %(tries_max)s::smallint, expires_at
from unnest(
    %(cells)s::smallint[], %(person_ids)s::uuid[], %(phone_hashes)s::bytea[], %(code_hashes)s::bytea[],
    %(expire_ats)s::timestamptz[]
) with ordinality as row (cell, person_id, phone_hash, code_hash, expires_at, ordinal)
order by cell, person_id, phone_hash
on conflict (cell, person_id, phone_hash) do update
set code_hash = excluded.code_hash, tries_left = excluded.tries_left, expires_at = excluded.expires_at

-- name: count_code_starts
-- Counts askings unless that would pass the most of a window; returns the keys that may go on.
insert into people.code_counts as counts (cell, kind, counted, starts, window_from)
select cell, kind, counted, starts, %(at)s::timestamptz
from unnest(
    %(cells)s::smallint[], %(kinds)s::text[], %(counted)s::bytea[], %(starts)s::smallint[]
) with ordinality as row (cell, kind, counted, starts, ordinal)
order by cell, kind, counted
on conflict (cell, kind, counted) do update
set starts = case when counts.window_from <= excluded.window_from - %(window)s::interval
        then excluded.starts else counts.starts + excluded.starts end,
    window_from = case when counts.window_from <= excluded.window_from - %(window)s::interval
        then excluded.window_from else counts.window_from end
where counts.window_from <= excluded.window_from - %(window)s::interval
    or counts.starts + excluded.starts <= case counts.kind
        when 'person' then %(person_max)s::smallint else %(phone_max)s::smallint end
returning cell, kind, counted

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
