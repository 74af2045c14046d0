-- name: lock_cards
-- Every card of a batch, in the order of its id, so that two batches never wait for one another in a ring.
select card_id, campaign_id, person_id, face_fen, state, order_id, valid_until, issued_at, moves, template_id
from campaigns.cards
where cell = %(cell)s::smallint and card_id = any(%(card_ids)s::uuid[])
order by card_id
for update;

-- name: lock_openings
-- Serialises opening a campaign within a cell until the transaction ends: where none runs there is no row to lock.
select pg_advisory_xact_lock(hashtext('campaigns.lock_openings'), %(cell)s::int);

-- name: lock_to_sweep
-- Cards whose end is reached, the oldest end first; those that somebody holds are left for the next time.
select card_id, campaign_id, person_id, face_fen, state, order_id, valid_until, issued_at, moves, template_id
from campaigns.cards
where cell = %(cell)s::smallint and sweep_at <= %(at)s::timestamptz
order by sweep_at, card_id
limit %(limit)s::int
for update skip locked;
