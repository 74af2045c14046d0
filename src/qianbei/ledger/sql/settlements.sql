-- name: last_settlement
-- The newest batch beside the account's own opening; nulls before the first.
select account.opened_at, last.since_at, last.until_at, last.net_fen, last.brought_fen, last.paid_fen
from ledger.accounts as account
left join lateral (
    select since_at, until_at, net_fen, brought_fen, paid_fen
    from ledger.settlements
    where cell = account.cell and account_id = account.account_id
    order by until_at desc
    limit 1
) as last on true
where account.cell = %(cell)s::smallint and account.account_id = %(account_id)s::uuid;

-- name: net_until
select
    coalesce(sum(case when credit_account = %(account_id)s::uuid then amount_fen else -amount_fen end), 0)::bigint
from ledger.transfers
where
    cell = %(cell)s::smallint
    and at >= %(since)s::timestamptz
    and at < %(until)s::timestamptz
    and kind <> 'settle'
    and %(account_id)s::uuid in (credit_account, debit_account);

-- name: insert_settlement
insert into ledger.settlements (cell, account_id, since_at, until_at, net_fen, brought_fen, paid_fen, at)
values (
    %(cell)s::smallint, %(account_id)s::uuid, %(since)s::timestamptz, %(until)s::timestamptz, %(net_fen)s::bigint,
    %(brought_fen)s::bigint, %(paid_fen)s::bigint, %(at)s::timestamptz
);

-- name: owners_of_payables
select owner_id
from ledger.accounts
where cell = %(cell)s::smallint and kind = 'store_payable'
order by owner_id;
