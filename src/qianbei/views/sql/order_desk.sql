-- name: order_at_desk
select
    placed.order_id, placed.state, placed.ended_reason, placed.checkout::json -> 'store_name', placed.placed_at,
    placed.pay_fen, placed.card_fen, placed.wallet_fen, coalesce(job.wrong_codes, 0), card.valid_until
from orders.orders as placed
left join fulfilment.jobs as job on job.cell = placed.cell and job.order_id = placed.order_id
left join campaigns.cards as card on card.cell = placed.cell and card.card_id = placed.card_id
where placed.cell = %(cell)s::smallint and placed.order_id = %(order_id)s::uuid;

-- name: steps_at_desk
select event, to_state, by, at, person_id
from orders.history
where cell = %(cell)s::smallint and order_id = %(order_id)s::uuid
order by seq;
