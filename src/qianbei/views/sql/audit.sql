-- name: audit_balances_sum_to_zero
select account.unit || ' ' || sum(balance.balance_fen)::text
from ledger.balances as balance
join ledger.accounts as account on account.cell = balance.cell and account.account_id = balance.account_id
where balance.cell = %(cell)s::smallint
group by account.unit
having sum(balance.balance_fen) <> 0
limit %(limit)s::int;

-- name: audit_balances_equal_transfers
select balance.account_id::text || '/' || balance.slot::text
from ledger.balances as balance
left join (
    select moved.account_id, moved.slot, sum(moved.amount_fen) as amount_fen
    from (
        select credit_account as account_id, credit_slot as slot, amount_fen
        from ledger.transfers
        where cell = %(cell)s::smallint
        union all
        select debit_account, debit_slot, -amount_fen
        from ledger.transfers
        where cell = %(cell)s::smallint
    ) as moved
    group by moved.account_id, moved.slot
) as total on total.account_id = balance.account_id and total.slot = balance.slot
where balance.cell = %(cell)s::smallint and balance.balance_fen <> coalesce(total.amount_fen, 0)
limit %(limit)s::int;

-- name: audit_no_balance_under_its_floor
select account_id::text || '/' || slot::text
from ledger.balances
where cell = %(cell)s::smallint and floor_fen is not null and balance_fen < floor_fen
limit %(limit)s::int;

-- name: audit_liability_equals_live_cards
-- What is set aside for a campaign is exactly the face of its issued and held cards.
select campaign.campaign_id::text
from campaigns.campaigns as campaign
where
    campaign.cell = %(cell)s::smallint
    and (
        select coalesce(sum(card.face_fen), 0)
        from campaigns.cards as card
        where
            card.cell = campaign.cell
            and card.campaign_id = campaign.campaign_id
            and card.state in ('issued', 'held')
    ) <> (
        select coalesce(sum(balance.balance_fen), 0)
        from ledger.accounts as account
        join ledger.balances as balance
            on balance.cell = account.cell and balance.account_id = account.account_id
        where
            account.cell = campaign.cell
            and account.kind = 'liability'
            and account.owner_id = campaign.campaign_id
    )
limit %(limit)s::int;

-- name: audit_cards_on_an_order_that_names_them
-- A held card has a live order before the seller's yes (or one being cancelled); a redeemed one an order after it.
-- Cards that are on a gift or a till sale have checks of their own.
select card.card_id::text
from campaigns.cards as card
left join orders.orders as placed on placed.cell = card.cell and placed.order_id = card.order_id
where
    card.cell = %(cell)s::smallint
    and card.state in ('held', 'redeemed')
    and not exists (
        select 1 from campaigns.gifts as gift where gift.cell = card.cell and gift.gift_id = card.order_id
    )
    and not exists (
        select 1 from campaigns.till_sales as sale where sale.cell = card.cell and sale.sale_id = card.order_id
    )
    and (
        placed.order_id is null
        or placed.card_id is distinct from card.card_id
        or placed.person_id <> card.person_id
        or (card.state = 'held' and placed.state not in ('placed', 'authorised', 'cancelling'))
        or (
            card.state = 'redeemed'
            and placed.state not in
            ('confirmed', 'making', 'ready', 'picked_up', 'at_door', 'handed_over', 'cancelling')
            and (placed.state <> 'cancelled' or placed.ended_reason not in ('customer_absent', 'customer_refused'))
        )
    )
limit %(limit)s::int;

-- name: audit_no_issued_card_on_a_live_order
select placed.order_id::text
from orders.orders as placed
left join campaigns.cards as card on card.cell = placed.cell and card.card_id = placed.card_id
where
    placed.cell = %(cell)s::smallint
    and placed.card_id is not null
    and (placed.state <> 'cancelled' or placed.ended_reason in ('customer_absent', 'customer_refused'))
    and card.order_id is distinct from placed.order_id
limit %(limit)s::int;

-- name: audit_card_histories_are_whole
-- Moves are numbered without gaps, start from where the last one ended, and end where the card stands.
select card.card_id::text
from campaigns.cards as card
left join (
    select
        move.card_id,
        count(*) as moves,
        max(move.seq) as last_seq,
        bool_and(move.from_state = move.before) as is_chain,
        (array_agg(move.to_state order by move.seq desc))[1] as last_state
    from (
        select
            card_id, seq, from_state, to_state,
            lag(to_state, 1, 'issued') over (partition by card_id order by seq) as before
        from campaigns.card_moves
        where cell = %(cell)s::smallint
    ) as move
    group by move.card_id
) as history on history.card_id = card.card_id
where
    card.cell = %(cell)s::smallint
    and (
        card.moves <> coalesce(history.moves, 0)
        or card.moves <> coalesce(history.last_seq, 0)
        or not coalesce(history.is_chain, true)
        or card.state <> coalesce(history.last_state, 'issued')
    )
