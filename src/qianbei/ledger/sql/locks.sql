-- name: lock_balances
-- Every balance a batch touches, ordered by account and slot: the one order all flows obey.
select account_id, slot, balance_fen, floor_fen, pending_fen
from ledger.balances
where
    cell = %(cell)s::smallint
    and (account_id, slot) in (
        select place.account_id, place.slot
        from unnest(%(account_ids)s::uuid[], %(slots)s::smallint[]) as place (account_id, slot)
    )
order by account_id, slot
for update;

-- name: lock_ledger_pendings
-- Pendings come before balances, ordered by their ids.
select
    pending_id, debit_account, debit_slot, credit_account, credit_slot, amount_fen, kind, subject_id, at, expires_at,
    resolution, posted_fen
from ledger.pendings
where cell = %(cell)s::smallint and pending_id = any(%(pending_ids)s::uuid[])
order by pending_id
for update;

-- name: lock_expired_pendings
-- What somebody is resolving just now is left to them.
select
    pending_id, debit_account, debit_slot, credit_account, credit_slot, amount_fen, kind, subject_id, at, expires_at,
    resolution, posted_fen
from ledger.pendings
where cell = %(cell)s::smallint and resolution is null and expires_at <= %(at)s::timestamptz
order by expires_at, pending_id
limit %(limit)s::int
for update skip locked;
