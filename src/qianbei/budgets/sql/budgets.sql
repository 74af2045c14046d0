-- name: path_ids
-- These budgets and what lies above them; where a budget stands never changes.
with recursive path as (
    select node_id, parent_id
    from budgets.nodes
    where cell = %(cell)s::smallint and node_id = any(%(node_ids)s::uuid[]) and kind <> 'programme'
    union
    select above.node_id, above.parent_id
    from path
    join budgets.nodes as above on above.node_id = path.parent_id
    where above.cell = %(cell)s::smallint and above.kind <> 'programme'
)
select node_id from path;

-- name: narrowest
-- What is open under a budget for the city, and for a day of it, as deep as it goes; else the budget itself.
with recursive down as (
    select %(node_id)s::uuid as node_id, 0 as depth
    union all
    select child.node_id, down.depth + 1
    from down
    join budgets.nodes as child on child.parent_id = down.node_id
    where
        child.cell = %(cell)s::smallint
        and (child.kind = 'city' or (child.kind = 'day' and child.label = %(day)s::text))
)
select node_id from down
order by depth desc
limit 1;

-- name: ids_of_campaign
select node_id
from budgets.nodes
where cell = %(cell)s::smallint and campaign_id = %(campaign_id)s::uuid
order by node_id;

-- name: insert_nodes
insert into budgets.nodes (
    cell, node_id, parent_id, campaign_id, kind, label, cap_fen, cap_count, drawn_fen, drawn_count, opened_at
)
select
    %(cell)s::smallint, new.node_id, new.parent_id, new.campaign_id, new.kind, new.label, new.cap_fen, new.cap_count, 0, 0,
    %(at)s::timestamptz
from unnest(
    %(node_ids)s::uuid[], %(parent_ids)s::uuid[], %(campaign_ids)s::uuid[], %(kinds)s::text[], %(labels)s::text[],
    %(caps_fen)s::bigint[], %(caps_count)s::bigint[]
) as new (node_id, parent_id, campaign_id, kind, label, cap_fen, cap_count);

-- name: update_nodes
-- Callers hold the rows' locks (lock_nodes). The difference is what this minute drew.
with now as (
    select node_id, cap_fen, cap_count, drawn_fen, drawn_count
    from unnest(
        %(node_ids)s::uuid[], %(caps_fen)s::bigint[], %(caps_count)s::bigint[], %(drawn_fen)s::bigint[],
        %(drawn_count)s::bigint[]
    ) as new (node_id, cap_fen, cap_count, drawn_fen, drawn_count)
),

drew as (
    select now.node_id, now.drawn_fen - before.drawn_fen as fen, now.drawn_count - before.drawn_count as count
    from now
    join budgets.nodes as before on before.node_id = now.node_id
    where before.cell = %(cell)s::smallint
),

written as (
    update budgets.nodes as node
    set
        cap_fen = now.cap_fen,
        cap_count = now.cap_count,
        drawn_fen = now.drawn_fen,
        drawn_count = now.drawn_count
    from now
    where node.cell = %(cell)s::smallint and node.node_id = now.node_id
)

insert into budgets.burns (cell, node_id, minute_at, fen, count)
select %(cell)s::smallint, drew.node_id, %(minute_at)s::timestamptz, drew.fen, drew.count
from drew
where drew.fen <> 0 or drew.count <> 0
on conflict (cell, node_id, minute_at) do update
set fen = burns.fen + excluded.fen, count = burns.count + excluded.count;

-- name: closable_leases
-- The holder's own lease, and those of the same campaign that are over (all that are open, on a recall).
select
    lease.lease_id, lease.node_id, lease.campaign_id, lease.holder, lease.epoch, lease.piece_fen, lease.granted, lease.used,
    lease.used_before_fen, lease.used_before, lease.expires_at
