-- name: insert_round
insert into messages.rounds (
    cell, round_id, kind, audience, subject_id, params, people, begins_at, ends_at, after_id, told
)
values (
    %(cell)s::smallint, %(round_id)s::uuid, %(kind)s::text, %(audience)s::text, %(subject_id)s::uuid,
    %(params)s::jsonb, %(people)s::bigint, %(begins_at)s::timestamptz, %(ends_at)s::timestamptz,
    %(after_id)s::uuid, 0
)
on conflict do nothing;

-- name: move_round
-- Callers hold the row's lock (lock_round).
update messages.rounds
set after_id = %(after_id)s::uuid, told = %(told)s::bigint, done_at = %(done_at)s::timestamptz
where cell = %(cell)s::smallint and round_id = %(round_id)s::uuid;
