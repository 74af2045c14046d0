-- name: audit_pendings_end_once
-- A posted pending is one transfer of its id and amount; any other is none.
select pending.pending_id::text
from ledger.pendings as pending
left join ledger.transfers as posted
    on posted.cell = pending.cell and posted.transfer_id = pending.pending_id
where
    pending.cell = %(cell)s::smallint
    and (
        posted.amount_fen is distinct from pending.posted_fen
        or (
            posted.transfer_id is not null
            and (posted.debit_account, posted.debit_slot, posted.credit_account, posted.credit_slot)
            <> (pending.debit_account, pending.debit_slot, pending.credit_account, pending.credit_slot)
        )
    )
limit %(limit)s::int;

-- name: audit_promised_money_is_kept_back
select balance.account_id::text || '/' || balance.slot::text
from ledger.balances as balance
left join (
    select debit_account, debit_slot, sum(amount_fen) as amount_fen
    from ledger.pendings
    where cell = %(cell)s::smallint and resolution is null
    group by debit_account, debit_slot
) as promised on promised.debit_account = balance.account_id and promised.debit_slot = balance.slot
where balance.cell = %(cell)s::smallint and balance.pending_fen <> coalesce(promised.amount_fen, 0)
limit %(limit)s::int;

-- name: audit_leases_hold_what_was_lent
-- The money lent out of a campaign is what its open leases can still give.
select lent.campaign_id::text
from (
    select account.owner_id as campaign_id, sum(balance.balance_fen) as balance_fen
    from ledger.accounts as account
    join ledger.balances as balance on balance.cell = account.cell and balance.account_id = account.account_id
    where account.cell = %(cell)s::smallint and account.kind = 'lease'
    group by account.owner_id
) as lent
where
    lent.balance_fen <> (
        select coalesce(sum((lease.granted - lease.used) * lease.piece_fen), 0)
        from budgets.leases as lease
        where lease.cell = %(cell)s::smallint and lease.campaign_id = lent.campaign_id
    )
limit %(limit)s::int;

-- name: audit_leases_gave_what_was_issued
-- What left a campaign's leases for somebody is what the leases say they gave out.
select lease.campaign_id::text
from budgets.leases as lease
where lease.cell = %(cell)s::smallint and lease.holder <> 'direct'
group by lease.campaign_id
having
    sum(lease.used_before_fen + lease.used * lease.piece_fen) <> (
        select coalesce(sum(given.amount_fen), 0)
        from ledger.accounts as account
        join ledger.transfers as given on given.cell = account.cell and given.debit_account = account.account_id
        where
            account.cell = %(cell)s::smallint
            and account.kind = 'lease'
            and account.owner_id = lease.campaign_id
            and given.kind <> 'lease_back'
    )
limit %(limit)s::int;

-- name: audit_budgets_drew_what_lies_under_them
-- What was drawn through a budget is what was given and is lent under it, and never more than its caps.
with recursive under as (
    select node_id as top_id, node_id
    from budgets.nodes
    where cell = %(cell)s::smallint and kind <> 'programme'
    union all
    select under.top_id, child.node_id
    from under
    join budgets.nodes as child on child.parent_id = under.node_id
    where child.cell = %(cell)s::smallint
)
select node.node_id::text
from budgets.nodes as node
left join (
    select
        under.top_id,
        sum(lease.used_before_fen + lease.granted * lease.piece_fen) as drawn_fen,
        sum(lease.used_before + lease.granted) as drawn_count
    from under
    join budgets.leases as lease on lease.node_id = under.node_id
    where lease.cell = %(cell)s::smallint
    group by under.top_id
) as below on below.top_id = node.node_id
where
    node.cell = %(cell)s::smallint
    and (
        node.drawn_fen <> coalesce(below.drawn_fen, 0)
        or node.drawn_count <> coalesce(below.drawn_count, 0)
        or node.drawn_fen > node.cap_fen
        or node.drawn_count > node.cap_count
    )
limit %(limit)s::int;

-- name: audit_settlements_pay_what_was_owed
-- Batches touch, hold exactly what moved in their time, and are paid by one transfer.
select batch.account_id::text
from (
    select
        *, lag(until_at) over per_account as before,
        coalesce(lag(least(net_fen + brought_fen, 0)) over per_account, 0) as owed_fen
    from ledger.settlements
    where cell = %(cell)s::smallint
    window per_account as (partition by account_id order by until_at)
) as batch
where
    batch.since_at <> coalesce(batch.before, batch.since_at)
    or batch.brought_fen <> batch.owed_fen
    or batch.net_fen <> (
        select coalesce(sum(case when credit_account = batch.account_id then amount_fen else -amount_fen end), 0)
        from ledger.transfers
        where
            cell = batch.cell
            and at >= batch.since_at
            and at < batch.until_at
            and kind <> 'settle'
            and batch.account_id in (credit_account, debit_account)
    )
union all
select batch.account_id::text
from ledger.settlements as batch
where batch.cell = %(cell)s::smallint
group by batch.account_id
having
    sum(batch.paid_fen) <> (
        select coalesce(sum(amount_fen), 0)
        from ledger.transfers
        where cell = %(cell)s::smallint and kind = 'settle' and debit_account = batch.account_id
    )
limit %(limit)s::int;
