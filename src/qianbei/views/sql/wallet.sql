-- name: cards_of_person
select
    card.card_id, campaign.name, card.face_fen, card.state, card.order_id, card.valid_until, card.issued_at
from campaigns.cards as card
join campaigns.campaigns as campaign
    on campaign.cell = card.cell and campaign.campaign_id = card.campaign_id
where card.cell = %(cell)s::smallint and card.person_id = %(person_id)s::uuid
order by card.issued_at desc, card.card_id
limit %(limit)s::int;

-- name: moves_of_cards
select card_id, seq, event, from_state, to_state, order_id, reason, at
from campaigns.card_moves
where cell = %(cell)s::smallint and card_id = any(%(card_ids)s::uuid[])
order by card_id, seq;
