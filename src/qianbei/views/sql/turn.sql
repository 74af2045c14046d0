-- name: facts_of_turns
-- All a turn must know of its person, one row a person: the door, the best usable card, and the intent's order.
select
    asked.person_id, asked.order_id,
    door.address_id, door.names, door.detail, door.lat_e6, door.lng_e6,
    card.card_id, card.face_fen, card.state, card.valid_until,
    kind.threshold_fen, kind.categories, kind.seller_ids, kind.stacks,
    intended.state,
    latest.order_id, latest.state,
    other.cards,
    wallet.balance_fen - wallet.pending_fen
from unnest(%(person_ids)s::uuid[], %(order_ids)s::uuid[], %(wallets)s::uuid[])
    as asked (person_id, order_id, wallet_id)
left join lateral (
    select address.address_id, address.names, address.detail, address.lat_e6, address.lng_e6
    from people.addresses as address
    where address.cell = %(cell)s::smallint and address.person_id = asked.person_id
    order by address.chosen_at desc, address.address_id
    limit 1
) as door on true
left join lateral (
    select own.card_id, own.face_fen, own.state, own.valid_until, own.template_id
    from campaigns.cards as own
    where own.cell = %(cell)s::smallint and own.person_id = asked.person_id
    order by (own.state = 'issued' and own.valid_until > %(at)s::timestamptz) desc, own.valid_until
    limit 1
) as card on true
left join campaigns.templates as kind
    on kind.cell = %(cell)s::smallint and kind.template_id = card.template_id
left join lateral (
    select jsonb_agg(
        jsonb_build_array(
            own.card_id, own.face_fen, own.state, own.valid_until, own.threshold_fen, own.categories, own.seller_ids,
            own.stacks, own.template_id
        )
        order by own.valid_until
    ) as cards
    from (
        select distinct on (good.template_id)
            good.card_id, good.face_fen, good.state, good.valid_until, good.template_id,
            template.threshold_fen, template.categories, template.seller_ids, template.stacks
        from campaigns.cards as good
        join campaigns.templates as template
            on template.cell = good.cell and template.template_id = good.template_id
        where
            good.cell = %(cell)s::smallint
            and good.person_id = asked.person_id
            and good.template_id <> card.template_id
            and good.state = 'issued'
            and good.valid_until > %(at)s::timestamptz
        order by good.template_id, good.valid_until
        limit 8
    ) as own
) as other on true
left join ledger.balances as wallet
    on wallet.cell = %(cell)s::smallint and wallet.account_id = asked.wallet_id and wallet.slot = 0
left join orders.orders as intended
    on intended.cell = %(cell)s::smallint and intended.order_id = asked.order_id
left join lateral (
    select recent.order_id, recent.state
    from orders.orders as recent
    where recent.cell = %(cell)s::smallint and recent.person_id = asked.person_id
    order by recent.placed_at desc
    limit 1
) as latest on true;

-- name: cups_taken
-- Cups promised per store and slot from now on: what workers hold in memory to quote from.
select store_id, starts_at, cups_taken
from fulfilment.slots
where cell = %(cell)s::smallint and starts_at >= %(since)s::timestamptz and cups_taken > 0;

-- name: signs_of_tools
-- Whether the payer leaves questions unanswered again and again, and whether a campaign gives cards now.
select
    exists (
        select from payments.payments
        where cell = %(cell)s::smallint and next_ask_at is not null and asks >= %(silent_asks)s::smallint
    ),
    exists (
        select from campaigns.campaigns
        where cell = %(cell)s::smallint and starts_at <= %(at)s::timestamptz and ends_at > %(at)s::timestamptz
    );

-- name: next_drop
select name, face_fen, cards, cards - given, present_from, opens_at, ends_at, state = 'open'
from drops.drops
where cell = %(cell)s::smallint and state <> 'closed' and ends_at > %(at)s::timestamptz
order by opens_at, drop_id
limit 1;
