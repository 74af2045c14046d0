-- name: budget_tree
-- Budgets of a campaign, and last the programme that it draws from, with what is lent under each, what was taken out for a drop,
-- a packet or an invite and is not given (open ones; with those that are over), its own money, what the last minutes drew, and why
-- a wave that has no card to give has none.
with recursive under as (
    select node_id as top_id, node_id
    from budgets.nodes
    where cell = %(cell)s::smallint and campaign_id = %(campaign_id)s::uuid
    union all
    select under.top_id, child.node_id
    from under
    join budgets.nodes as child on child.parent_id = under.node_id
    where child.cell = %(cell)s::smallint
),

kept as (
    select campaign_id, (cards - given)::bigint * face_fen as fen, (cards - given)::bigint as count, state <> 'closed' as is_open
    from drops.drops
    where cell = %(cell)s::smallint
    union all
    select campaign_id, total_fen - taken_fen, 0, closed_at is null
    from packets.packets
    where cell = %(cell)s::smallint
    union all
    select account.owner_id, promised.amount_fen, 1, true
    from ledger.pendings as promised
    join ledger.accounts as account on account.cell = promised.cell and account.account_id = promised.debit_account
    where promised.cell = %(cell)s::smallint and promised.resolution is null and account.kind = 'budget'
)

select
    node.node_id, node.parent_id, node.kind, node.label, node.cap_fen, node.cap_count,
    coalesce(of_all.fen, node.drawn_fen)::bigint, coalesce(of_all.count, node.drawn_count)::bigint,
    coalesce(lent.fen, 0)::bigint, coalesce(lent.count, 0)::bigint,
    coalesce(ungiven.open_fen, 0)::bigint, coalesce(ungiven.fen, 0)::bigint, coalesce(ungiven.count, 0)::bigint,
    case when node.kind in ('programme', 'campaign') then (
        select sum(balance.balance_fen - balance.pending_fen)
        from ledger.accounts as account
        join ledger.balances as balance on balance.cell = account.cell and balance.account_id = account.account_id
        where account.cell = node.cell and account.owner_id = node.node_id and account.kind = 'budget'
    ) end::bigint,
    coalesce(burnt.fen, 0)::bigint, coalesce(burnt.count, 0)::bigint,
    case
        when wave.node_id is null or node.cap_count is null or node.drawn_count < node.cap_count then null
        when node.drawn_count >= wave.cards_max then 'all_given'
        when run.state = 'closed' or wave.ends_at <= %(at)s::timestamptz then 'over'
        when run.state = 'paused' then 'paused'
        when wave.starts_at > %(at)s::timestamptz then 'before'
        else 'paced'
    end
from budgets.nodes as node
left join waves.waves as wave on wave.cell = node.cell and wave.node_id = node.node_id
left join waves.runs as run on run.cell = wave.cell and run.campaign_id = wave.campaign_id
left join (
    select
        under.top_id,
        sum((lease.granted - lease.used) * lease.piece_fen) as fen,
        sum(lease.granted - lease.used) as count
    from under
    join budgets.leases as lease on lease.node_id = under.node_id
    where lease.cell = %(cell)s::smallint
    group by under.top_id
) as lent on lent.top_id = node.node_id
left join (
    select node_id, sum(fen) as fen, sum(count) as count
    from budgets.burns
    where cell = %(cell)s::smallint and minute_at > %(since)s::timestamptz and minute_at <= %(at)s::timestamptz
    group by node_id
) as burnt on burnt.node_id = node.node_id
left join lateral (
    select sum(campaign.drawn_fen) as fen, sum(campaign.drawn_count) as count
    from budgets.nodes as campaign
    where node.kind = 'programme' and campaign.cell = node.cell and campaign.parent_id = node.node_id
) as of_all on true
left join lateral (
    select sum(kept.fen) filter (where kept.is_open) as open_fen, sum(kept.fen) as fen, sum(kept.count) as count
    from kept
    join budgets.nodes as campaign on campaign.cell = node.cell and campaign.node_id = kept.campaign_id
    where node.node_id in (campaign.node_id, campaign.parent_id)
) as ungiven on true
where
    node.cell = %(cell)s::smallint
    and (
        node.campaign_id = %(campaign_id)s::uuid
        or node.node_id = (
            select parent_id
            from budgets.nodes
            where cell = %(cell)s::smallint and node_id = %(campaign_id)s::uuid
        )
    )
order by node.kind = 'programme', node.opened_at, node.node_id;
