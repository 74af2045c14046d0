create table ledger.settlements (
    cell smallint not null,
    account_id uuid not null,
    until_at timestamptz not null,
    since_at timestamptz not null,
    net_fen bigint not null,
    brought_fen bigint not null check (brought_fen <= 0),
    paid_fen bigint not null check (paid_fen >= 0),
    at timestamptz not null,
    primary key (cell, account_id, until_at),
    foreign key (cell, account_id) references ledger.accounts (cell, account_id),
    check (since_at < until_at),
    constraint settlement_pays_what_is_due check (paid_fen = greatest(net_fen + brought_fen, 0))
);
comment on table ledger.settlements is 'What a seller was owed for a period and is paid in one batch. Rows are never changed.';
comment on column ledger.settlements.cell is 'The unit of scale: a city.';
comment on column ledger.settlements.account_id is 'The seller''s payable account.';
comment on column ledger.settlements.until_at is 'The end of the period, not part of it.';
comment on column ledger.settlements.since_at is 'Its start: the end of the one before, so that every transfer lies in one.';
comment on column ledger.settlements.net_fen is 'What moved on the account in the period, settlements apart.';
comment on column ledger.settlements.brought_fen is 'What the seller still owed from the periods before.';
comment on column ledger.settlements.paid_fen is 'What is due now; the transfer settle moves it.';
comment on column ledger.settlements.at is 'When it was settled.';