from budgets.leases as lease
join budgets.nodes as node on node.cell = lease.cell and node.campaign_id = lease.campaign_id
where
    lease.cell = %(cell)s::smallint
    and node.node_id = %(node_id)s::uuid
    and (
        lease.lease_id = %(own_id)s::uuid
        or (
            lease.expires_at is not null
            and (%(recall)s::boolean or lease.expires_at <= %(at)s::timestamptz)
        )
    );

-- name: count_live_leases
-- Open leases with something left, but for those being closed now.
select count(*)::int
from budgets.leases
where
    cell = %(cell)s::smallint
    and campaign_id = %(campaign_id)s::uuid
    and expires_at is not null
    and granted > used
    and lease_id <> all(%(but)s::uuid[]);

-- name: with_expired_leases
select distinct campaign_id
from budgets.leases
where cell = %(cell)s::smallint and expires_at <= %(at)s::timestamptz
order by campaign_id
limit %(limit)s::int;

-- name: write_leases
-- Callers hold the rows' locks; the first lease of a holder is new under the lock of its budget.
insert into budgets.leases (
    cell, lease_id, node_id, campaign_id, holder, epoch, piece_fen, granted, used, used_before_fen, used_before, expires_at
)
select
    %(cell)s::smallint, new.lease_id, new.node_id, new.campaign_id, new.holder, new.epoch, new.piece_fen, new.granted,
    new.used, new.used_before_fen, new.used_before, new.expires_at
from unnest(
    %(lease_ids)s::uuid[], %(node_ids)s::uuid[], %(campaign_ids)s::uuid[], %(holders)s::text[], %(epochs)s::int[],
    %(pieces_fen)s::bigint[], %(granted)s::bigint[], %(used)s::bigint[], %(used_before_fen)s::bigint[],
    %(used_before)s::bigint[], %(expires_ats)s::timestamptz[]
) as new (
    lease_id, node_id, campaign_id, holder, epoch, piece_fen, granted, used, used_before_fen, used_before, expires_at
)
on conflict (cell, lease_id) do update
set
    epoch = excluded.epoch,
    piece_fen = excluded.piece_fen,
    granted = excluded.granted,
    used = excluded.used,
    used_before_fen = excluded.used_before_fen,
    used_before = excluded.used_before,
    expires_at = excluded.expires_at;

-- name: use_lease
-- Callers hold the row's lock (lock_leases); the CHECK holds it to what was granted.
update budgets.leases
set used = used + %(count)s::bigint
where cell = %(cell)s::smallint and lease_id = %(lease_id)s::uuid;

-- name: insert_changes
-- Callers hold the locks of all budgets of the campaign.
insert into budgets.changes (
    cell, campaign_id, seq, node_id, at, from_cap_fen, from_cap_count, to_cap_fen, to_cap_count
)
select
    %(cell)s::smallint, %(campaign_id)s::uuid, last.seq + 1, new.node_id, %(at)s::timestamptz, new.from_cap_fen,
    new.from_cap_count, new.to_cap_fen, new.to_cap_count
from unnest(
    %(node_ids)s::uuid[], %(from_caps_fen)s::bigint[], %(from_caps_count)s::bigint[], %(to_caps_fen)s::bigint[],
    %(to_caps_count)s::bigint[]
) as new (node_id, from_cap_fen, from_cap_count, to_cap_fen, to_cap_count)
cross join (
    select coalesce(max(seq), 0) as seq
    from budgets.changes
    where cell = %(cell)s::smallint and campaign_id = %(campaign_id)s::uuid
) as last;

-- name: newest_changes
select node_id, from_cap_fen, from_cap_count, to_cap_fen, to_cap_count
from budgets.changes
where
    cell = %(cell)s::smallint
    and campaign_id = %(campaign_id)s::uuid
    and seq = (
        select max(seq)
        from budgets.changes
        where cell = %(cell)s::smallint and campaign_id = %(campaign_id)s::uuid
    )
order by node_id;
