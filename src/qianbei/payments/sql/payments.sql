-- name: insert_payments
INSERT INTO payments.payments (cell, payment_id, order_id, amount_fen, state, asks, next_ask_at)
SELECT %(cell)s::smallint, new.payment_id, new.order_id, new.amount_fen, 'authorising', 0, new.next_ask_at
FROM unnest(%(payment_ids)s::uuid[], %(order_ids)s::uuid[], %(amounts)s::bigint[], %(next_ask_ats)s::timestamptz[])
    AS new (payment_id, order_id, amount_fen, next_ask_at);

-- name: update_payments
-- Callers hold the rows' locks (lock_payments).
UPDATE payments.payments AS payment
SET state = moved.state, asks = moved.asks, next_ask_at = moved.next_ask_at
FROM unnest(%(payment_ids)s::uuid[], %(states)s::text[], %(asks)s::smallint[], %(next_ask_ats)s::timestamptz[])
    AS moved (payment_id, state, asks, next_ask_at)
WHERE payment.cell = %(cell)s::smallint AND payment.payment_id = moved.payment_id;

-- name: find_payments
SELECT payment_id, order_id, amount_fen, state, asks, next_ask_at
FROM payments.payments
WHERE cell = %(cell)s::smallint AND payment_id = ANY (%(payment_ids)s::uuid[]);

-- name: due_questions
-- Open questions whose next asking is due, oldest first, bounded.
SELECT payment_id, order_id, amount_fen, state, asks, next_ask_at
FROM payments.payments
WHERE cell = %(cell)s::smallint AND next_ask_at <= %(at)s::timestamptz
ORDER BY next_ask_at
LIMIT %(limit)s::int;
