-- name: extent
-- What a plan would touch from `after` on.
select count(*)::bigint, coalesce(sum(card.face_fen), 0)::bigint
from campaigns.cards as card
where
    card.cell = %(cell)s::smallint
    and card.card_id > %(after)s::uuid
    and card.campaign_id = %(campaign_id)s::uuid
    and (%(template_id)s::uuid is null or card.template_id = %(template_id)s::uuid)
    and (%(source_kind)s::text is null or card.source_kind = %(source_kind)s::text)
    and (%(ends_before)s::timestamptz is null or card.valid_until < %(ends_before)s::timestamptz)
    and (%(shorter_than)s::timestamptz is null or card.valid_until < %(shorter_than)s::timestamptz)
    and card.state = any(%(states)s::text[]);

-- name: insert_plan
insert into campaigns.bulk_plans (
    cell, plan_id, kind, campaign_id, template_id, source_kind, ends_before, new_end, reason, state, after_card_id, cards,
    money_fen, made_at
)
values (
    %(cell)s::smallint, %(plan_id)s::uuid, %(kind)s::text, %(campaign_id)s::uuid, %(template_id)s::uuid,
    %(source_kind)s::text, %(ends_before)s::timestamptz, %(new_end)s::timestamptz, %(reason)s::text, 'planned',
    %(after_card_id)s::uuid, 0, 0, %(made_at)s::timestamptz
);

-- name: update_plan
-- Callers hold the row's lock (lock_plan).
update campaigns.bulk_plans
set
    state = %(state)s::text, after_card_id = %(after_card_id)s::uuid, cards = %(cards)s::bigint,
    money_fen = %(money_fen)s::bigint, told_at = %(told_at)s::timestamptz
where cell = %(cell)s::smallint and plan_id = %(plan_id)s::uuid;

-- name: plans
select
    plan_id, kind, campaign_id, template_id, source_kind, ends_before, new_end, reason, made_at, state, after_card_id,
    cards, money_fen, told_at
from campaigns.bulk_plans
where cell = %(cell)s::smallint
order by made_at desc, plan_id
limit %(limit)s::int;

-- name: plans_under_way
select plan_id
from campaigns.bulk_plans
where cell = %(cell)s::smallint and state in ('applying', 'undoing')
order by made_at
limit %(limit)s::int;

-- name: touched
-- The next cards that a plan moved by this event, unlocked: for telling their owners.
select
    card.card_id, card.campaign_id, card.person_id, card.face_fen, card.state, card.order_id, card.valid_until,
    card.issued_at, card.moves, card.template_id
from campaigns.cards as card
where
    card.cell = %(cell)s::smallint
    and card.card_id > %(after)s::uuid
    and card.campaign_id = %(campaign_id)s::uuid
    and exists (
        select 1
        from campaigns.card_moves as move
        where
            move.cell = card.cell
            and move.card_id = card.card_id
            and move.order_id = %(plan_id)s::uuid
            and move.event = %(event)s::text
    )
order by card.card_id
limit %(limit)s::int;

-- name: cards_after
-- The next cards of all, unlocked and in no state in particular: a page costs the same however few of it matter.
select
    card.card_id, card.campaign_id, card.person_id, card.face_fen, card.state, card.order_id, card.valid_until,
    card.issued_at, card.moves, card.template_id
from campaigns.cards as card
where card.cell = %(cell)s::smallint and card.card_id > %(after)s::uuid
order by card.card_id
limit %(limit)s::int;
