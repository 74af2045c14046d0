CREATE SCHEMA ledger;

CREATE TABLE ledger.accounts (
    cell smallint NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL,
    owner_id uuid NOT NULL,
    unit text NOT NULL,
    opened_at timestamptz NOT NULL,
    PRIMARY KEY (cell, account_id)
);
COMMENT ON TABLE ledger.accounts IS 'Who money belongs to and what it is for.';
COMMENT ON COLUMN ledger.accounts.cell IS 'The unit of scale: a city.';
COMMENT ON COLUMN ledger.accounts.account_id IS 'Derived from kind and owner.';
COMMENT ON COLUMN ledger.accounts.kind IS 'programme, budget, liability, store_payable, clearing or goodwill.';
COMMENT ON COLUMN ledger.accounts.owner_id IS 'The campaign or seller, or the nil id for the cell itself.';
COMMENT ON COLUMN ledger.accounts.unit IS 'ISO 4217 currency; amounts are in its minor unit.';
COMMENT ON COLUMN ledger.accounts.opened_at IS 'When it was opened.';

CREATE TABLE ledger.balances (
    cell smallint NOT NULL,
    account_id uuid NOT NULL,
    slot smallint NOT NULL CHECK (slot >= 0),
    balance_fen bigint NOT NULL,
    floor_fen bigint,
    PRIMARY KEY (cell, account_id, slot),
    FOREIGN KEY (cell, account_id) REFERENCES ledger.accounts (cell, account_id),
    CONSTRAINT balance_not_under_floor CHECK (floor_fen IS NULL OR balance_fen >= floor_fen)
) WITH (fillfactor = 50);
COMMENT ON TABLE ledger.balances IS 'Credits minus debits of an account, spread over slots where many write at once.';
COMMENT ON COLUMN ledger.balances.cell IS 'The unit of scale: a city.';
COMMENT ON COLUMN ledger.balances.account_id IS 'The account.';
COMMENT ON COLUMN ledger.balances.slot IS '0 for a quiet account; the money of one subject always lies in one slot.';
COMMENT ON COLUMN ledger.balances.balance_fen IS 'Sum of what came in minus what went out.';
COMMENT ON COLUMN ledger.balances.floor_fen IS 'The balance never falls below this; empty: no floor.';

CREATE TABLE ledger.transfers (
    cell smallint NOT NULL,
    transfer_id uuid NOT NULL,
    debit_account uuid NOT NULL,
    debit_slot smallint NOT NULL,
    credit_account uuid NOT NULL,
    credit_slot smallint NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (cell, transfer_id),
    CHECK ((debit_account, debit_slot) <> (credit_account, credit_slot))
);
COMMENT ON TABLE ledger.transfers IS 'Every movement of money, written once and never changed.';
COMMENT ON COLUMN ledger.transfers.cell IS 'The unit of scale: a city.';
COMMENT ON COLUMN ledger.transfers.transfer_id IS 'Derived by the caller from what it is for: a retry is the same transfer.';
COMMENT ON COLUMN ledger.transfers.debit_account IS 'Where the money came from.';
COMMENT ON COLUMN ledger.transfers.debit_slot IS 'Which balance row of it.';
COMMENT ON COLUMN ledger.transfers.credit_account IS 'Where the money went.';
COMMENT ON COLUMN ledger.transfers.credit_slot IS 'Which balance row of it.';
COMMENT ON COLUMN ledger.transfers.amount_fen IS 'How much, always positive.';
COMMENT ON COLUMN ledger.transfers.kind IS 'What for: fund, issue, redeem, unused, cash, and their reversals.';
COMMENT ON COLUMN ledger.transfers.subject_id IS 'The card, order or campaign it was made for.';
COMMENT ON COLUMN ledger.transfers.at IS 'When.';
