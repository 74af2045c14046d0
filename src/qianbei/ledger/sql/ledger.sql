-- name: insert_accounts
INSERT INTO ledger.accounts (cell, account_id, kind, owner_id, unit, opened_at)
SELECT %(cell)s::smallint, new.account_id, new.kind, new.owner_id, 'CNY', %(at)s::timestamptz
FROM unnest(%(account_ids)s::uuid[], %(kinds)s::text[], %(owner_ids)s::uuid[]) AS new (account_id, kind, owner_id)
ON CONFLICT DO NOTHING;

-- name: insert_balances
INSERT INTO ledger.balances (cell, account_id, slot, balance_fen, floor_fen)
SELECT %(cell)s::smallint, new.account_id, new.slot, 0, new.floor_fen
FROM unnest(%(account_ids)s::uuid[], %(slots)s::smallint[], %(floors)s::bigint[]) AS new (account_id, slot, floor_fen)
ON CONFLICT DO NOTHING;

-- name: find_transfers
SELECT transfer_id
FROM ledger.transfers
WHERE cell = %(cell)s::smallint AND transfer_id = ANY (%(transfer_ids)s::uuid[]);

-- name: insert_transfers
INSERT INTO ledger.transfers (
    cell, transfer_id, debit_account, debit_slot, credit_account, credit_slot, amount_fen, kind, subject_id, at
)
SELECT
    %(cell)s::smallint, new.transfer_id, new.debit_account, new.debit_slot, new.credit_account, new.credit_slot,
    new.amount_fen, new.kind, new.subject_id, new.at
FROM unnest(
    %(transfer_ids)s::uuid[], %(debit_accounts)s::uuid[], %(debit_slots)s::smallint[], %(credit_accounts)s::uuid[],
    %(credit_slots)s::smallint[], %(amounts)s::bigint[], %(kinds)s::text[], %(subject_ids)s::uuid[], %(ats)s::timestamptz[]
) AS new (
    transfer_id, debit_account, debit_slot, credit_account, credit_slot, amount_fen, kind, subject_id, at
);

-- name: add_to_balances
-- Callers hold the rows' locks; the floor is judged before and guarded by the table's CHECK.
UPDATE ledger.balances AS balance
SET balance_fen = balance.balance_fen + change.amount_fen
FROM unnest(%(account_ids)s::uuid[], %(slots)s::smallint[], %(amounts)s::bigint[]) AS change (account_id, slot, amount_fen)
WHERE
    balance.cell = %(cell)s::smallint
    AND balance.account_id = change.account_id
    AND balance.slot = change.slot;

-- name: balance_of_accounts
SELECT account_id, sum(balance_fen)::bigint
FROM ledger.balances
WHERE cell = %(cell)s::smallint AND account_id = ANY (%(account_ids)s::uuid[])
GROUP BY account_id;
