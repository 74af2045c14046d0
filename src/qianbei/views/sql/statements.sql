-- name: owner_has_accounts
-- A row when anything was ever kept under this owner's id.
select 1
from ledger.accounts
where cell = %(cell)s::smallint and owner_id = %(owner_id)s::uuid
limit 1;

-- name: statement_lines
-- Transfers of an owner's accounts in the order of time and id, after a place in that order.
with own as (
    select account_id from ledger.accounts where cell = %(cell)s::smallint and owner_id = %(owner_id)s::uuid
)
select
    moved.at, moved.transfer_id, moved.kind, moved.amount_fen,
    debit.kind, debit.owner_id, credit.kind, credit.owner_id,
    moved.subject_id,
    coalesce(card.card_id, placed.card_id, sale.card_id),
    placed.order_id,
    coalesce(
        (
            select string_agg(line ->> 'item' || ' x ' || (line ->> 'quantity') || ' = ' || (line ->> 'total_fen'), '; ')
            from json_array_elements(placed.checkout::json -> 'lines') as line
        ),
        'till x 1 = ' || sale.amount_fen
    ),
    batch.until_at
from ledger.transfers as moved
join ledger.accounts as debit on debit.cell = moved.cell and debit.account_id = moved.debit_account
join ledger.accounts as credit on credit.cell = moved.cell and credit.account_id = moved.credit_account
left join campaigns.cards as card on card.cell = moved.cell and card.card_id = moved.subject_id
left join orders.orders as placed on placed.cell = moved.cell and placed.order_id = moved.subject_id
left join campaigns.till_sales as sale on sale.cell = moved.cell and sale.sale_id = moved.subject_id
left join ledger.settlements as batch
    on batch.cell = moved.cell
    and batch.account_id in (moved.credit_account, moved.debit_account)
    and batch.since_at <= moved.at
    and batch.until_at > moved.at
    and moved.kind <> 'settle'
where
    moved.cell = %(cell)s::smallint
    and moved.at < %(until)s::timestamptz
    and moved.at >= %(after_at)s::timestamptz
    and (moved.at, moved.transfer_id) > (%(after_at)s::timestamptz, %(after_id)s::uuid)
    and (moved.debit_account in (select account_id from own) or moved.credit_account in (select account_id from own))
order by moved.at, moved.transfer_id
limit %(limit)s::int;

-- name: balances_of
-- Every account, or those of one owner, as it stood at a time: today's balances minus what moved since.
select account.kind, account.owner_id, account.unit, (now.amount_fen - coalesce(later.amount_fen, 0))::bigint
from ledger.accounts as account
join (
    select account_id, sum(balance_fen) as amount_fen
    from ledger.balances
    where cell = %(cell)s::smallint
    group by account_id
) as now on now.account_id = account.account_id
left join (
    select moved.account_id, sum(moved.amount_fen) as amount_fen
    from (
        select credit_account as account_id, amount_fen
        from ledger.transfers
        where cell = %(cell)s::smallint and at > %(at)s::timestamptz
        union all
        select debit_account, -amount_fen
        from ledger.transfers
        where cell = %(cell)s::smallint and at > %(at)s::timestamptz
    ) as moved
    group by moved.account_id
) as later on later.account_id = account.account_id
where
    account.cell = %(cell)s::smallint
    and account.opened_at <= %(at)s::timestamptz
    and (%(owner_id)s::uuid is null or account.owner_id = %(owner_id)s::uuid)
order by account.kind, account.owner_id;
