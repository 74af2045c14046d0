-- name: lock_members
-- Serialises what the workers of a cell tell each other until the transaction ends: who joins has no row yet to lock.
select pg_advisory_xact_lock(hashtext('gate.lock_members'), %(cell)s::int);
