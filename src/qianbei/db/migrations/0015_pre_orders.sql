CREATE SCHEMA orders;

CREATE TABLE orders.orders (
    cell smallint NOT NULL,
    order_id uuid NOT NULL,
    person_id uuid NOT NULL,
    idempotency_key text NOT NULL,
    store_id uuid NOT NULL,
    seller_id uuid NOT NULL,
    state text NOT NULL CHECK (
        state IN (
            'placed', 'authorised', 'confirmed', 'making', 'ready', 'picked_up', 'at_door', 'handed_over', 'cancelling',
            'cancelled'
        )
    ),
    ended_reason text,
    checkout json NOT NULL,
    checkout_hash bytea NOT NULL,
    cart_hash bytea NOT NULL,
    approval text NOT NULL,
    card_id uuid,
    card_fen bigint NOT NULL CHECK (card_fen >= 0),
    pay_fen bigint NOT NULL CHECK (pay_fen > 0),
    cups smallint NOT NULL CHECK (cups >= 0),
    placed_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version smallint NOT NULL,
    PRIMARY KEY (cell, order_id),
    UNIQUE (cell, person_id, idempotency_key),
    CHECK ((card_id IS NULL) = (card_fen = 0)),
    CHECK ((state IN ('cancelling', 'cancelled')) = (ended_reason IS NOT NULL))
) WITH (fillfactor = 85);
CREATE INDEX orders_waiting ON orders.orders (cell, state, updated_at) WHERE state IN ('placed', 'authorised', 'cancelling');
COMMENT ON TABLE orders.orders IS 'Every order, exactly as it was approved, and where it stands.';
COMMENT ON COLUMN orders.orders.cell IS 'The unit of scale: a city.';
COMMENT ON COLUMN orders.orders.order_id IS 'Derived from the intent (person, conversation, draft number): one intent, one order.';
COMMENT ON COLUMN orders.orders.person_id IS 'Who ordered (people.persons).';
COMMENT ON COLUMN orders.orders.idempotency_key IS 'The key of the approval: the same key with another body is refused.';
COMMENT ON COLUMN orders.orders.store_id IS 'Who makes it (catalog.stores).';
COMMENT ON COLUMN orders.orders.seller_id IS 'Who is paid (catalog.sellers).';
COMMENT ON COLUMN orders.orders.state IS 'A state of the machine in orders/rules.py.';
COMMENT ON COLUMN orders.orders.ended_reason IS 'Why it ends without a cup; empty otherwise.';
COMMENT ON COLUMN orders.orders.checkout IS 'The approved checkout, byte for byte: lines, prices, place, slot, promise.';
COMMENT ON COLUMN orders.orders.checkout_hash IS 'SHA-256 of the canonical JSON (RFC 8785) of exactly that checkout.';
COMMENT ON COLUMN orders.orders.cart_hash IS 'SHA-256 of lines and place alone, to notice an equal cart.';
COMMENT ON COLUMN orders.orders.approval IS 'Our seal over order, person, checkout hash, sum and time of the tap.';
COMMENT ON COLUMN orders.orders.card_id IS 'The card used (campaigns.cards).';
COMMENT ON COLUMN orders.orders.card_fen IS 'What the card pays, in fen.';
COMMENT ON COLUMN orders.orders.pay_fen IS 'What the person pays, in fen.';
COMMENT ON COLUMN orders.orders.cups IS 'Cups reserved at the store.';
COMMENT ON COLUMN orders.orders.placed_at IS 'When it was placed.';
COMMENT ON COLUMN orders.orders.updated_at IS 'When it last moved.';
COMMENT ON COLUMN orders.orders.version IS 'How many rows of history it has.';

CREATE TABLE orders.history (
    cell smallint NOT NULL,
    order_id uuid NOT NULL,
    seq smallint NOT NULL,
    event text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    by text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (cell, order_id, seq),
    FOREIGN KEY (cell, order_id) REFERENCES orders.orders (cell, order_id)
);
COMMENT ON TABLE orders.history IS 'Every step of an order after the placing, which is told by the order itself.';
COMMENT ON COLUMN orders.history.cell IS 'The unit of scale: a city.';
COMMENT ON COLUMN orders.history.order_id IS 'The order.';
COMMENT ON COLUMN orders.history.seq IS '1 for the first step, without gaps.';
COMMENT ON COLUMN orders.history.event IS 'What happened.';
COMMENT ON COLUMN orders.history.from_state IS 'State before.';
COMMENT ON COLUMN orders.history.to_state IS 'State after.';
COMMENT ON COLUMN orders.history.by IS 'Who: customer, payer, store, rider or system.';
COMMENT ON COLUMN orders.history.at IS 'When.';
