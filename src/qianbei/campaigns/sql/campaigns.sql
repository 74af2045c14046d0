-- name: insert_campaign
insert into campaigns.campaigns (cell, campaign_id, name, face_fen, budget_fen, starts_at, ends_at)
values (
    %(cell)s::smallint, %(campaign_id)s::uuid, %(name)s::jsonb, %(face_fen)s::bigint, %(budget_fen)s::bigint,
    %(starts_at)s::timestamptz, %(ends_at)s::timestamptz
)
on conflict do nothing;

-- name: end_campaign
-- One that is ended before its start never gave anything.
update campaigns.campaigns
set ends_at = greatest(%(ends_at)s::timestamptz, starts_at + interval '1 microsecond')
where cell = %(cell)s::smallint and campaign_id = %(campaign_id)s::uuid;

-- name: unended_campaigns
select campaign_id
from campaigns.campaigns
where cell = %(cell)s::smallint and ends_at > %(at)s::timestamptz
order by campaign_id;

-- name: running_campaigns
select campaign_id, name, face_fen, budget_fen, starts_at, ends_at
from campaigns.campaigns
where cell = %(cell)s::smallint and starts_at <= %(at)s::timestamptz and ends_at > %(at)s::timestamptz
order by starts_at desc, campaign_id;

-- name: find_cards
select card_id, campaign_id, person_id, face_fen, state, order_id, valid_until, issued_at, moves, template_id
from campaigns.cards
where cell = %(cell)s::smallint and card_id = any(%(card_ids)s::uuid[]);

-- name: find_given
-- By what makes a card unique. Its id follows from the same, but an older card's may follow otherwise. The people are
-- named a second time so that the planner goes by the key, however few it thinks the cards are.
select
    card.source_id, card.card_id, card.campaign_id, card.person_id, card.face_fen, card.state, card.order_id,
    card.valid_until, card.issued_at, card.moves, card.template_id
from unnest(%(person_ids)s::uuid[], %(source_ids)s::uuid[]) as asked (person_id, source_id)
join campaigns.cards as card on card.person_id = asked.person_id and card.source_id = asked.source_id
where card.cell = %(cell)s::smallint and card.person_id = any(%(person_ids)s::uuid[]);

-- name: find_campaigns
select campaign_id
from campaigns.campaigns
where cell = %(cell)s::smallint and campaign_id = any(%(campaign_ids)s::uuid[]);

-- name: insert_template
insert into campaigns.templates (
    cell, template_id, campaign_id, name, face_fen, valid_until, threshold_fen, categories, seller_ids, stacks
)
values (
    %(cell)s::smallint, %(template_id)s::uuid, %(campaign_id)s::uuid, %(name)s::jsonb, %(face_fen)s::bigint,
    %(valid_until)s::timestamptz, %(threshold_fen)s::bigint, %(categories)s::text[], %(seller_ids)s::uuid[],
    %(stacks)s::boolean
);

-- name: find_templates
select template_id, campaign_id, name, face_fen, valid_until, threshold_fen, categories, seller_ids, stacks
from campaigns.templates
where cell = %(cell)s::smallint and template_id = any(%(template_ids)s::uuid[]);

-- name: insert_cards
-- A card that already exists is left as it is; the ids returned are the new ones.
insert into campaigns.cards (
    cell, card_id, campaign_id, template_id, person_id, source_kind, source_id, face_fen, state, valid_until, sweep_at,
    issued_at, moves
)
select
    %(cell)s::smallint, new.card_id, %(campaign_id)s::uuid, %(template_id)s::uuid, new.person_id, new.source_kind,
    new.source_id, %(face_fen)s::bigint, 'issued', new.valid_until, new.valid_until, new.issued_at, 0
from unnest(
    %(card_ids)s::uuid[], %(person_ids)s::uuid[], %(source_kinds)s::text[], %(source_ids)s::uuid[],
    %(valid_untils)s::timestamptz[], %(issued_ats)s::timestamptz[]
) as new (card_id, person_id, source_kind, source_id, valid_until, issued_at)
on conflict do nothing
returning card_id;

-- name: write_moves
-- The cards as moved and one row of history each. Callers hold the rows' locks (lock_cards). A card that is issued
-- again must be looked at when its end comes. The ids are named a second time so that the planner, however few it
-- thinks the cards are, goes by their key and never over all of them.
with move as materialized (
    select *
    from unnest(
        %(card_ids)s::uuid[], %(seqs)s::smallint[], %(events)s::text[], %(from_states)s::text[], %(to_states)s::text[],
        %(on_orders)s::uuid[], %(order_ids)s::uuid[], %(reasons)s::text[], %(ats)s::timestamptz[],
        %(valid_untils)s::timestamptz[], %(old_valid_untils)s::timestamptz[]
    ) as row (
        card_id, seq, event, from_state, to_state, on_order, order_id, reason, at, valid_until, old_valid_until
    )
),

moved as (
    update campaigns.cards as card
    set
        state = move.to_state,
        order_id = move.on_order,
        valid_until = move.valid_until,
        moves = move.seq,
        sweep_at = case
            when move.to_state = 'issued' then move.valid_until
            when move.to_state in ('held', 'redeemed') then card.sweep_at
        end
    from move
    where
        card.cell = %(cell)s::smallint
        and card.card_id = any(%(card_ids)s::uuid[])
        and card.card_id = move.card_id
)

insert into campaigns.card_moves (
    cell, card_id, seq, event, from_state, to_state, order_id, reason, at, old_valid_until
)
select
    %(cell)s::smallint, card_id, seq, event, from_state, to_state, order_id, reason, at, old_valid_until
from move;

-- name: sweep_later
-- Cards whose end came while they were on something: they are looked at again when they are free.
update campaigns.cards
set sweep_at = null
where cell = %(cell)s::smallint and card_id = any(%(card_ids)s::uuid[]);
