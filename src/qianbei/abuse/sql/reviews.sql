-- name: open_reviews
-- Once for each reward; the ones that are really new.
insert into abuse.reviews (
    cell, review_id, person_id, reward, subject_id, reasons, state, steps, opened_at, changed_at, asked
)
select
    %(cell)s::smallint, review_id, person_id, %(reward)s::text, subject_id, string_to_array(reasons, ' '), 'open', 1,
    %(at)s::timestamptz, %(at)s::timestamptz, %(asked)s::jsonb
from unnest(%(review_ids)s::uuid[], %(person_ids)s::uuid[], %(subject_ids)s::uuid[], %(reasons)s::text[])
    as row (review_id, person_id, subject_id, reasons)
order by review_id
on conflict (cell, person_id, reward, subject_id) do nothing
returning review_id;

-- name: insert_steps
insert into abuse.review_steps (cell, review_id, seq, step, by_id, words, at)
select
    %(cell)s::smallint, review_id, %(seq)s::int, %(step)s::text, %(by_id)s::uuid, %(words)s::text, %(at)s::timestamptz
from unnest(%(review_ids)s::uuid[]) as review_id;

-- name: update_review
update abuse.reviews
set
    state = %(state)s::text, words = %(words)s::text, steps = steps + 1, changed_at = %(at)s::timestamptz,
    alarmed_at = null
where cell = %(cell)s::smallint and review_id = %(review_id)s::uuid;

-- name: queue
-- Appeals first, then what waits longest.
select
    review.review_id, review.person_id, review.reward, review.subject_id, review.reasons, review.state, review.opened_at,
    review.changed_at, review.words, coalesce(household.size, 1), review.asked, review.alarmed_at, said.words, said.by_id, said.at
from abuse.reviews as review
left join abuse.members as member on member.cell = review.cell and member.person_id = review.person_id
left join abuse.households as household
    on household.cell = member.cell and household.household_id = member.household_id
left join lateral (
    select step.words, step.by_id, step.at
    from abuse.review_steps as step
    where step.cell = review.cell and step.review_id = review.review_id and step.step in ('cleared', 'denied')
    order by step.seq desc
    limit 1
) as said on true
where review.cell = %(cell)s::smallint and review.state = any(%(states)s::text[])
order by review.state = 'appealed' desc, review.changed_at, review.review_id
limit %(limit)s::int;

-- name: decided
-- What reviewers said last, newest first.
select
    review.review_id, review.person_id, review.reward, review.subject_id, review.reasons, review.state, review.opened_at,
    review.changed_at, review.words, coalesce(household.size, 1), review.asked, review.alarmed_at, said.words, said.by_id, said.at
from abuse.reviews as review
left join abuse.members as member on member.cell = review.cell and member.person_id = review.person_id
left join abuse.households as household
    on household.cell = member.cell and household.household_id = member.household_id
left join lateral (
    select step.words, step.by_id, step.at
    from abuse.review_steps as step
    where step.cell = review.cell and step.review_id = review.review_id and step.step in ('cleared', 'denied')
    order by step.seq desc
    limit 1
) as said on true
where review.cell = %(cell)s::smallint and review.state in ('cleared', 'denied')
order by review.changed_at desc, review.review_id
limit %(limit)s::int;

-- name: find_review
select review_id, person_id, reward, subject_id, reasons, state, opened_at, changed_at, words, 1, asked
from abuse.reviews
where cell = %(cell)s::smallint and review_id = %(review_id)s::uuid;

-- name: reviews_of
select
    review.review_id, review.person_id, review.reward, review.subject_id, review.reasons, review.state, review.opened_at,
    review.changed_at, review.words, 1, review.asked, review.alarmed_at, said.words, said.by_id, said.at
from abuse.reviews as review
left join lateral (
    select step.words, step.by_id, step.at
    from abuse.review_steps as step
    where step.cell = review.cell and step.review_id = review.review_id and step.step in ('cleared', 'denied')
    order by step.seq desc
    limit 1
) as said on true
where review.cell = %(cell)s::smallint and review.person_id = %(person_id)s::uuid
order by review.opened_at desc, review.review_id
limit %(limit)s::int;

-- name: count_late
-- Reviews that wait longer than was promised.
select count(*)
from abuse.reviews
where
    cell = %(cell)s::smallint and state in ('open', 'appealed') and changed_at <= %(before)s::timestamptz;

-- name: mark_alarmed
update abuse.reviews
set alarmed_at = %(at)s::timestamptz
where cell = %(cell)s::smallint and review_id = any(%(review_ids)s::uuid[]);

-- name: final_denials
select review_id, person_id
from abuse.reviews
where
    cell = %(cell)s::smallint
    and state = 'denied'
    and changed_at <= %(before)s::timestamptz
    and closed_at is null
    and reward = %(reward)s::text
order by changed_at
limit %(limit)s::int;

-- name: close_reviews
update abuse.reviews
set closed_at = %(at)s::timestamptz
where cell = %(cell)s::smallint and review_id = any(%(review_ids)s::uuid[]);
