-- name: lock_cards
-- Every card of a batch, in the order of its id, so that two batches never wait for one another in a ring.
SELECT card_id, campaign_id, person_id, face_fen, state, order_id, valid_until, issued_at, moves
FROM campaigns.cards
WHERE cell = %(cell)s::smallint AND card_id = ANY (%(card_ids)s::uuid[])
ORDER BY card_id
FOR UPDATE;

-- name: lock_openings
-- Serialises opening a campaign within a cell until the transaction ends: where none runs there is no row to lock.
SELECT pg_advisory_xact_lock(hashtext('campaigns.lock_openings'), %(cell)s::int);
