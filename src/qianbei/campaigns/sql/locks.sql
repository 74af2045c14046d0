-- name: lock_cards
-- Every card of a batch, in the order of its id, so that two batches never wait for one another in a ring.
select card_id, campaign_id, person_id, face_fen, state, order_id, valid_until, issued_at, moves, template_id
from campaigns.cards
where cell = %(cell)s::smallint and card_id = any(%(card_ids)s::uuid[])
order by card_id
for update;

-- name: lock_openings
-- Serialises opening a campaign within a cell until the transaction ends: where none runs there is no row to lock.
select pg_advisory_xact_lock(hashtext('campaigns.lock_openings'), %(cell)s::int);

-- name: lock_to_sweep
-- Cards whose end is reached, the oldest end first; those that somebody holds are left for the next time.
select card_id, campaign_id, person_id, face_fen, state, order_id, valid_until, issued_at, moves, template_id
from campaigns.cards
where cell = %(cell)s::smallint and sweep_at <= %(at)s::timestamptz
order by sweep_at, card_id
limit %(limit)s::int
for update skip locked;

-- name: lock_plan
select
    plan_id, kind, campaign_id, template_id, source_kind, ends_before, new_end, reason, made_at, state, after_card_id,
    cards, money_fen, told_at
from campaigns.bulk_plans
where cell = %(cell)s::smallint and plan_id = any(%(plan_ids)s::uuid[])
order by plan_id
for update;

-- name: lock_chosen
-- The next cards of a plan, in the order of their ids.
select
    card.card_id, card.campaign_id, card.person_id, card.face_fen, card.state, card.order_id, card.valid_until,
    card.issued_at, card.moves, card.template_id
from campaigns.cards as card
where
    card.cell = %(cell)s::smallint
    and card.card_id > %(after)s::uuid
    and card.campaign_id = %(campaign_id)s::uuid
    and (%(template_id)s::uuid is null or card.template_id = %(template_id)s::uuid)
    and (%(source_kind)s::text is null or card.source_kind = %(source_kind)s::text)
    and (%(ends_before)s::timestamptz is null or card.valid_until < %(ends_before)s::timestamptz)
    and (%(shorter_than)s::timestamptz is null or card.valid_until < %(shorter_than)s::timestamptz)
    and card.state = any(%(states)s::text[])
order by card.card_id
limit %(limit)s::int
for update;

-- name: extend_chosen
-- The next cards of a plan good until its end, in one statement: the lock, the cards and their histories.
with picked as (
    select card.card_id, card.state, card.valid_until, card.moves, card.face_fen
    from campaigns.cards as card
    where
        card.cell = %(cell)s::smallint
        and card.card_id > %(after)s::uuid
        and card.campaign_id = %(campaign_id)s::uuid
        and (%(template_id)s::uuid is null or card.template_id = %(template_id)s::uuid)
        and (%(source_kind)s::text is null or card.source_kind = %(source_kind)s::text)
        and (%(ends_before)s::timestamptz is null or card.valid_until < %(ends_before)s::timestamptz)
        and (%(shorter_than)s::timestamptz is null or card.valid_until < %(shorter_than)s::timestamptz)
        and card.state = any(%(states)s::text[])
    order by card.card_id
    limit %(limit)s::int
    for update
),

extended as (
    update campaigns.cards as card
    set
        valid_until = %(shorter_than)s::timestamptz,
        moves = picked.moves + 1,
        sweep_at = case when picked.state = 'issued' then %(shorter_than)s::timestamptz else card.sweep_at end
    from picked
    where card.cell = %(cell)s::smallint and card.card_id = picked.card_id
),

told as (
    insert into campaigns.card_moves (
        cell, card_id, seq, event, from_state, to_state, order_id, reason, at, old_valid_until
    )
    select
        %(cell)s::smallint, card_id, moves + 1, 'extend', state, state, %(plan_id)s::uuid, %(reason)s::text,
        %(at)s::timestamptz, valid_until
    from picked
)

select count(*)::int, coalesce(sum(face_fen), 0)::bigint, (array_agg(card_id order by card_id desc))[1]
from picked;

-- name: shorten_touched
-- Takes an extension back from the next cards whose end is still the one it gave.
with picked as (
    select card.card_id, card.state, card.valid_until, card.moves, card.face_fen, move.old_valid_until
    from campaigns.cards as card
    join campaigns.card_moves as move
        on
            move.cell = card.cell
            and move.card_id = card.card_id
            and move.order_id = %(plan_id)s::uuid
            and move.event = 'extend'
    where
        card.cell = %(cell)s::smallint
        and card.card_id > %(after)s::uuid
        and card.campaign_id = %(campaign_id)s::uuid
        and card.state = any(%(states)s::text[])
        and card.valid_until = %(new_end)s::timestamptz
    order by card.card_id
    limit %(limit)s::int
    for update of card
),

shortened as (
    update campaigns.cards as card
    set
        valid_until = picked.old_valid_until,
        moves = picked.moves + 1,
        sweep_at = case when picked.state = 'issued' then picked.old_valid_until else card.sweep_at end
    from picked
    where card.cell = %(cell)s::smallint and card.card_id = picked.card_id
),

told as (
    insert into campaigns.card_moves (
        cell, card_id, seq, event, from_state, to_state, order_id, reason, at, old_valid_until
    )
    select
        %(cell)s::smallint, card_id, moves + 1, 'shorten', state, state, %(plan_id)s::uuid, %(reason)s::text,
        %(at)s::timestamptz, valid_until
    from picked
)

select count(*)::int, coalesce(sum(face_fen), 0)::bigint, (array_agg(card_id order by card_id desc))[1]
from picked;

-- name: extend_own
-- A person's cards that end before `worth_before` are good until `until`; the end of the last one, and how many changed.
with picked as (
    select card_id, state, valid_until, moves
    from campaigns.cards
    where
        cell = %(cell)s::smallint
        and person_id = %(person_id)s::uuid
        and state = 'issued'
        and valid_until > %(at)s::timestamptz
        and valid_until < %(worth_before)s::timestamptz
    order by card_id
    for update
),

extended as (
    update campaigns.cards as card
    set valid_until = %(until)s::timestamptz, moves = picked.moves + 1, sweep_at = %(until)s::timestamptz
    from picked
    where card.cell = %(cell)s::smallint and card.card_id = picked.card_id
),

told as (
    insert into campaigns.card_moves (
        cell, card_id, seq, event, from_state, to_state, order_id, reason, at, old_valid_until
    )
    select
        %(cell)s::smallint, card_id, moves + 1, 'extend', state, state, %(cause_id)s::uuid, 'waited',
        %(at)s::timestamptz, valid_until
    from picked
)

select
    max(case when picked.card_id is null then own.valid_until else %(until)s::timestamptz end),
    count(picked.card_id)::int
from campaigns.cards as own
left join picked on picked.card_id = own.card_id
where
    own.cell = %(cell)s::smallint
    and own.person_id = %(person_id)s::uuid
    and own.state = 'issued'
    and own.valid_until > %(at)s::timestamptz;
