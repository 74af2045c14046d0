-- name: insert_drop
insert into drops.drops (
    cell, drop_id, campaign_id, template_id, name, cards, face_fen, commitment, seed, present_from, opens_at, ends_at, state
)
values (
    %(cell)s::smallint, %(drop_id)s::uuid, %(campaign_id)s::uuid, %(template_id)s::uuid, %(name)s::jsonb, %(cards)s::int,
    %(face_fen)s::bigint, %(commitment)s::bytea, %(seed)s::bytea, %(present_from)s::timestamptz,
    %(opens_at)s::timestamptz, %(ends_at)s::timestamptz, 'announced'
);

-- name: update_drop
-- Callers hold the row's lock (lock_drops).
update drops.drops
set
    state = %(state)s::text, places = %(places)s::int, root = %(root)s::bytea, cutoff = %(cutoff)s::bytea,
    after_tag = %(after_tag)s::bytea, given = %(given)s::int
where cell = %(cell)s::smallint and drop_id = %(drop_id)s::uuid;

-- name: find_drops
select
    drop_id, campaign_id, template_id, face_fen, name, cards, commitment, seed, present_from, opens_at, ends_at, state,
    places, root, cutoff, after_tag, given
from drops.drops
where cell = %(cell)s::smallint and drop_id = any(%(drop_ids)s::uuid[]);

-- name: listed_drops
-- Those that are not over, the next one first; then those that are, the newest first.
select
    drop_id, campaign_id, template_id, face_fen, name, cards, commitment, seed, present_from, opens_at, ends_at, state,
    places, root, cutoff, after_tag, given
from drops.drops
cross join lateral (
    select state = 'closed' or ends_at <= %(at)s::timestamptz or (state = 'open' and given >= cards) as is_over
) as now
where cell = %(cell)s::smallint
order by now.is_over, case when not now.is_over then opens_at end, opens_at desc, drop_id
limit %(limit)s::int;

-- name: insert_places
-- Two people at once in one place, or with one key, is a UniqueViolation: the second is asked again.
insert into drops.places (cell, drop_id, person_id, tag, late, at)
select %(cell)s::smallint, %(drop_id)s::uuid, new.person_id, new.tag, %(late)s::boolean, %(at)s::timestamptz
from unnest(%(person_ids)s::uuid[], %(tags)s::bytea[]) as new (person_id, tag)
order by new.person_id;

-- name: insert_drop_keys
insert into drops.keys (cell, drop_id, kind, value_hash, person_id)
select %(cell)s::smallint, %(drop_id)s::uuid, new.kind, new.value_hash, new.person_id
from unnest(%(kinds)s::text[], %(value_hashes)s::bytea[], %(person_ids)s::uuid[]) as new (kind, value_hash, person_id)
order by new.kind, new.value_hash;

-- name: held_keys
select held.kind, held.value_hash
from drops.keys as held
join unnest(%(kinds)s::text[], %(value_hashes)s::bytea[]) as asked (kind, value_hash)
    on asked.kind = held.kind and asked.value_hash = held.value_hash
where held.cell = %(cell)s::smallint and held.drop_id = %(drop_id)s::uuid;

-- name: places_of
select person_id, tag, late, at
from drops.places
where cell = %(cell)s::smallint and drop_id = %(drop_id)s::uuid and person_id = any(%(person_ids)s::uuid[]);

-- name: places_after
-- Places of the draw in the order of their tags, page by page.
select person_id, tag, late, at
from drops.places
where
    cell = %(cell)s::smallint and drop_id = %(drop_id)s::uuid and tag > %(after)s::bytea and not late
order by tag
limit %(limit)s::int;

-- name: places_of_person
-- A person's places in these drops.
select drop_id, person_id, tag, late, at
from drops.places
where cell = %(cell)s::smallint and drop_id = any(%(drop_ids)s::uuid[]) and person_id = %(person_id)s::uuid;
