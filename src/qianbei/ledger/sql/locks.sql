-- name: lock_balances
-- Every balance a batch touches, ordered by account and slot: the one order all flows obey.
select account_id, slot, balance_fen, floor_fen
from ledger.balances
where
    cell = %(cell)s::smallint
    and (account_id, slot) in (
        select place.account_id, place.slot
        from unnest(%(account_ids)s::uuid[], %(slots)s::smallint[]) as place (account_id, slot)
    )
order by account_id, slot
for update;
