-- name: insert_identity_keys
-- The first claim of a key wins; a claim that meets an open one waits for its transaction.
insert into people.identity_keys (kind, value_hash, cell, person_id, claimed_at)
select kind, value_hash, cell, person_id, claimed_at
from unnest(
    %(kinds)s::text[], %(value_hashes)s::bytea[], %(cells)s::smallint[], %(person_ids)s::uuid[],
    %(ats)s::timestamptz[]
) with ordinality as row (kind, value_hash, cell, person_id, claimed_at, ordinal)
order by kind, value_hash, ordinal
on conflict (kind, value_hash) do nothing
returning kind, value_hash

-- name: find_identity_keys
select keys.kind, keys.value_hash, keys.cell, keys.person_id
from people.identity_keys keys
where (keys.kind, keys.value_hash) in (
    select * from unnest(%(kinds)s::text[], %(value_hashes)s::bytea[])
)
