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
-- With what the operator told the owners, where a plan for many cards made the move.
select
    move.card_id, move.event, move.from_state, move.to_state, move.order_id, move.reason, move.at, plan.reason
from campaigns.card_moves as move
left join campaigns.bulk_plans as plan on plan.cell = move.cell and plan.plan_id = move.order_id
where move.cell = %(cell)s::smallint and move.card_id = any(%(card_ids)s::uuid[])
order by move.card_id, move.seq;
