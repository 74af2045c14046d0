-- name: insert_campaign
INSERT INTO campaigns.campaigns (cell, campaign_id, name, face_fen, budget_fen, starts_at, ends_at)
VALUES (
    %(cell)s::smallint, %(campaign_id)s::uuid, %(name)s::jsonb, %(face_fen)s::bigint, %(budget_fen)s::bigint,
    %(starts_at)s::timestamptz, %(ends_at)s::timestamptz
)
ON CONFLICT DO NOTHING;

-- name: unended_campaigns
SELECT campaign_id
FROM campaigns.campaigns
WHERE cell = %(cell)s::smallint AND ends_at > %(at)s::timestamptz
ORDER BY campaign_id;

-- name: running_campaigns
SELECT campaign_id, name, face_fen, budget_fen, starts_at, ends_at
FROM campaigns.campaigns
WHERE cell = %(cell)s::smallint AND starts_at <= %(at)s::timestamptz AND ends_at > %(at)s::timestamptz
ORDER BY starts_at DESC, campaign_id;

-- name: find_cards
SELECT card_id, campaign_id, person_id, face_fen, state, order_id, valid_until, issued_at, moves
FROM campaigns.cards
WHERE cell = %(cell)s::smallint AND card_id = ANY (%(card_ids)s::uuid[]);

-- name: insert_cards
-- A card that already exists is left as it is; the ids returned are the new ones.
INSERT INTO campaigns.cards (cell, card_id, campaign_id, person_id, face_fen, state, valid_until, issued_at, moves)
SELECT %(cell)s::smallint, new.card_id, new.campaign_id, new.person_id, new.face_fen, 'issued', new.valid_until, new.issued_at, 0
FROM unnest(
    %(card_ids)s::uuid[], %(campaign_ids)s::uuid[], %(person_ids)s::uuid[], %(face_fens)s::bigint[],
    %(valid_untils)s::timestamptz[], %(issued_ats)s::timestamptz[]
) AS new (card_id, campaign_id, person_id, face_fen, valid_until, issued_at)
ON CONFLICT DO NOTHING
RETURNING card_id;

-- name: update_cards
-- Callers hold the rows' locks (lock_cards).
UPDATE campaigns.cards AS card
SET state = moved.state, order_id = moved.order_id, valid_until = moved.valid_until, moves = moved.moves
FROM unnest(
    %(card_ids)s::uuid[], %(states)s::text[], %(order_ids)s::uuid[], %(valid_untils)s::timestamptz[], %(moves)s::smallint[]
) AS moved (card_id, state, order_id, valid_until, moves)
WHERE card.cell = %(cell)s::smallint AND card.card_id = moved.card_id;

-- name: insert_moves
INSERT INTO campaigns.card_moves (cell, card_id, seq, event, from_state, to_state, order_id, reason, at)
SELECT %(cell)s::smallint, move.card_id, move.seq, move.event, move.from_state, move.to_state, move.order_id, move.reason, move.at
FROM unnest(
    %(card_ids)s::uuid[], %(seqs)s::smallint[], %(events)s::text[], %(from_states)s::text[], %(to_states)s::text[],
    %(order_ids)s::uuid[], %(reasons)s::text[], %(ats)s::timestamptz[]
) AS move (card_id, seq, event, from_state, to_state, order_id, reason, at);
