-- name: insert_day
insert into invites.days (cell, day, commitment, seed, made_at)
values (%(cell)s::smallint, %(day)s::date, %(commitment)s::bytea, %(seed)s::bytea, %(at)s::timestamptz)
on conflict do nothing;

-- name: find_days
select day, commitment, seed
from invites.days
where cell = %(cell)s::smallint and day >= %(since)s::date
order by day desc;

-- name: earned_draws
-- Per day the invites of a person that vested, the draws already made, and who pays.
select
    vested.ended_day, count(*), max(vested.campaign_id::text)::uuid,
    (
        select count(*)
        from invites.draws as drawn
        where drawn.cell = %(cell)s::smallint and drawn.person_id = %(person_id)s::uuid and drawn.day = vested.ended_day
    )
from invites.bindings as vested
where
    vested.cell = %(cell)s::smallint
    and vested.inviter_id = %(person_id)s::uuid
    and vested.state = 'vested'
    and vested.ended_day >= %(since)s::date
group by vested.ended_day
order by vested.ended_day;

-- name: draws_of_person
select person_id, day, number, roll, amount_fen, campaign_id, rules_version, drawn_at
from invites.draws
where cell = %(cell)s::smallint and person_id = %(person_id)s::uuid
order by drawn_at desc
limit %(limit)s::int;

-- name: insert_draw
insert into invites.draws (cell, person_id, day, number, roll, amount_fen, campaign_id, rules_version, drawn_at)
values (
    %(cell)s::smallint, %(person_id)s::uuid, %(day)s::date, %(number)s::smallint, %(roll)s::int, %(amount_fen)s::bigint,
    %(campaign_id)s::uuid, %(rules_version)s::int, %(drawn_at)s::timestamptz
);
