-- name: insert_member
insert into abuse.members (cell, person_id, first_seen_at)
values (%(cell)s::smallint, %(person_id)s::uuid, %(at)s::timestamptz)
on conflict (cell, person_id) do nothing;

-- name: insert_keys
insert into abuse.keys (cell, kind, value_hash, person_id, seen_at)
select %(cell)s::smallint, kind, value_hash, %(person_id)s::uuid, %(at)s::timestamptz
from unnest(%(kinds)s::text[], %(value_hashes)s::bytea[]) as row (kind, value_hash)
on conflict (cell, kind, value_hash, person_id) do nothing;

-- name: keys_of
-- What these people showed, of these kinds.
select person_id, kind, value_hash
from abuse.keys
where cell = %(cell)s::smallint and person_id = any(%(person_ids)s::uuid[]) and kind = any(%(kinds)s::text[])
order by person_id, kind, value_hash;

-- name: sharers
-- Who else showed these keys: of each at most `limit` people, whom it first saw first.
select shown.kind, sharer.person_id, member.household_id
from unnest(%(kinds)s::text[], %(value_hashes)s::bytea[]) as shown (kind, value_hash)
cross join lateral (
    select key.person_id
    from abuse.keys as key
    where key.cell = %(cell)s::smallint and key.kind = shown.kind and key.value_hash = shown.value_hash
    order by key.seen_at
    limit %(limit)s::int
) as sharer
join abuse.members as member on member.cell = %(cell)s::smallint and member.person_id = sharer.person_id
order by shown.kind, shown.value_hash, sharer.person_id;

-- name: households_of
select household_id, size
from abuse.households
where cell = %(cell)s::smallint and household_id = any(%(household_ids)s::uuid[]);

-- name: put_household
insert into abuse.households (cell, household_id, size)
values (%(cell)s::smallint, %(household_id)s::uuid, %(size)s::int)
on conflict (cell, household_id) do update set size = excluded.size;

-- name: move_members
update abuse.members
set household_id = %(household_id)s::uuid
where
    cell = %(cell)s::smallint
    and person_id = any(%(person_ids)s::uuid[])
    and household_id is distinct from %(household_id)s::uuid;

-- name: delete_households
delete from abuse.households
where cell = %(cell)s::smallint and household_id = any(%(household_ids)s::uuid[]);

-- name: mates
-- Everybody in these households.
select household_id, person_id
from abuse.members
where cell = %(cell)s::smallint and household_id = any(%(household_ids)s::uuid[])
order by household_id, person_id;

