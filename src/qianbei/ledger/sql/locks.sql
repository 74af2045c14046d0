-- name: lock_balances
-- Every balance a batch touches, ordered by account and slot: the one order all flows obey.
SELECT account_id, slot, balance_fen, floor_fen
FROM ledger.balances
WHERE
    cell = %(cell)s::smallint
    AND (account_id, slot) IN (
        SELECT place.account_id, place.slot
        FROM unnest(%(account_ids)s::uuid[], %(slots)s::smallint[]) AS place (account_id, slot)
    )
ORDER BY account_id, slot
FOR UPDATE;
