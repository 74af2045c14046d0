-- name: lock_orders
SELECT order_id, person_id, store_id, seller_id, state, ended_reason, card_id, card_fen, pay_fen, placed_at, version
FROM orders.orders
WHERE cell = %(cell)s::smallint AND order_id = ANY (%(order_ids)s::uuid[])
ORDER BY order_id
FOR UPDATE;
