-- name: audit_packet_shares_sum_to_the_packet
-- A deck is whole and sums to the fen; what is taken is its beginning, and is what the packet says.
select packet.packet_id::text
from packets.packets as packet
left join (
    select
        packet_id,
        count(*) as shares,
        max(place) as last_place,
        sum(amount_fen) as total_fen,
        count(person_id) as taken,
        coalesce(sum(amount_fen) filter (where person_id is not null), 0) as taken_fen,
        max(place) filter (where person_id is not null) as last_taken
    from packets.shares
    where cell = %(cell)s::smallint
    group by packet_id
) as deck on deck.packet_id = packet.packet_id
where
    packet.cell = %(cell)s::smallint
    and (
        (deck.shares, deck.last_place + 1, deck.total_fen) is distinct from
        (packet.shares::bigint, packet.shares, packet.total_fen::numeric)
        or (deck.taken, deck.taken_fen) is distinct from (packet.taken::bigint, packet.taken_fen::numeric)
        or coalesce(deck.last_taken, -1) <> packet.taken - 1
    )
limit %(limit)s::int;

-- name: audit_packets_hold_what_nobody_took
-- While it is open, a packet's account holds exactly the shares that lie there; once closed, nothing.
select packet.packet_id::text
from packets.packets as packet
left join (
    select account.owner_id as packet_id, sum(balance.balance_fen) as balance_fen
    from ledger.accounts as account
    join ledger.balances as balance on balance.cell = account.cell and balance.account_id = account.account_id
    where account.cell = %(cell)s::smallint and account.kind = 'packet'
    group by account.owner_id
) as held on held.packet_id = packet.packet_id
left join (
    select subject_id as packet_id, sum(amount_fen) as amount_fen
    from ledger.transfers
    where cell = %(cell)s::smallint and kind = 'packet'
    group by subject_id
) as given on given.packet_id = packet.packet_id
where
    packet.cell = %(cell)s::smallint
    and (
        coalesce(held.balance_fen, 0)
        <> case when packet.closed_at is null then packet.total_fen - packet.taken_fen else 0 end
        or coalesce(given.amount_fen, 0) <> packet.taken_fen
    )
limit %(limit)s::int;

-- name: audit_payouts_and_money_agree
-- Each payout left a wallet, and ended as its state says: with the payer, back in the wallet, or still under way.
select payout.payout_id::text
from packets.payouts as payout
left join (
    select
        subject_id as payout_id,
        sum(amount_fen) filter (where kind = 'pay_out') as out_fen,
        sum(amount_fen) filter (where kind = 'paid_out') as paid_fen,
        sum(amount_fen) filter (where kind = 'back') as back_fen
    from ledger.transfers
    where cell = %(cell)s::smallint and kind in ('pay_out', 'paid_out', 'back')
    group by subject_id
) as moved on moved.payout_id = payout.payout_id
where
    payout.cell = %(cell)s::smallint
    and (
        moved.out_fen is distinct from payout.amount_fen
        or coalesce(moved.paid_fen, 0) <> case when payout.state = 'paid' then payout.amount_fen else 0 end
        or coalesce(moved.back_fen, 0) <> case when payout.state = 'declined' then payout.amount_fen else 0 end
    )
limit %(limit)s::int;

-- name: packets_after
-- Every packet with its deck in the order of its id, page by page.
select packet.packet_id, packet.plan, packet.commitment, packet.seed, deck.shares
from packets.packets as packet
join lateral (
    select array_agg(share.amount_fen order by share.place) as shares
    from packets.shares as share
    where share.cell = packet.cell and share.packet_id = packet.packet_id
) as deck on true
where packet.cell = %(cell)s::smallint and packet.packet_id > %(after)s::uuid
order by packet.packet_id
limit %(limit)s::int;
