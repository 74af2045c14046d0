-- name: find_repeats
-- What an approval may repeat: the same intent, the same key, or a recent equal cart of the same person.
select order_id, person_id, idempotency_key, checkout_hash, cart_hash, state, placed_at
from orders.orders
where
    cell = %(cell)s::smallint
    and person_id = any(%(person_ids)s::uuid[])
    and (
        order_id = any(%(order_ids)s::uuid[])
        or idempotency_key = any(%(idempotency_keys)s::text[])
        or (placed_at > %(since)s::timestamptz and cart_hash = any(%(cart_hashes)s::bytea[]))
    );

-- name: insert_orders
-- No ON CONFLICT: a duplicate aborts the batch, which is then run again and finds the first order.
insert into orders.orders (
    cell, order_id, person_id, idempotency_key, store_id, seller_id, state, checkout, checkout_hash, cart_hash,
    approval, card_id, card_fen, pay_fen, cups, placed_at, updated_at, version, wallet_fen
)
select
    %(cell)s::smallint, new.order_id, new.person_id, new.idempotency_key, new.store_id, new.seller_id, 'placed',
    new.checkout, new.checkout_hash, new.cart_hash, new.approval, new.card_id, new.card_fen, new.pay_fen, new.cups,
    new.placed_at, new.placed_at, 0, new.wallet_fen
from unnest(
    %(order_ids)s::uuid[], %(person_ids)s::uuid[], %(idempotency_keys)s::text[], %(store_ids)s::uuid[],
    %(seller_ids)s::uuid[], %(checkouts)s::text[], %(checkout_hashes)s::bytea[], %(cart_hashes)s::bytea[],
    %(approvals)s::text[], %(card_ids)s::uuid[], %(card_fens)s::bigint[], %(pay_fens)s::bigint[], %(cups)s::smallint[],
    %(placed_ats)s::timestamptz[], %(wallet_fens)s::bigint[]
) as new (
    order_id, person_id, idempotency_key, store_id, seller_id, checkout, checkout_hash, cart_hash, approval, card_id,
    card_fen, pay_fen, cups, placed_at, wallet_fen
);

-- name: update_orders
-- Callers hold the rows' locks (lock_orders).
update orders.orders as placed
set state = moved.state, ended_reason = moved.ended_reason, version = moved.version, updated_at = moved.at
from unnest(
    %(order_ids)s::uuid[], %(states)s::text[], %(ended_reasons)s::text[], %(versions)s::smallint[], %(ats)s::timestamptz[]
) as moved (order_id, state, ended_reason, version, at)
where placed.cell = %(cell)s::smallint and placed.order_id = moved.order_id;

-- name: insert_history
insert into orders.history (cell, order_id, seq, event, from_state, to_state, by, at, person_id)
select
    %(cell)s::smallint, step.order_id, step.seq, step.event, step.from_state, step.to_state, step.by, step.at,
    step.person_id
from unnest(
    %(order_ids)s::uuid[], %(seqs)s::smallint[], %(events)s::text[], %(from_states)s::text[], %(to_states)s::text[],
    %(bys)s::text[], %(ats)s::timestamptz[], %(person_ids)s::uuid[]
) as step (order_id, seq, event, from_state, to_state, by, at, person_id);

-- name: persons
select order_id, person_id
from orders.orders
where cell = %(cell)s::smallint and order_id = any(%(order_ids)s::uuid[]);

-- name: stale_orders
-- Orders that wait in a state for longer than it may last, oldest first, bounded.
select order_id
from orders.orders
where cell = %(cell)s::smallint and state = %(state)s::text and updated_at <= %(before)s::timestamptz
order by updated_at
limit %(limit)s::int;

-- name: failed_at
-- The stage at which orders that end without a cup left their line.
select order_id, from_state
from orders.history
where
    cell = %(cell)s::smallint
    and order_id = any(%(order_ids)s::uuid[])
    and to_state in ('cancelling', 'cancelled')
    and from_state <> 'cancelling';

-- name: moved_at
select updated_at
from orders.orders
where cell = %(cell)s::smallint and order_id = %(order_id)s::uuid;

-- name: buyers
-- Of these persons, who has an order that did not end without a cup.
select distinct person_id
from orders.orders
where
    cell = %(cell)s::smallint
    and person_id = any(%(person_ids)s::uuid[])
    and state not in ('cancelling', 'cancelled');

-- name: served
-- Of these persons, who has held a cup and kept it.
select distinct person_id
from orders.orders
where cell = %(cell)s::smallint and person_id = any(%(person_ids)s::uuid[]) and state = 'handed_over';
