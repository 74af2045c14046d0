-- name: audit_invites_within_the_rules
-- Nobody is rewarded by more live invites than the most that any version of their campaign's rules allowed.
select rewarded.person_id::text
from (
    select campaign_id, inviter_id as person_id
    from invites.bindings
    where cell = %(cell)s::smallint and state <> 'voided'
    union all
    select campaign_id, invitee_id
    from invites.bindings
    where cell = %(cell)s::smallint and state <> 'voided' and rewards_newcomer
) as rewarded
group by rewarded.campaign_id, rewarded.person_id
having
    count(*) > (
        select max((written.rules ->> 'invites_max')::int)
        from invites.rules as written
        where written.cell = %(cell)s::smallint and written.campaign_id = rewarded.campaign_id
    )
limit %(limit)s::int;

-- name: audit_invites_make_no_ring
-- Following those who brought somebody never leads back to them.
with recursive above as (
    select invitee_id as person_id, inviter_id as next_id
    from invites.bindings
    where cell = %(cell)s::smallint
    union
    select above.person_id, higher.inviter_id
    from above
    join invites.bindings as higher on higher.cell = %(cell)s::smallint and higher.invitee_id = above.next_id
    where above.next_id <> above.person_id
)
select person_id::text
from above
where next_id = person_id
limit %(limit)s::int;

-- name: audit_invites_have_their_promise_kept_back
-- The money kept back for cards to come is that of the open invites, no more and no less.
select campaign.campaign_id::text
from campaigns.campaigns as campaign
where
    campaign.cell = %(cell)s::smallint
    and (
        select coalesce(sum(pending.amount_fen), 0)
        from ledger.pendings as pending
        join ledger.accounts as account
            on account.cell = pending.cell and account.account_id = pending.credit_account
        where
            pending.cell = campaign.cell
            and pending.resolution is null
            and account.kind = 'liability'
            and account.owner_id = campaign.campaign_id
    ) <> (
        select coalesce(sum(bound.piece_fen * (1 + bound.rewards_newcomer::int)), 0)
        from invites.bindings as bound
        where
            bound.cell = campaign.cell and bound.campaign_id = campaign.campaign_id and bound.state = 'bound'
    )
limit %(limit)s::int;

-- name: audit_vested_invites_gave_their_cards
-- Each person was given exactly as many cards by invites as vested invites reward them, taken back later or not.
select coalesce(given.person_id, earned.person_id)::text
from (
    select person_id, count(*) as cards
    from campaigns.cards
    where cell = %(cell)s::smallint and source_kind = 'invite'
    group by person_id
) as given
full join (
    select vested.person_id, count(*) as cards
    from (
        select inviter_id as person_id
        from invites.bindings
        where cell = %(cell)s::smallint and state in ('vested', 'clawed_back')
        union all
        select invitee_id
        from invites.bindings
        where cell = %(cell)s::smallint and state in ('vested', 'clawed_back') and rewards_newcomer
    ) as vested
    group by vested.person_id
) as earned on earned.person_id = given.person_id
where given.cards is distinct from earned.cards
limit %(limit)s::int;

-- name: audit_draws_were_earned_and_paid
-- So many vested invites in one day earn one draw; what was won lies in wallets as prizes.
select coalesce(drawn.person_id, paid.person_id)::text
from (
    select
        draw.person_id,
        sum(draw.amount_fen) as amount_fen,
        bool_and(
            draw.number * (
                select min((written.rules ->> 'draw_every')::int)
                from invites.rules as written
                where written.cell = draw.cell and written.campaign_id = draw.campaign_id
            ) <= (
                select count(*)
                from invites.bindings as vested
                where
                    vested.cell = draw.cell
                    and vested.inviter_id = draw.person_id
                    and vested.state in ('vested', 'clawed_back')
                    and vested.ended_day = draw.day
            )
        ) as is_earned
    from invites.draws as draw
    where draw.cell = %(cell)s::smallint
    group by draw.person_id
) as drawn
full join (
    select subject_id as person_id, sum(amount_fen) as amount_fen
    from ledger.transfers
    where cell = %(cell)s::smallint and kind = 'prize'
    group by subject_id
) as paid on paid.person_id = drawn.person_id
where not coalesce(drawn.is_earned, false) or coalesce(drawn.amount_fen, 0) <> coalesce(paid.amount_fen, 0)
limit %(limit)s::int;

-- name: draws_after
-- Every draw with the seed of its day and the rules of its odds, page by page.
select
    draw.person_id, draw.day, draw.number, draw.roll, draw.amount_fen, day.seed, day.commitment, written.rules
from invites.draws as draw
join invites.days as day on day.cell = draw.cell and day.day = draw.day
join invites.rules as written
    on written.cell = draw.cell and written.campaign_id = draw.campaign_id and written.version = draw.rules_version
where
    draw.cell = %(cell)s::smallint
    and (draw.person_id, draw.day, draw.number) > (%(after)s::uuid, %(after_day)s::date, %(after_number)s::smallint)
order by draw.person_id, draw.day, draw.number
limit %(limit)s::int;
