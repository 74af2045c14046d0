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

-- name: available
select balance.account_id, balance.slot, balance.balance_fen - balance.pending_fen
from ledger.balances as balance
join unnest(%(account_ids)s::uuid[], %(slots)s::smallint[]) as place (account_id, slot)
    on place.account_id = balance.account_id and place.slot = balance.slot
where balance.cell = %(cell)s::smallint;

-- name: find_transfers
select transfer_id
from ledger.transfers
where cell = %(cell)s::smallint and transfer_id = any(%(transfer_ids)s::uuid[]);

-- name: find_written
-- An id names one transfer or one pending. A posted pending is told by the pending, since that says what was asked.
select
    transfer_id, debit_account, debit_slot, credit_account, credit_slot, amount_fen, kind, subject_id, at,
    null::timestamptz as expires_at
from ledger.transfers
where
    cell = %(cell)s::smallint
    and transfer_id = any(%(ids)s::uuid[])
    and not exists (
        select 1 from ledger.pendings as pending
        where pending.cell = transfers.cell and pending.pending_id = transfers.transfer_id
    )
union all
select
    pending_id, debit_account, debit_slot, credit_account, credit_slot, amount_fen, kind, subject_id, at, expires_at
from ledger.pendings
where cell = %(cell)s::smallint and pending_id = any(%(ids)s::uuid[]);

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
set balance_fen = balance.balance_fen + change.amount_fen, pending_fen = balance.pending_fen + change.kept_fen
from unnest(
    %(account_ids)s::uuid[], %(slots)s::smallint[], %(amounts)s::bigint[], %(kept)s::bigint[]
) as change (account_id, slot, amount_fen, kept_fen)
where
    balance.cell = %(cell)s::smallint
    and balance.account_id = change.account_id
    and balance.slot = change.slot;

-- name: insert_pendings
insert into ledger.pendings (
    cell, pending_id, debit_account, debit_slot, credit_account, credit_slot, amount_fen, kind, subject_id, at, expires_at
)
select
    %(cell)s::smallint, new.pending_id, new.debit_account, new.debit_slot, new.credit_account, new.credit_slot,
    new.amount_fen, new.kind, new.subject_id, new.at, new.expires_at
from unnest(
    %(pending_ids)s::uuid[], %(debit_accounts)s::uuid[], %(debit_slots)s::smallint[], %(credit_accounts)s::uuid[],
    %(credit_slots)s::smallint[], %(amounts)s::bigint[], %(kinds)s::text[], %(subject_ids)s::uuid[], %(ats)s::timestamptz[],
    %(expires_ats)s::timestamptz[]
) as new (
    pending_id, debit_account, debit_slot, credit_account, credit_slot, amount_fen, kind, subject_id, at, expires_at
);

-- name: resolve_pendings
-- Only what is open can end; the caller counts.
update ledger.pendings as pending
set resolution = ended.resolution, posted_fen = ended.posted_fen, resolved_at = %(at)s::timestamptz
from unnest(%(pending_ids)s::uuid[], %(resolutions)s::text[], %(posted)s::bigint[]) as ended (pending_id, resolution, posted_fen)
where pending.cell = %(cell)s::smallint and pending.pending_id = ended.pending_id and pending.resolution is null;

-- name: insert_posted
insert into ledger.transfers (
    cell, transfer_id, debit_account, debit_slot, credit_account, credit_slot, amount_fen, kind, subject_id, at
)
select cell, pending_id, debit_account, debit_slot, credit_account, credit_slot, posted_fen, kind, subject_id, %(at)s::timestamptz
from ledger.pendings
where cell = %(cell)s::smallint and pending_id = any(%(pending_ids)s::uuid[]);

-- name: balances_at
-- Today's balances minus what moved since: a look at the recent past reads little.
select balance.account_id, (balance.balance_fen - coalesce(later.amount_fen, 0))::bigint
from (
    select account_id, sum(balance_fen) as balance_fen
    from ledger.balances
    where cell = %(cell)s::smallint and account_id = any(%(account_ids)s::uuid[])
    group by account_id
) as balance
left join (
    select moved.account_id, sum(moved.amount_fen) as amount_fen
    from (
        select credit_account as account_id, amount_fen
        from ledger.transfers
        where
            cell = %(cell)s::smallint and at > %(at)s::timestamptz and credit_account = any(%(account_ids)s::uuid[])
        union all
        select debit_account, -amount_fen
        from ledger.transfers
        where
            cell = %(cell)s::smallint and at > %(at)s::timestamptz and debit_account = any(%(account_ids)s::uuid[])
    ) as moved
    group by moved.account_id
) as later on later.account_id = balance.account_id;

-- name: balance_before
select
    (
        select coalesce(sum(balance_fen), 0)
        from ledger.balances
        where cell = %(cell)s::smallint and account_id = %(account_id)s::uuid
    )::bigint
    - coalesce(
        (
            select sum(case when credit_account = %(account_id)s::uuid then amount_fen else -amount_fen end)
            from ledger.transfers
            where
                cell = %(cell)s::smallint
                and at >= %(since)s::timestamptz
                and %(account_id)s::uuid in (credit_account, debit_account)
        ),
        0
    )::bigint;

-- name: entries
-- What moved on an account in a period, and with whom.
select
    moved.transfer_id, moved.at, moved.kind, moved.subject_id, other.kind, other.owner_id,
    case when moved.credit_account = %(account_id)s::uuid then moved.amount_fen else -moved.amount_fen end
from ledger.transfers as moved
join ledger.accounts as other
    on other.cell = moved.cell
    and other.account_id = case
        when moved.credit_account = %(account_id)s::uuid then moved.debit_account
        else moved.credit_account
    end
where
    moved.cell = %(cell)s::smallint
    and moved.at >= %(since)s::timestamptz
    and moved.at < %(until)s::timestamptz
    and %(account_id)s::uuid in (moved.credit_account, moved.debit_account)
order by moved.at, moved.transfer_id;
