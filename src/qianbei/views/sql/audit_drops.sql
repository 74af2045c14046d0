-- name: audit_drops_hold_what_was_not_given
-- A drop counts the cards that people have of it; until it is closed its account holds the rest, then nothing.
select dropped.drop_id::text
from drops.drops as dropped
left join (
    select account.owner_id as drop_id, sum(balance.balance_fen) as balance_fen
    from ledger.accounts as account
    join ledger.balances as balance on balance.cell = account.cell and balance.account_id = account.account_id
    where account.cell = %(cell)s::smallint and account.kind = 'drop'
    group by account.owner_id
) as held on held.drop_id = dropped.drop_id
left join (
    select source_id as drop_id, count(*) as cards
    from campaigns.cards
    where cell = %(cell)s::smallint and source_kind = 'drop'
    group by source_id
) as given on given.drop_id = dropped.drop_id
where
    dropped.cell = %(cell)s::smallint
    and (
        coalesce(given.cards, 0) <> dropped.given
        or coalesce(held.balance_fen, 0)
        <> case when dropped.state = 'closed' then 0 else (dropped.cards - dropped.given) * dropped.face_fen end
    )
limit %(limit)s::int;

-- name: audit_drop_cards_lie_in_places
-- Whoever has a card of a drop has a place in it.
select card.card_id::text
from campaigns.cards as card
where
    card.cell = %(cell)s::smallint
    and card.source_kind = 'drop'
    and not exists (
        select 1 from drops.places as place
        where place.cell = card.cell and place.drop_id = card.source_id and place.person_id = card.person_id
    )
limit %(limit)s::int;

-- name: drops_after
-- Every drop that was drawn, page by page.
select drop_id, cards, commitment, seed, places, root, cutoff, after_tag
from drops.drops
where cell = %(cell)s::smallint and drop_id > %(after)s::uuid and places is not null
order by drop_id
limit %(limit)s::int;

-- name: drop_places_after
-- Places of a drop's draw in the order of their tags, each with whether its person has a card of it.
select
    place.tag,
    exists (
        select 1 from campaigns.cards as card
        where card.cell = place.cell and card.person_id = place.person_id and card.source_id = place.drop_id
    )
from drops.places as place
where
    place.cell = %(cell)s::smallint
    and place.drop_id = %(drop_id)s::uuid
    and place.tag > %(after)s::bytea
    and not place.late
order by place.tag
limit %(limit)s::int;
