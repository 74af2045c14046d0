-- name: orders_by_state
select state, count(*)
from orders.orders
where cell = %(cell)s::smallint
group by state
order by state;

-- name: orders_recent
select
    order_id, state, checkout::json -> 'store_name', placed_at, pay_fen, card_fen
from orders.orders
where cell = %(cell)s::smallint
order by placed_at desc, order_id
limit %(limit)s::int;

-- name: money_by_kind
select account.kind, sum(balance.balance_fen)::bigint, count(distinct account.account_id)
from ledger.accounts as account
join ledger.balances as balance on balance.cell = account.cell and balance.account_id = account.account_id
where account.cell = %(cell)s::smallint
group by account.kind
order by account.kind;

-- name: newest_campaign
select
    campaign.campaign_id, campaign.name, campaign.budget_fen, campaign.ends_at,
    (
        select coalesce(sum(balance.balance_fen), 0)::bigint
        from ledger.accounts as account
        join ledger.balances as balance
            on balance.cell = account.cell and balance.account_id = account.account_id
        where account.cell = campaign.cell and account.owner_id = campaign.campaign_id and account.kind in ('budget', 'lease')
    ),
    (
        select coalesce(sum(balance.balance_fen), 0)::bigint
        from ledger.accounts as account
        join ledger.balances as balance
            on balance.cell = account.cell and balance.account_id = account.account_id
        where
            account.cell = campaign.cell
            and account.owner_id = campaign.campaign_id
            and account.kind = 'liability'
    ),
    (
        select coalesce(sum(kept.fen), 0)::bigint
        from (
            select (cards - given)::bigint * face_fen as fen
            from drops.drops
            where cell = campaign.cell and campaign_id = campaign.campaign_id and state <> 'closed'
            union all
            select total_fen - taken_fen
            from packets.packets
            where cell = campaign.cell and campaign_id = campaign.campaign_id and closed_at is null
        ) as kept
    )
from campaigns.campaigns as campaign
where campaign.cell = %(cell)s::smallint
order by campaign.starts_at desc, campaign.campaign_id
limit 1;

-- name: cards_by_state
select state, count(*)
from campaigns.cards
where cell = %(cell)s::smallint and campaign_id = %(campaign_id)s::uuid
group by state
order by state;

-- name: card_moves_by_event
-- What happened to a campaign's cards after their issue: how often each kind of move was made.
select move.event, count(*)
from campaigns.cards as card
join campaigns.card_moves as move on move.cell = card.cell and move.card_id = card.card_id
where card.cell = %(cell)s::smallint and card.campaign_id = %(campaign_id)s::uuid
group by move.event
order by move.event;

-- name: dead_letters
select event_id, type, key, attempts, last_error, at
from outbox.events
where cell = %(cell)s::smallint and state = 'dead'
order by at desc
limit %(limit)s::int;

-- name: stores_by_status
select status, count(*)
from catalog.stores
where cell = %(cell)s::smallint
group by status
order by status;
