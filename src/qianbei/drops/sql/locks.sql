-- name: lock_drops_shared
-- Whoever takes a place holds off the draw, and not the others who take one.
select
    drop_id, campaign_id, template_id, face_fen, name, cards, commitment, seed, present_from, opens_at, ends_at, state,
    places, root, cutoff, after_tag, given
from drops.drops
where cell = %(cell)s::smallint and drop_id = any(%(drop_ids)s::uuid[])
order by drop_id
for share;

-- name: lock_drops
select
    drop_id, campaign_id, template_id, face_fen, name, cards, commitment, seed, present_from, opens_at, ends_at, state,
    places, root, cutoff, after_tag, given
from drops.drops
where cell = %(cell)s::smallint and drop_id = any(%(drop_ids)s::uuid[])
order by drop_id
for update;

-- name: lock_drop_to_work_on
-- One that is to be drawn, handed out or closed now. What another process works on is left to it.
select
    drop_id, campaign_id, template_id, face_fen, name, cards, commitment, seed, present_from, opens_at, ends_at, state,
    places, root, cutoff, after_tag, given
from drops.drops
where
    cell = %(cell)s::smallint
    and state <> 'closed'
    and opens_at <= %(at)s::timestamptz
    and (state <> 'open' or ends_at <= %(at)s::timestamptz)
order by opens_at, drop_id
limit 1
for update skip locked;
