-- name: audit_nothing_waits_without_a_review
-- An invite that was earned and not given is kept back by a review that somebody can see and appeal.
select bound.invitee_id::text
from invites.bindings as bound
where
    bound.cell = %(cell)s::smallint
    and bound.state = 'bound'
    and bound.earned_at is not null
    and not exists (
        select 1
        from abuse.reviews as review
        where review.cell = bound.cell and review.person_id = bound.invitee_id and review.reward = 'invite'
    )
limit %(limit)s::int;

-- name: audit_denials_have_a_reason_and_an_appeal
-- Whoever was denied can read why, and had seven days to appeal before anything went to others.
select review.review_id::text
from abuse.reviews as review
left join invites.bindings as bound
    on bound.cell = review.cell and bound.invitee_id = review.person_id and review.reward = 'invite'
where
    review.cell = %(cell)s::smallint
    and review.state = 'denied'
    and (
        not exists (
            select 1
            from abuse.review_steps as step
            where
                step.cell = review.cell
                and step.review_id = review.review_id
                and step.seq = review.steps
                and step.step = 'denied'
                and step.words <> ''
                and step.by_id is not null
        )
        or review.closed_at < review.changed_at + interval '7 days'
        or (review.closed_at is null and bound.ended_reason = 'denied')
    )
limit %(limit)s::int;

-- name: audit_late_reviews_were_told
-- What waited longer than a day, by the newest time that any row knows, was told to operators within the next hour.
select review.review_id::text
from abuse.reviews as review
where
    review.cell = %(cell)s::smallint
    and review.state in ('open', 'appealed')
    and review.alarmed_at is null
    and review.changed_at + interval '25 hours' < (
        select max(newest.at)
        from (
            select max(event.at) as at
            from outbox.events as event
            where event.cell = %(cell)s::smallint
            union all
            select max(step.at)
            from abuse.review_steps as step
            where step.cell = %(cell)s::smallint
        ) as newest
    )
limit %(limit)s::int;

-- name: audit_review_histories_are_whole
select review.review_id::text
from abuse.reviews as review
left join (
    select step.review_id, count(*) as steps, max(step.seq) as last
    from abuse.review_steps as step
    where step.cell = %(cell)s::smallint
    group by step.review_id
) as history on history.review_id = review.review_id
left join abuse.review_steps as newest
    on newest.cell = review.cell and newest.review_id = review.review_id and newest.seq = history.last
where
    review.cell = %(cell)s::smallint
    and (
        history.steps is distinct from review.steps
        or history.last is distinct from review.steps
        or newest.at is distinct from review.changed_at
        or newest.step is distinct from (case review.state when 'open' then 'opened' else review.state end)
    )
limit %(limit)s::int;
