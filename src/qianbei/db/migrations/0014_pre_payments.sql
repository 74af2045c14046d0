CREATE SCHEMA payments;

CREATE TABLE payments.payments (
    cell smallint NOT NULL,
    payment_id uuid NOT NULL,
    order_id uuid NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    state text NOT NULL CHECK (
        state IN (
            'authorising', 'unknown', 'authorised', 'captured', 'voiding', 'refunding', 'declined', 'voided', 'refunded'
        )
    ),
    asks smallint NOT NULL,
    next_ask_at timestamptz,
    PRIMARY KEY (cell, payment_id),
    CHECK ((state IN ('authorising', 'unknown', 'voiding', 'refunding')) = (next_ask_at IS NOT NULL))
) WITH (fillfactor = 70);
CREATE INDEX payments_open_questions ON payments.payments (cell, next_ask_at) WHERE next_ask_at IS NOT NULL;
COMMENT ON TABLE payments.payments IS 'What we asked the payer for one order, and what it is known to have answered.';
COMMENT ON COLUMN payments.payments.cell IS 'The unit of scale: a city.';
COMMENT ON COLUMN payments.payments.payment_id IS 'Derived from the order: the payer sees one id however often we ask.';
COMMENT ON COLUMN payments.payments.order_id IS 'The order it pays (orders.orders).';
COMMENT ON COLUMN payments.payments.amount_fen IS 'How much the person pays, in fen.';
COMMENT ON COLUMN payments.payments.state IS 'Known state; unknown means asked without an answer and asked again.';
COMMENT ON COLUMN payments.payments.asks IS 'How often the open question went unanswered.';
COMMENT ON COLUMN payments.payments.next_ask_at IS 'When the open question is put again; empty when none is open.';
