-- name: cards_of_person
select
    card.card_id, template.name, card.face_fen, card.state, card.order_id, card.valid_until, card.issued_at,
    card.source_kind, template.threshold_fen, template.categories, template.seller_ids, template.stacks
from campaigns.cards as card
join campaigns.templates as template
    on template.cell = card.cell and template.template_id = card.template_id
where card.cell = %(cell)s::smallint and card.person_id = %(person_id)s::uuid
order by card.issued_at desc, card.card_id
limit %(limit)s::int;

-- name: moves_of_cards
select card_id, seq, event, from_state, to_state, order_id, reason, at
from campaigns.card_moves
where cell = %(cell)s::smallint and card_id = any(%(card_ids)s::uuid[])
order by card_id, seq;