-- name: groups
-- Of each key that makes a group its newest people within its time, and what they share beside it. Each person stands with
-- what they showed last of a kind.
with newest as (
    select mine.kind, mine.value_hash, shown.person_id, shown.seen_at
    from abuse.keys as mine
    join unnest(%(kinds)s::text[], %(sinces)s::timestamptz[]) as asked (kind, since) on asked.kind = mine.kind
    cross join lateral (
        select key.person_id, key.seen_at
        from abuse.keys as key
        where
            key.cell = %(cell)s::smallint and key.kind = mine.kind and key.value_hash = mine.value_hash
            and key.seen_at > asked.since
        order by key.seen_at desc
        limit %(newest)s::int
    ) as shown
    where mine.cell = %(cell)s::smallint and mine.person_id = %(person_id)s::uuid
),
people as (
    select
        shown.person_id,
        (array_agg(shown.value_hash order by shown.seen_at desc) filter (where shown.kind = 'network'))[1] as line,
        (array_agg(shown.value_hash order by shown.seen_at desc) filter (where shown.kind = 'door'))[1] as door,
        (array_agg(shown.value_hash order by shown.seen_at desc) filter (where shown.kind = 'device'))[1] as device,
        (array_agg(shown.value_hash order by shown.seen_at desc) filter (where shown.kind = 'agent'))[1] as browser
    from abuse.keys as shown
    where shown.cell = %(cell)s::smallint and shown.person_id in (select person_id from newest)
    group by shown.person_id
),
placed as (
    select
        newest.kind, newest.value_hash, newest.seen_at, people.line, people.door, people.device, people.browser
    from newest
    join people on people.person_id = newest.person_id
),
lines as (
    select
        kind, value_hash, line, count(*)::int as people,
        line is not null and (
            select count(*)
            from (
                select 1
                from abuse.keys as other
                where
                    other.cell = %(cell)s::smallint and other.kind = 'network' and other.value_hash = placed.line
                limit 2
            ) as two
        ) = 1 as is_lone
    from placed
    group by kind, value_hash, line
),
shared_lines as (
    select lines.kind, lines.value_hash, lines.people
    from lines
    cross join lateral (
        select count(*) as told, count(distinct door.value_hash) as doors
        from (
            select near.person_id
            from abuse.keys as near
            where
                near.cell = %(cell)s::smallint and near.kind = 'network' and near.value_hash = lines.line
                and near.seen_at > %(week_ago)s::timestamptz
            order by near.seen_at desc
            limit %(newest)s::int
        ) as neighbour
        cross join lateral (
            select key.value_hash
            from abuse.keys as key
            where key.cell = %(cell)s::smallint and key.person_id = neighbour.person_id and key.kind = 'door'
            order by key.seen_at desc
            limit 1
        ) as door
    ) as here
    where
        lines.people > 1 and lines.kind <> 'network'
        and not (here.told >= %(open_min)s::int and 100 * here.doors > %(open_doors_percent)s::int * here.told)
),
doors as (
    select kind, value_hash, max(people)::int as people
    from (
        select kind, value_hash, count(*) as people
        from placed
        where door is not null
        group by kind, value_hash, door
    ) as by_door
    group by kind, value_hash
)
select
    whole.kind, whole.people, whole.told,
    coalesce((
        select max(shared.people)
        from shared_lines as shared
        where (shared.kind, shared.value_hash) = (whole.kind, whole.value_hash)
    ), 1)::int,
    (
        select count(*)
        from lines
        where lines.is_lone and (lines.kind, lines.value_hash) = (whole.kind, whole.value_hash)
    )::int,
    coalesce(doors.people, 0), whole.doors, whole.devices, whole.browsers, whole.span_s,
    exists (
        select 1
        from abuse.keys as elder
        where
            elder.cell = %(cell)s::smallint and elder.kind = whole.kind and elder.value_hash = whole.value_hash
            and elder.seen_at <= %(week_ago)s::timestamptz
    )
from (
    select
        kind, value_hash, count(*)::int as people, count(door)::int as told, count(distinct door)::int as doors,
        (count(distinct device) + count(*) filter (where device is null))::int as devices,
        (count(distinct browser) + count(*) filter (where browser is null))::int as browsers,
        extract(epoch from max(seen_at) - min(seen_at))::int as span_s
    from placed
    group by kind, value_hash
) as whole
left join doors on (doors.kind, doors.value_hash) = (whole.kind, whole.value_hash)
order by whole.kind, whole.people;

-- name: elders
-- The lines of the city's first people, and which of these nobody else uses.
select count(line.value_hash), count(line.value_hash) filter (where not line.is_shared)
from (
    select member.person_id
    from abuse.members as member
    where member.cell = %(cell)s::smallint and member.first_seen_at <= %(before)s::timestamptz
    order by member.first_seen_at
    limit %(limit)s::int
) as elder
cross join lateral (
    select
        shown.value_hash,
        exists (
            select 1
            from abuse.keys as other
            where
                other.cell = %(cell)s::smallint and other.kind = 'network' and other.value_hash = shown.value_hash
                and other.person_id <> elder.person_id
        ) as is_shared
    from abuse.keys as shown
    where shown.cell = %(cell)s::smallint and shown.person_id = elder.person_id and shown.kind = 'network'
    order by shown.seen_at desc
    limit 1
) as line;

-- name: update_member
update abuse.members
set
    has_phone = has_phone or %(has_phone)s::bool, has_door = has_door or %(has_door)s::bool,
    reasons = %(reasons)s::text[]
where
    cell = %(cell)s::smallint and person_id = %(person_id)s::uuid
    and (
        reasons <> %(reasons)s::text[] or (%(has_phone)s::bool and not has_phone) or (%(has_door)s::bool and not has_door)
    );

-- name: mark_member
update abuse.members
set mark = %(mark)s::text
where cell = %(cell)s::smallint and person_id = %(person_id)s::uuid;

-- name: is_busy
-- Whether so many people came since then.
select exists (
    select 1
    from abuse.members
    where cell = %(cell)s::smallint and first_seen_at > %(since)s::timestamptz
    order by first_seen_at
    offset %(many)s::int
    limit 1
);
