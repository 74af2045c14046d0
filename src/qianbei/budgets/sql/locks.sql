-- name: lock_nodes
-- Budgets, ordered by id, before leases and balances.
select node_id, parent_id, campaign_id, kind, label, cap_fen, cap_count, drawn_fen, drawn_count
from budgets.nodes
where cell = %(cell)s::smallint and node_id = any(%(node_ids)s::uuid[])
order by node_id
for update;

-- name: lock_leases
-- Leases, ordered by id, after their budgets.
select
    lease_id, node_id, campaign_id, holder, epoch, piece_fen, granted, used, used_before_fen, used_before, expires_at
from budgets.leases
where cell = %(cell)s::smallint and lease_id = any(%(lease_ids)s::uuid[])
order by lease_id
for update;
