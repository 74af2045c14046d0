-- name: insert_payout
insert into packets.payouts (cell, payout_id, person_id, amount_fen, state, asks, next_ask_at, asked_at)
values (
    %(cell)s::smallint, %(payout_id)s::uuid, %(person_id)s::uuid, %(amount_fen)s::bigint, 'asked', 0,
    %(next_ask_at)s::timestamptz, %(asked_at)s::timestamptz
);

-- name: find_payouts
select payout_id, person_id, amount_fen, state, asks, next_ask_at, asked_at
from packets.payouts
where cell = %(cell)s::smallint and payout_id = any(%(payout_ids)s::uuid[]);

-- name: due_payouts
-- Open questions whose next asking is due, oldest first, bounded.
select payout_id, person_id, amount_fen, state, asks, next_ask_at, asked_at
from packets.payouts
where cell = %(cell)s::smallint and next_ask_at <= %(at)s::timestamptz
order by next_ask_at
limit %(limit)s::int;

-- name: update_payouts
-- Callers hold the rows' locks (lock_payouts).
update packets.payouts as payout
set state = moved.state, asks = moved.asks, next_ask_at = moved.next_ask_at
from unnest(%(payout_ids)s::uuid[], %(states)s::text[], %(asks)s::smallint[], %(next_ask_ats)s::timestamptz[])
    as moved (payout_id, state, asks, next_ask_at)
where payout.cell = %(cell)s::smallint and payout.payout_id = moved.payout_id;

-- name: payouts_of_person
select payout_id, person_id, amount_fen, state, asks, next_ask_at, asked_at
from packets.payouts
where cell = %(cell)s::smallint and person_id = %(person_id)s::uuid
order by asked_at desc, payout_id
limit %(limit)s::int;
