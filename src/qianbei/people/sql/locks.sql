-- name: lock_phone_codes
-- The codes that are about to be judged, in the order of their keys.
select codes.cell, codes.person_id, codes.phone_hash, codes.code_hash, codes.tries_left, codes.expires_at
from people.phone_codes codes
where (codes.cell, codes.person_id, codes.phone_hash) in (
    select *
    from unnest(%(cells)s::smallint[], %(person_ids)s::uuid[], %(phone_hashes)s::bytea[])
)
order by codes.cell, codes.person_id, codes.phone_hash
for update
