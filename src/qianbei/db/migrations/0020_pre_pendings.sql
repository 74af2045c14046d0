alter table ledger.balances add column pending_fen bigint not null default 0;
alter table ledger.balances add constraint pending_not_negative check (pending_fen >= 0);
alter table ledger.balances add constraint available_not_under_floor check (
    floor_fen is null or balance_fen - pending_fen >= floor_fen
);
alter table ledger.balances drop constraint balance_not_under_floor;
comment on column ledger.balances.pending_fen is 'Of the balance, what open pendings keep for themselves.';
comment on column ledger.balances.floor_fen is 'Balance minus pending never falls below this; empty: no floor.';
comment on column ledger.accounts.kind is 'What the account stands for: see AccountKind.';

create table ledger.pendings (
    cell smallint not null,
    pending_id uuid not null,
    debit_account uuid not null,
    debit_slot smallint not null,
    credit_account uuid not null,
    credit_slot smallint not null,
    amount_fen bigint not null check (amount_fen > 0),
    kind text not null,
    subject_id uuid not null,
    at timestamptz not null,
    expires_at timestamptz not null,
    resolution text check (resolution in ('posted', 'voided', 'expired')),
    posted_fen bigint,
    resolved_at timestamptz,
    primary key (cell, pending_id),
    check ((debit_account, debit_slot) <> (credit_account, credit_slot)),
    check (expires_at > at),
    constraint pending_resolved_whole check ((resolution is null) = (resolved_at is null)),
    constraint pending_posted_within check (
        (resolution is not distinct from 'posted') = (posted_fen is not null)
        and (posted_fen is null or posted_fen between 1 and amount_fen)
    )
);
create index pendings_open on ledger.pendings (cell, expires_at) where resolution is null;
comment on table ledger.pendings is 'Money promised from one account to another: later posted, voided or expired, once.';
comment on column ledger.pendings.cell is 'The unit of scale: a city.';
comment on column ledger.pendings.pending_id is 'Derived by the caller; what is posted becomes the transfer of this id.';
comment on column ledger.pendings.debit_account is 'Where the money is kept back.';
comment on column ledger.pendings.debit_slot is 'Which balance row of it.';
comment on column ledger.pendings.credit_account is 'Where it goes when posted.';
comment on column ledger.pendings.credit_slot is 'Which balance row of it.';
comment on column ledger.pendings.amount_fen is 'The most that can be posted.';
comment on column ledger.pendings.kind is 'What for.';
comment on column ledger.pendings.subject_id is 'The card, order, invite or person it was made for.';
comment on column ledger.pendings.at is 'When it was promised.';
comment on column ledger.pendings.expires_at is 'It can be posted until here, not later.';
comment on column ledger.pendings.resolution is 'posted, voided or expired; empty while open. Set once.';
comment on column ledger.pendings.posted_fen is 'How much was posted; the rest was let go.';
comment on column ledger.pendings.resolved_at is 'When it was resolved.';

-- Transfers are written in the order of time, so a summary by pages finds a period for next to no upkeep.
create index transfers_by_time on ledger.transfers using brin (at) with (pages_per_range = 16);
