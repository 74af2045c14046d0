-- name: lock_payments
select payment_id, order_id, amount_fen, state, asks, next_ask_at
from payments.payments
where cell = %(cell)s::smallint and payment_id = any(%(payment_ids)s::uuid[])
order by payment_id
for update;
