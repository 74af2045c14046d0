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

-- name: counts
-- What one person shares with how many, each looked at no further than a rule asks for.
with mine as (
    select key.kind, key.value_hash
    from abuse.keys as key
    where key.cell = %(cell)s::smallint and key.person_id = %(person_id)s::uuid
),
here as (
    select newest.person_id
    from mine
    cross join lateral (
        select key.person_id
        from abuse.keys as key
        where
            key.cell = %(cell)s::smallint and key.kind = 'network' and key.value_hash = mine.value_hash
            and key.seen_at > %(day_ago)s::timestamptz
        order by key.seen_at desc
        limit %(newest)s::int
    ) as newest
    where mine.kind = 'network'
),
at_door as (
    select newest.person_id
    from mine
    cross join lateral (
        select key.person_id
        from abuse.keys as key
        where
            key.cell = %(cell)s::smallint and key.kind = 'door' and key.value_hash = mine.value_hash
            and key.seen_at > %(week_ago)s::timestamptz
        order by key.seen_at desc
        limit %(newest)s::int
    ) as newest
    where mine.kind = 'door'
),
networks as (
    select shown.person_id, max(people.count) as count
    from (select person_id from at_door union select %(person_id)s::uuid) as asked
    join abuse.keys as shown
        on shown.cell = %(cell)s::smallint and shown.person_id = asked.person_id and shown.kind = 'network'
    cross join lateral (
        select count(*)::int as count
        from (
            select 1
            from abuse.keys as key
            where
                key.cell = %(cell)s::smallint and key.kind = 'network' and key.value_hash = shown.value_hash
            limit %(newest)s::int
        ) as few_of_them
    ) as people
    group by shown.person_id
)
select
    coalesce((select count from networks where person_id = %(person_id)s::uuid), 0)::int,
    (select count(distinct person_id) from here)::int,
    (
        select count(distinct key.value_hash)
        from here
        join abuse.keys as key
            on key.cell = %(cell)s::smallint and key.person_id = here.person_id and key.kind = 'agent_here'
    )::int,
    coalesce((
        select max(block.count)
        from mine
        cross join lateral (
            select count(*) as count
            from (
                select 1
                from abuse.keys as key
                where
                    key.cell = %(cell)s::smallint and key.kind = 'block' and key.value_hash = mine.value_hash
                    and key.seen_at > %(week_ago)s::timestamptz
                limit %(newest)s::int
            ) as few_of_them
        ) as block
        where mine.kind = 'block'
    ), 0)::int,
    (select count(distinct person_id) from at_door)::int,
    (
        select count(*)
        from networks
        where
            count <= %(few)s::int
            and person_id in (select person_id from at_door)
    )::int;

-- name: groups
-- Of each key that makes a group: its newest people within its time, how many of them share a network or a door, how
-- many doors they have, and whether somebody showed the key long before.
with newest as (
    select mine.kind, mine.value_hash, shown.person_id
    from abuse.keys as mine
    join unnest(%(kinds)s::text[], %(sinces)s::timestamptz[]) as asked (kind, since) on asked.kind = mine.kind
    cross join lateral (
        select key.person_id
        from abuse.keys as key
        where
            key.cell = %(cell)s::smallint and key.kind = mine.kind and key.value_hash = mine.value_hash
            and key.seen_at > asked.since
        order by key.seen_at desc
        limit %(newest)s::int
    ) as shown
    where mine.cell = %(cell)s::smallint and mine.person_id = %(person_id)s::uuid
),
placed as (
    select
        newest.kind, newest.value_hash, newest.person_id,
        (
            select line.value_hash
            from abuse.keys as line
            where line.cell = %(cell)s::smallint and line.person_id = newest.person_id and line.kind = 'network'
            order by line.value_hash desc
            limit 1
        ) as line,
        (
            select door.value_hash
            from abuse.keys as door
            where door.cell = %(cell)s::smallint and door.person_id = newest.person_id and door.kind = 'door'
            order by door.value_hash desc
            limit 1
        ) as door
    from newest
),
lines as (
    select kind, value_hash, line, count(*) as people
    from placed
    group by kind, value_hash, line
),
doors as (
    select kind, value_hash, door, count(*) as people
    from placed
    where door is not null
    group by kind, value_hash, door
)
select
    whole.kind, whole.people,
    (select max(lines.people) from lines where (lines.kind, lines.value_hash) = (whole.kind, whole.value_hash))::int,
    coalesce(
        (select max(doors.people) from doors where (doors.kind, doors.value_hash) = (whole.kind, whole.value_hash)), 0
    )::int,
    (select count(*) from doors where (doors.kind, doors.value_hash) = (whole.kind, whole.value_hash))::int,
    exists (
        select 1
        from abuse.keys as elder
        where
            elder.cell = %(cell)s::smallint and elder.kind = whole.kind and elder.value_hash = whole.value_hash
            and elder.seen_at <= %(elder)s::timestamptz
    )
from (
    select kind, value_hash, count(*)::int as people
    from newest
    group by kind, value_hash
) as whole
order by whole.kind, whole.people;

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
