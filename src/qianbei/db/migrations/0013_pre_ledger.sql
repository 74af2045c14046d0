create schema ledger;

create table ledger.accounts (
    cell smallint not null,
    account_id uuid not null,
    kind text not null,
    owner_id uuid not null,
    unit text not null,
    opened_at timestamptz not null,
    primary key (cell, account_id)
);
comment on table ledger.accounts is 'Who money belongs to and what it is for.';
comment on column ledger.accounts.cell is 'The unit of scale: a city.';
comment on column ledger.accounts.account_id is 'Derived from kind and owner.';
comment on column ledger.accounts.kind is 'programme, budget, liability, store_payable, clearing or goodwill.';
comment on column ledger.accounts.owner_id is 'The campaign or seller, or the nil id for the cell itself.';
comment on column ledger.accounts.unit is 'ISO 4217 currency; amounts are in its minor unit.';
comment on column ledger.accounts.opened_at is 'When it was opened.';

create table ledger.balances (
    cell smallint not null,
    account_id uuid not null,
    slot smallint not null check (slot >= 0),
    balance_fen bigint not null,
    floor_fen bigint,
    primary key (cell, account_id, slot),
    foreign key (cell, account_id) references ledger.accounts (cell, account_id),
    constraint balance_not_under_floor check (floor_fen is null or balance_fen >= floor_fen)
) with (fillfactor = 50);
comment on table ledger.balances is 'Credits minus debits of an account, spread over slots where many write at once.';
comment on column ledger.balances.cell is 'The unit of scale: a city.';
comment on column ledger.balances.account_id is 'The account.';
comment on column ledger.balances.slot is '0 for a quiet account; the money of one subject always lies in one slot.';
comment on column ledger.balances.balance_fen is 'Sum of what came in minus what went out.';
comment on column ledger.balances.floor_fen is 'The balance never falls below this; empty: no floor.';

create table ledger.transfers (
    cell smallint not null,
    transfer_id uuid not null,
    debit_account uuid not null,
    debit_slot smallint not null,
    credit_account uuid not null,
    credit_slot smallint not null,
    amount_fen bigint not null check (amount_fen > 0),
    kind text not null,
    subject_id uuid not null,
    at timestamptz not null,
    primary key (cell, transfer_id),
    check ((debit_account, debit_slot) <> (credit_account, credit_slot))
);
comment on table ledger.transfers is 'Every movement of money, written once and never changed.';
comment on column ledger.transfers.cell is 'The unit of scale: a city.';
comment on column ledger.transfers.transfer_id is 'Derived by the caller from what it is for: a retry is the same transfer.';
comment on column ledger.transfers.debit_account is 'Where the money came from.';
comment on column ledger.transfers.debit_slot is 'Which balance row of it.';
comment on column ledger.transfers.credit_account is 'Where the money went.';
comment on column ledger.transfers.credit_slot is 'Which balance row of it.';
comment on column ledger.transfers.amount_fen is 'How much, always positive.';
comment on column ledger.transfers.kind is 'What for: fund, issue, redeem, unused, cash, and their reversals.';
comment on column ledger.transfers.subject_id is 'The card, order or campaign it was made for.';
comment on column ledger.transfers.at is 'When.';
