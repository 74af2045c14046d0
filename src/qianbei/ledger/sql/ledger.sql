-- name: insert_accounts
insert into ledger.accounts (cell, account_id, kind, owner_id, unit, opened_at)
select %(cell)s::smallint, new.account_id, new.kind, new.owner_id, 'CNY', %(at)s::timestamptz
from unnest(%(account_ids)s::uuid[], %(kinds)s::text[], %(owner_ids)s::uuid[]) as new (account_id, kind, owner_id)
on conflict do nothing;

-- name: insert_balances
insert into ledger.balances (cell, account_id, slot, balance_fen, floor_fen)
select %(cell)s::smallint, new.account_id, new.slot, 0, new.floor_fen
from unnest(%(account_ids)s::uuid[], %(slots)s::smallint[], %(floors)s::bigint[]) as new (account_id, slot, floor_fen)
on conflict do nothing;

-- name: find_transfers
select transfer_id
from ledger.transfers
where cell = %(cell)s::smallint and transfer_id = any(%(transfer_ids)s::uuid[]);

-- name: insert_transfers
insert into ledger.transfers (
    cell, transfer_id, debit_account, debit_slot, credit_account, credit_slot, amount_fen, kind, subject_id, at
)
select
    %(cell)s::smallint, new.transfer_id, new.debit_account, new.debit_slot, new.credit_account, new.credit_slot,
    new.amount_fen, new.kind, new.subject_id, new.at
from unnest(
    %(transfer_ids)s::uuid[], %(debit_accounts)s::uuid[], %(debit_slots)s::smallint[], %(credit_accounts)s::uuid[],
    %(credit_slots)s::smallint[], %(amounts)s::bigint[], %(kinds)s::text[], %(subject_ids)s::uuid[], %(ats)s::timestamptz[]
) as new (
    transfer_id, debit_account, debit_slot, credit_account, credit_slot, amount_fen, kind, subject_id, at
);

-- name: add_to_balances
-- Callers hold the rows' locks; the floor is judged before and guarded by the table's CHECK.
update ledger.balances as balance
set balance_fen = balance.balance_fen + change.amount_fen
from unnest(%(account_ids)s::uuid[], %(slots)s::smallint[], %(amounts)s::bigint[]) as change (account_id, slot, amount_fen)
where
    balance.cell = %(cell)s::smallint
    and balance.account_id = change.account_id
    and balance.slot = change.slot;

-- name: balance_of_accounts
select account_id, sum(balance_fen)::bigint
from ledger.balances
where cell = %(cell)s::smallint and account_id = any(%(account_ids)s::uuid[])
group by account_id;
