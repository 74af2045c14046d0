-- name: budget_tree
-- Budgets of a campaign, and last the programme that it draws from, with what is lent under each, the campaign's own money, and what the last minutes drew.
with recursive under as (
    select node_id as top_id, node_id
    from budgets.nodes
    where cell = %(cell)s::smallint and campaign_id = %(campaign_id)s::uuid
    union all
    select under.top_id, child.node_id
    from under
    join budgets.nodes as child on child.parent_id = under.node_id
    where child.cell = %(cell)s::smallint
)
select
    node.node_id, node.parent_id, node.kind, node.label, node.cap_fen, node.cap_count,
    coalesce(of_all.fen, node.drawn_fen)::bigint, coalesce(of_all.count, node.drawn_count)::bigint,
    coalesce(lent.fen, 0)::bigint, coalesce(lent.count, 0)::bigint,
    case when node.kind in ('programme', 'campaign') then (
        select sum(balance.balance_fen - balance.pending_fen)
        from ledger.accounts as account
        join ledger.balances as balance on balance.cell = account.cell and balance.account_id = account.account_id
        where account.cell = node.cell and account.owner_id = node.node_id and account.kind = 'budget'
    ) end::bigint,
    coalesce(burnt.fen, 0)::bigint, coalesce(burnt.count, 0)::bigint
from budgets.nodes as node
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
