-- name: insert_packets
insert into packets.packets (
    cell, packet_id, campaign_id, name, plan, total_fen, shares, commitment, seed, opens_at, ends_at, taken, taken_fen
)
values (
    %(cell)s::smallint, %(packet_id)s::uuid, %(campaign_id)s::uuid, %(name)s::jsonb, %(plan)s::jsonb, %(total_fen)s::bigint,
    %(count)s::int, %(commitment)s::bytea, %(seed)s::bytea, %(opens_at)s::timestamptz, %(ends_at)s::timestamptz, 0, 0
)
on conflict do nothing;

-- name: insert_shares
insert into packets.shares (cell, packet_id, place, amount_fen)
select %(cell)s::smallint, %(packet_id)s::uuid, share.ordinal - 1, share.amount_fen
from unnest(%(amounts)s::bigint[]) with ordinality as share (amount_fen, ordinal);

-- name: find_packets
select packet_id, campaign_id, name, plan, commitment, seed, opens_at, ends_at, taken, taken_fen, closed_at
from packets.packets
where cell = %(cell)s::smallint and packet_id = any(%(packet_ids)s::uuid[]);

-- name: open_packets
-- Packets that people may want to see: not closed yet, newest first.
select packet_id, campaign_id, name, plan, commitment, seed, opens_at, ends_at, taken, taken_fen, closed_at
from packets.packets
where cell = %(cell)s::smallint and closed_at is null
order by opens_at desc, packet_id
limit %(limit)s::int;

-- name: find_taken
-- Shares that these persons took of these packets before.
select share.packet_id, share.place, share.amount_fen, share.person_id, share.taken_at
from packets.shares as share
join unnest(%(packet_ids)s::uuid[], %(person_ids)s::uuid[]) as asked (packet_id, person_id)
    on asked.packet_id = share.packet_id and asked.person_id = share.person_id
where share.cell = %(cell)s::smallint;

-- name: take_shares
-- Callers hold the packets' locks; the places follow from them.
update packets.shares as share
set person_id = taken.person_id, taken_at = %(at)s::timestamptz
from unnest(%(packet_ids)s::uuid[], %(places)s::int[], %(person_ids)s::uuid[]) as taken (packet_id, place, person_id)
where
    share.cell = %(cell)s::smallint
    and share.packet_id = taken.packet_id
    and share.place = taken.place
    and share.person_id is null
returning share.packet_id, share.place, share.amount_fen, share.person_id, share.taken_at;

-- name: count_taken
-- Callers hold the packets' locks.
update packets.packets as packet
set taken = packet.taken + more.taken, taken_fen = packet.taken_fen + more.taken_fen
from unnest(%(packet_ids)s::uuid[], %(counts)s::int[], %(amounts)s::bigint[]) as more (packet_id, taken, taken_fen)
where packet.cell = %(cell)s::smallint and packet.packet_id = more.packet_id;

-- name: close_packets
-- Callers hold the packets' locks.
update packets.packets
set closed_at = %(at)s::timestamptz
where cell = %(cell)s::smallint and packet_id = any(%(packet_ids)s::uuid[]) and closed_at is null;

-- name: shares_of_person
select packet_id, place, amount_fen, person_id, taken_at
from packets.shares
where cell = %(cell)s::smallint and person_id = %(person_id)s::uuid
order by taken_at desc, packet_id
limit %(limit)s::int;

-- name: who_took
-- Who of these took a share of a packet that is not closed yet.
select distinct share.person_id
from packets.shares as share
join packets.packets as packet on packet.cell = share.cell and packet.packet_id = share.packet_id
where
    share.cell = %(cell)s::smallint
    and share.person_id = any(%(person_ids)s::uuid[])
    and packet.closed_at is null;
