-- name: review_steps
select step, by_id, words, at
from abuse.review_steps
where cell = %(cell)s::smallint and review_id = %(review_id)s::uuid
order by seq;

-- name: review_shared
-- With how many people somebody shares each kind of key; each is looked at no further than `limit`.
select mine.kind, max(sharers.people)::int
from abuse.keys as mine
cross join lateral (
    select count(*) as people
    from (
        select 1
        from abuse.keys as key
        where key.cell = mine.cell and key.kind = mine.kind and key.value_hash = mine.value_hash
        limit %(limit)s::int
    ) as few_of_them
) as sharers
where mine.cell = %(cell)s::smallint and mine.person_id = %(person_id)s::uuid
group by mine.kind
order by mine.kind;

-- name: review_ring
-- Those who share the kinds of keys that matter, their household included: what they have and what of theirs waits.
with mine as (
    select key.kind, key.value_hash
    from abuse.keys as key
    where
        key.cell = %(cell)s::smallint and key.person_id = %(person_id)s::uuid and key.kind = any(%(kinds)s::text[])
),
sharing as (
    select sharer.person_id, mine.kind
    from mine
    cross join lateral (
        select key.person_id
        from abuse.keys as key
        where key.cell = %(cell)s::smallint and key.kind = mine.kind and key.value_hash = mine.value_hash
        order by key.seen_at desc
        limit %(limit)s::int
    ) as sharer
    union
    select mate.person_id, 'household'
    from abuse.members as own
    join abuse.members as mate on mate.cell = own.cell and mate.household_id = own.household_id
    where own.cell = %(cell)s::smallint and own.person_id = %(person_id)s::uuid
),
ring as (
    select person_id, array_agg(distinct kind order by kind) as shares
    from sharing
    group by person_id
    order by person_id
    limit %(limit)s::int
)
select
    ring.person_id, ring.shares, member.first_seen_at,
    (
        select count(*)
        from campaigns.cards as card
        where card.cell = %(cell)s::smallint and card.person_id = ring.person_id
    )::int,
    (
        select count(*)
        from orders.orders as placed
        where
            placed.cell = %(cell)s::smallint and placed.person_id = ring.person_id and placed.state = 'handed_over'
    )::int,
    (
        select array_agg(review.review_id order by review.review_id)
        from abuse.reviews as review
        where
            review.cell = %(cell)s::smallint
            and review.person_id = ring.person_id
            and review.state in ('open', 'appealed')
    )
from ring
join abuse.members as member on member.cell = %(cell)s::smallint and member.person_id = ring.person_id
order by member.first_seen_at, ring.person_id;
