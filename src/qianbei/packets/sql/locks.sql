-- name: lock_packets
-- A batch's packets by id: whoever holds the row deals the next shares.
select packet_id, campaign_id, name, plan, commitment, seed, opens_at, ends_at, taken, taken_fen, closed_at
from packets.packets
where cell = %(cell)s::smallint and packet_id = any(%(packet_ids)s::uuid[])
order by packet_id
for update;

-- name: lock_packets_to_close
-- What somebody takes from just now is left for the next round.
select packet_id, campaign_id, name, plan, commitment, seed, opens_at, ends_at, taken, taken_fen, closed_at
from packets.packets
where cell = %(cell)s::smallint and closed_at is null and ends_at <= %(at)s::timestamptz
order by packet_id
limit %(limit)s::int
for update skip locked;

-- name: lock_payouts
select payout_id, person_id, amount_fen, state, asks, next_ask_at, asked_at
from packets.payouts
where cell = %(cell)s::smallint and payout_id = any(%(payout_ids)s::uuid[])
order by payout_id
for update;
