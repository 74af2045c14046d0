-- name: lock_cards
-- Every card of a batch, in the order of its id, so that two batches never wait for one another in a ring.
SELECT card_id, campaign_id, person_id, face_fen, state, order_id, valid_until, issued_at, moves
FROM campaigns.cards
WHERE cell = %(cell)s::smallint AND card_id = ANY (%(card_ids)s::uuid[])
ORDER BY card_id
FOR UPDATE;

-- name: lock_running
-- Serialises opening a campaign within a cell: the running one, if any.
SELECT campaign_id
FROM campaigns.campaigns
WHERE cell = %(cell)s::smallint AND ends_at > %(at)s::timestamptz
ORDER BY campaign_id
FOR UPDATE;
