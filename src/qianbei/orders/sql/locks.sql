-- name: lock_orders
select
    order_id, person_id, store_id, seller_id, state, ended_reason, card_id, card_fen, pay_fen, placed_at, version, wallet_fen
from orders.orders
where cell = %(cell)s::smallint and order_id = any(%(order_ids)s::uuid[])
order by order_id
for update;