limit %(limit)s::int;

-- name: audit_order_histories_are_whole
select placed.order_id::text
from orders.orders as placed
left join (
    select
        step.order_id,
        count(*) as steps,
        max(step.seq) as last_seq,
        bool_and(step.from_state = step.before) as is_chain,
        (array_agg(step.to_state order by step.seq desc))[1] as last_state
    from (
        select
            order_id, seq, from_state, to_state,
            lag(to_state, 1, 'placed') over (partition by order_id order by seq) as before
        from orders.history
        where cell = %(cell)s::smallint
    ) as step
    group by step.order_id
) as history on history.order_id = placed.order_id
where
    placed.cell = %(cell)s::smallint
    and (
        placed.version <> coalesce(history.steps, 0)
        or placed.version <> coalesce(history.last_seq, 0)
        or not coalesce(history.is_chain, true)
        or placed.state <> coalesce(history.last_state, 'placed')
    )
limit %(limit)s::int;

-- name: audit_placed_orders_have_their_events
select placed.order_id::text
from orders.orders as placed
left join (
    select key as order_id, count(*) as events
    from outbox.events
    where cell = %(cell)s::smallint and type = 'orders.placed.v1'
    group by key
) as told on told.order_id = placed.order_id
where placed.cell = %(cell)s::smallint and told.events is distinct from 1
limit %(limit)s::int;

-- name: audit_orders_have_one_job_and_one_payment
select placed.order_id::text
from orders.orders as placed
left join fulfilment.jobs as job on job.cell = placed.cell and job.order_id = placed.order_id
left join (
    select order_id, count(*) as payments from payments.payments where cell = %(cell)s::smallint group by order_id
) as paid on paid.order_id = placed.order_id
where placed.cell = %(cell)s::smallint and (job.order_id is null or paid.payments is distinct from 1)
limit %(limit)s::int;

-- name: audit_orders_jobs_and_payments_agree
select placed.order_id::text
from orders.orders as placed
join fulfilment.jobs as job on job.cell = placed.cell and job.order_id = placed.order_id
join payments.payments as payment on payment.cell = placed.cell and payment.order_id = placed.order_id
where
    placed.cell = %(cell)s::smallint
    and (
        payment.amount_fen <> placed.pay_fen
        or job.cups <> placed.cups
        or job.state <> case placed.state
            when 'placed' then 'reserved'
            when 'authorised' then 'queued'
            when 'cancelling' then 'stopping'
            when 'cancelled' then 'released'
            else placed.state
        end
        or (
            placed.state = 'cancelled'
            and payment.state not in ('declined', 'voided', 'refunded')
            and (
                placed.ended_reason not in ('customer_absent', 'customer_refused')
                or payment.state not in ('authorised', 'captured')
            )
        )
        or (placed.state = 'cancelling' and payment.state not in ('voiding', 'refunding'))
        or (placed.state = 'placed' and payment.state not in ('authorising', 'unknown'))
        or (
            placed.state not in ('placed', 'cancelling', 'cancelled')
            and payment.state not in ('authorised', 'captured')
        )
    )
limit %(limit)s::int;

-- name: audit_confirmed_orders_paid_their_store
-- Exactly the orders whose store said yes have moved money to it. Of those cancelled it moved back, from the store or,
-- where the store had made the cup, from goodwill; not where nobody took it at the door.
select placed.order_id::text
from orders.orders as placed
left join (
    select
        subject_id as order_id,
        sum(amount_fen) filter (where kind in ('cash', 'redeem', 'wallet')) as to_store_fen,
        sum(amount_fen) filter (where kind not in ('cash', 'redeem', 'wallet')) as back_fen
    from ledger.transfers
    where
        cell = %(cell)s::smallint
        and kind in (
            'cash', 'redeem', 'wallet',
            'cash_back', 'return', 'goodwill_cash', 'goodwill_return', 'wallet_back', 'goodwill_wallet'
        )
    group by subject_id
) as money on money.order_id = placed.order_id
where
    placed.cell = %(cell)s::smallint
    and (
        (
            placed.state in ('confirmed', 'making', 'ready', 'picked_up', 'at_door', 'handed_over')
            and (money.to_store_fen is distinct from placed.card_fen + placed.wallet_fen + placed.pay_fen or money.back_fen is not null)
        )
        or (placed.state in ('placed', 'authorised') and money.to_store_fen is not null)
        or (
            placed.state = 'cancelled'
            and money.back_fen is distinct from case
                when placed.ended_reason not in ('customer_absent', 'customer_refused') then money.to_store_fen
            end
        )
    )
