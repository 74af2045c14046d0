-- name: orders_by_id
-- The ids are named for every table, so that each can be entered by its key.
select
    placed.order_id, placed.person_id, placed.state, placed.ended_reason, placed.version, placed.placed_at,
    placed.checkout, placed.card_id, placed.updated_at,
    job.version, job.rider_name, job.handover_code, job.code_shared,
    payment.state, payment.amount_fen, card.state, past.steps
from orders.orders as placed
left join fulfilment.jobs as job
    on job.cell = placed.cell and job.order_id = any(%(order_ids)s::uuid[]) and job.order_id = placed.order_id
left join payments.payments as payment
    on payment.cell = placed.cell and payment.payment_id = any(%(payment_ids)s::uuid[])
    and payment.order_id = placed.order_id
left join campaigns.cards as card on card.cell = placed.cell and card.card_id = placed.card_id
left join lateral (
    select
        jsonb_agg(
            jsonb_build_object('state', step.to_state, 'event', step.event, 'at', step.at, 'by', step.by)
            order by step.seq
        )::text as steps
    from orders.history as step
    where step.cell = placed.cell and step.order_id = placed.order_id
) as past on true
where placed.cell = %(cell)s::smallint and placed.order_id = any(%(order_ids)s::uuid[]);

-- name: order_ids_of_person
select order_id
from orders.orders
where cell = %(cell)s::smallint and person_id = %(person_id)s::uuid
order by placed_at desc, order_id
limit %(limit)s::int;

-- name: versions_of_orders
-- What followers compare: any change of order or job raises one of the two numbers.
select placed.order_id, placed.version, coalesce(job.version, 0)
from orders.orders as placed
left join fulfilment.jobs as job on job.cell = placed.cell and job.order_id = placed.order_id
where placed.cell = %(cell)s::smallint and placed.order_id = any(%(order_ids)s::uuid[]);
