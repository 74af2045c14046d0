-- name: beat
-- This worker lives.
insert into gate.members (cell, member, beat_at, board, backend_pid)
values (%(cell)s::smallint, %(member)s::text, %(at)s::timestamptz, %(board)s::json, pg_backend_pid())
on conflict (cell, member) do update
set beat_at = excluded.beat_at, board = excluded.board, backend_pid = excluded.backend_pid

-- name: tell_taken
insert into gate.taken_tickets (cell, person_id, member, at, told_at)
select %(cell)s::smallint, u.person_id, %(member)s::text, to_timestamp(u.at), %(told_at)s::timestamptz
from unnest(%(person_ids)s::uuid[], %(ats)s::double precision[]) as u (person_id, at)
on conflict (cell, person_id, member) do update
set at = excluded.at, told_at = excluded.told_at

-- name: forget_taken
-- No ticket told before them is good any more.
delete from gate.taken_tickets
where cell = %(cell)s::smallint and told_at < %(before)s::timestamptz

-- name: taken_elsewhere
-- Also by who is gone since: what they took is not to be had again.
select person_id, extract(epoch from at)::double precision
from gate.taken_tickets
where cell = %(cell)s::smallint and told_at > %(since)s::timestamptz and member <> %(member)s::text

-- name: members
-- Who said so lately. Who missed a beat and whose connection has ended was killed; a pooled connection may end, too, so
-- that alone says nothing.
select member, board
from gate.members
where cell = %(cell)s::smallint and beat_at > %(since)s::timestamptz
    and (
        beat_at > %(missed)s::timestamptz
        or backend_pid is null
        or exists (select from pg_stat_get_activity(backend_pid) as a where a.pid = backend_pid)
    )
order by member

-- name: forget
-- This worker stops, or others stopped long ago.
delete from gate.members
where cell = %(cell)s::smallint and (member = %(member)s::text or beat_at < %(before)s::timestamptz)

-- name: knobs
select least_step, orders_per_s, off_steps, back_at, expected_per_s
from gate.knobs
where cell = %(cell)s::smallint

-- name: turn_knobs
insert into gate.knobs (cell, least_step, orders_per_s, off_steps, back_at, expected_per_s, changed_at)
values (
    %(cell)s::smallint, %(least_step)s::smallint, %(orders_per_s)s::double precision, %(off_steps)s::smallint[],
    %(back_at)s::timestamptz, %(expected_per_s)s::double precision, %(at)s::timestamptz
)
on conflict (cell) do update
set
    least_step = excluded.least_step, orders_per_s = excluded.orders_per_s, off_steps = excluded.off_steps,
    back_at = excluded.back_at, expected_per_s = excluded.expected_per_s, changed_at = excluded.changed_at

-- name: note_changes
insert into gate.limit_changes
    (cell, change_id, member, limit_name, before_value, after_value, why, delay_s, is_dry, at)
select
    %(cell)s::smallint, u.change_id, %(member)s::text, u.limit_name, u.before_value, u.after_value, u.why,
    u.delay_s, u.is_dry, %(at)s::timestamptz
from unnest(
    %(change_ids)s::uuid[], %(limits)s::text[], %(befores)s::double precision[], %(afters)s::double precision[],
    %(whys)s::text[], %(delays_s)s::double precision[], %(dries)s::boolean[]
) as u (change_id, limit_name, before_value, after_value, why, delay_s, is_dry)

-- name: recent_changes
select at, member, limit_name, before_value, after_value, why, is_dry
from gate.limit_changes
where cell = %(cell)s::smallint
order by change_id desc
limit %(limit)s::int

-- name: patience
select patience, learned_at
from gate.patience
where cell = %(cell)s::smallint

-- name: keep_patience
insert into gate.patience (cell, patience, learned_at)
values (%(cell)s::smallint, %(patience)s::json, %(at)s::timestamptz)
on conflict (cell) do update
set patience = excluded.patience, learned_at = excluded.learned_at