limit %(limit)s::int;

-- name: audit_wallet_cash_follows_its_order
-- What a wallet pays is kept back from the placing on, the store's once it said yes, and free when the order ended before.
select placed.order_id::text
from orders.orders as placed
left join (
    select
        subject_id as order_id,
        sum(amount_fen) filter (where resolution is null) as kept_fen,
        sum(posted_fen) as posted_fen
    from ledger.pendings
    where cell = %(cell)s::smallint and kind = 'wallet'
    group by subject_id
) as cash on cash.order_id = placed.order_id
where
    placed.cell = %(cell)s::smallint
    and (
        (placed.state in ('placed', 'authorised') and coalesce(cash.kept_fen, 0) <> placed.wallet_fen)
        or (placed.state = 'cancelling' and coalesce(cash.kept_fen, 0) + coalesce(cash.posted_fen, 0) <> placed.wallet_fen)
        or (placed.state = 'cancelled' and cash.kept_fen is not null)
        or (
            placed.state not in ('placed', 'authorised', 'cancelling', 'cancelled')
            and coalesce(cash.posted_fen, 0) <> placed.wallet_fen
        )
    )
limit %(limit)s::int;

-- name: audit_one_order_an_intent
select min(order_id::text)
from orders.orders
where cell = %(cell)s::smallint
group by person_id, checkout::json ->> 'conversation', checkout::json ->> 'draft_number'
having count(*) > 1
limit %(limit)s::int;

-- name: audit_cups_sold_not_above_cups_offered
select slot.store_id::text || ' ' || slot.starts_at::text
from fulfilment.slots as slot
left join (
    select store_id, slot_starts_at, sum(cups) as cups
    from fulfilment.jobs
    where cell = %(cell)s::smallint and state <> 'released'
    group by store_id, slot_starts_at
) as live on live.store_id = slot.store_id and live.slot_starts_at = slot.starts_at
where
    slot.cell = %(cell)s::smallint
    and (slot.cups_taken > slot.cups_offered or slot.cups_taken <> coalesce(live.cups, 0))
limit %(limit)s::int;

-- name: audit_no_orphan_across_schemas
select orphan.what
from (
    select 'order of nobody ' || placed.order_id::text as what
    from orders.orders as placed
    where
        placed.cell = %(cell)s::smallint
        and not exists (
            select 1 from people.persons as person
            where person.cell = placed.cell and person.person_id = placed.person_id
        )
    union all
    select 'order of no store ' || placed.order_id::text
    from orders.orders as placed
    where
        placed.cell = %(cell)s::smallint
        and not exists (
            select 1 from catalog.stores as store
            where store.cell = placed.cell and store.store_id = placed.store_id
        )
    union all
    select 'job of no order ' || job.order_id::text
    from fulfilment.jobs as job
    where
        job.cell = %(cell)s::smallint
        and not exists (
            select 1 from orders.orders as placed
            where placed.cell = job.cell and placed.order_id = job.order_id
        )
    union all
    select 'payment of no order ' || payment.payment_id::text
    from payments.payments as payment
    where
        payment.cell = %(cell)s::smallint
        and not exists (
            select 1 from orders.orders as placed
            where placed.cell = payment.cell and placed.order_id = payment.order_id
        )
    union all
    select 'card of nobody ' || card.card_id::text
    from campaigns.cards as card
    where
        card.cell = %(cell)s::smallint
        and not exists (
            select 1 from people.persons as person
            where person.cell = card.cell and person.person_id = card.person_id
        )
    union all
    select 'order with no card of that id ' || placed.order_id::text
    from orders.orders as placed
    where
        placed.cell = %(cell)s::smallint
        and placed.card_id is not null
        and not exists (
            select 1 from campaigns.cards as card
            where card.cell = placed.cell and card.card_id = placed.card_id
        )
) as orphan
limit %(limit)s::int;

-- name: audit_every_open_question_has_a_time
-- Nothing waits for an answer that nobody will ask for: no card is held for ever.
select payment_id::text
from payments.payments
where
    cell = %(cell)s::smallint
    and state in ('authorising', 'unknown', 'voiding', 'refunding')
    and next_ask_at is null
limit %(limit)s::int;

-- name: checkouts_after
-- Every checkout in the order of its id, page by page.
select order_id, checkout::json, checkout_hash, card_fen, pay_fen, wallet_fen
from orders.orders
where cell = %(cell)s::smallint and order_id > %(after)s::uuid
order by order_id
limit %(limit)s::int;

-- name: menu_content
select content
from catalog.menus
where cell = %(cell)s::smallint and menu_id = %(menu_id)s::uuid and version = %(version)s::int;
