-- name: lock_payments
SELECT payment_id, order_id, amount_fen, state, asks, next_ask_at
FROM payments.payments
WHERE cell = %(cell)s::smallint AND payment_id = ANY (%(payment_ids)s::uuid[])
ORDER BY payment_id
FOR UPDATE;
