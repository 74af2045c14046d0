-- name: audit_gifts_and_cards_agree
-- An offered gift holds its card, an accepted one ended it and made one like it, a returned one holds nothing.
select gift.gift_id::text
from campaigns.gifts as gift
left join campaigns.cards as given on given.cell = gift.cell and given.card_id = gift.card_id
left join campaigns.cards as taken on taken.cell = gift.cell and taken.card_id = gift.new_card_id
where
    gift.cell = %(cell)s::smallint
    and (
        (gift.state = 'offered') <> (given.state = 'held' and given.order_id = gift.gift_id)
        or (
            gift.state = 'accepted'
            and (
                given.state <> 'gifted'
                or taken.card_id is null
                or taken.source_id <> gift.gift_id
                or taken.person_id <> gift.taker_id
                or taken.face_fen <> given.face_fen
                or taken.template_id <> given.template_id
            )
        )
    )
limit %(limit)s::int;

-- name: audit_gifted_cards_have_one_taker
select card.card_id::text
from campaigns.cards as card
where
    card.cell = %(cell)s::smallint
    and card.state = 'gifted'
    and (
        select count(*)
        from campaigns.gifts as gift
        where gift.cell = card.cell and gift.card_id = card.card_id and gift.state = 'accepted'
    ) <> 1
limit %(limit)s::int;

-- name: audit_till_sales_and_cards_agree
-- A shown code holds its card; a scanned one used it and paid the store exactly what the card gave.
select sale.sale_id::text
from campaigns.till_sales as sale
left join campaigns.cards as card on card.cell = sale.cell and card.card_id = sale.card_id
left join lateral (
    select sum(moved.amount_fen) as paid_fen
    from ledger.transfers as moved
    where moved.cell = sale.cell and moved.subject_id = sale.sale_id and moved.kind = 'redeem'
) as money on true
where
    sale.cell = %(cell)s::smallint
    and (
        (sale.state = 'shown') <> (card.state = 'held' and card.order_id = sale.sale_id)
        or (sale.state = 'redeemed') <> (card.state = 'redeemed' and card.order_id = sale.sale_id)
        or money.paid_fen is distinct from sale.card_fen
    )
limit %(limit)s::int;

-- name: audit_expired_cards_were_over
select card.card_id::text
from campaigns.cards as card
join campaigns.card_moves as move
    on move.cell = card.cell and move.card_id = card.card_id and move.seq = card.moves
where card.cell = %(cell)s::smallint and card.state = 'expired' and move.at < card.valid_until
limit %(limit)s::int;

-- name: audit_every_free_card_is_looked_at_when_its_end_comes
select card_id::text
from campaigns.cards
where cell = %(cell)s::smallint and state = 'issued' and sweep_at is distinct from valid_until
limit %(limit)s::int;
