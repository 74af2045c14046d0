-- name: find_repeats
-- What an approval may repeat: the same intent, the same key, or a recent equal cart of the same person.
SELECT order_id, person_id, idempotency_key, checkout_hash, cart_hash, state, placed_at
FROM orders.orders
WHERE
    cell = %(cell)s::smallint
    AND person_id = ANY (%(person_ids)s::uuid[])
    AND (
        order_id = ANY (%(order_ids)s::uuid[])
        OR idempotency_key = ANY (%(idempotency_keys)s::text[])
        OR (placed_at > %(since)s::timestamptz AND cart_hash = ANY (%(cart_hashes)s::bytea[]))
    );

-- name: insert_orders
-- No ON CONFLICT: a duplicate aborts the batch, which is then run again and finds the first order.
INSERT INTO orders.orders (
    cell, order_id, person_id, idempotency_key, store_id, seller_id, state, checkout, checkout_hash, cart_hash,
    approval, card_id, card_fen, pay_fen, cups, placed_at, updated_at, version
)
SELECT
    %(cell)s::smallint, new.order_id, new.person_id, new.idempotency_key, new.store_id, new.seller_id, 'placed',
    new.checkout::json, new.checkout_hash, new.cart_hash, new.approval, new.card_id, new.card_fen, new.pay_fen, new.cups,
    new.placed_at, new.placed_at, 0
FROM unnest(
    %(order_ids)s::uuid[], %(person_ids)s::uuid[], %(idempotency_keys)s::text[], %(store_ids)s::uuid[],
    %(seller_ids)s::uuid[], %(checkouts)s::text[], %(checkout_hashes)s::bytea[], %(cart_hashes)s::bytea[],
    %(approvals)s::text[], %(card_ids)s::uuid[], %(card_fens)s::bigint[], %(pay_fens)s::bigint[], %(cups)s::smallint[],
    %(placed_ats)s::timestamptz[]
) AS new (
    order_id, person_id, idempotency_key, store_id, seller_id, checkout, checkout_hash, cart_hash, approval, card_id,
    card_fen, pay_fen, cups, placed_at
);

-- name: update_orders
-- Callers hold the rows' locks (lock_orders).
UPDATE orders.orders AS placed
SET state = moved.state, ended_reason = moved.ended_reason, version = moved.version, updated_at = moved.at
FROM unnest(
    %(order_ids)s::uuid[], %(states)s::text[], %(ended_reasons)s::text[], %(versions)s::smallint[], %(ats)s::timestamptz[]
) AS moved (order_id, state, ended_reason, version, at)
WHERE placed.cell = %(cell)s::smallint AND placed.order_id = moved.order_id;

-- name: insert_history
INSERT INTO orders.history (cell, order_id, seq, event, from_state, to_state, by, at)
SELECT %(cell)s::smallint, step.order_id, step.seq, step.event, step.from_state, step.to_state, step.by, step.at
FROM unnest(
    %(order_ids)s::uuid[], %(seqs)s::smallint[], %(events)s::text[], %(from_states)s::text[], %(to_states)s::text[],
    %(bys)s::text[], %(ats)s::timestamptz[]
) AS step (order_id, seq, event, from_state, to_state, by, at);

-- name: stale_orders
-- Orders that wait in a state for longer than it may last, oldest first, bounded.
SELECT order_id
FROM orders.orders
WHERE cell = %(cell)s::smallint AND state = %(state)s::text AND updated_at <= %(before)s::timestamptz
ORDER BY updated_at
LIMIT %(limit)s::int;
