-- name: insert_payments
insert into payments.payments (cell, payment_id, order_id, amount_fen, state, asks, next_ask_at)
select %(cell)s::smallint, new.payment_id, new.order_id, new.amount_fen, 'authorising', 0, new.next_ask_at
from unnest(%(payment_ids)s::uuid[], %(order_ids)s::uuid[], %(amounts)s::bigint[], %(next_ask_ats)s::timestamptz[])
    as new (payment_id, order_id, amount_fen, next_ask_at);

-- name: update_payments
-- Callers hold the rows' locks (lock_payments).
update payments.payments as payment
set state = moved.state, asks = moved.asks, next_ask_at = moved.next_ask_at
from unnest(%(payment_ids)s::uuid[], %(states)s::text[], %(asks)s::smallint[], %(next_ask_ats)s::timestamptz[])
    as moved (payment_id, state, asks, next_ask_at)
where payment.cell = %(cell)s::smallint and payment.payment_id = moved.payment_id;

-- name: find_payments
select payment_id, order_id, amount_fen, state, asks, next_ask_at
from payments.payments
where cell = %(cell)s::smallint and payment_id = any(%(payment_ids)s::uuid[]);

-- name: due_questions
-- Open questions whose next asking is due, oldest first, bounded.
select payment_id, order_id, amount_fen, state, asks, next_ask_at
from payments.payments
where cell = %(cell)s::smallint and next_ask_at <= %(at)s::timestamptz
order by next_ask_at
limit %(limit)s::int;
