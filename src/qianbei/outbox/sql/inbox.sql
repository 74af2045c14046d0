-- name: take_inbox
insert into outbox.inbox (cell, handler, message_id, at)
select %(cell)s::smallint, %(handler)s::text, given.message_id, %(at)s::timestamptz
from (
    select distinct message_id from unnest(%(message_ids)s::uuid[]) as listed (message_id) order by message_id
) as given
on conflict do nothing
returning message_id

-- name: find_answer
select request_hash, status, body, at
from outbox.answers
where cell = %(cell)s::smallint
    and person_id = %(person_id)s::uuid
    and idempotency_key = %(idempotency_key)s::text

-- name: insert_answer
insert into outbox.answers (cell, person_id, idempotency_key, request_hash, status, body, at)
values (
    %(cell)s::smallint, %(person_id)s::uuid, %(idempotency_key)s::text, %(request_hash)s::bytea,
    %(status)s::smallint, %(body)s::jsonb, %(at)s::timestamptz
)

-- name: forget_answers
with oldest as (
    select person_id, idempotency_key
    from outbox.answers
    where cell = %(cell)s::smallint and at < %(before)s::timestamptz
    order by at
    limit %(limit)s::int
)

delete from outbox.answers as answer
using oldest
where
    answer.cell = %(cell)s::smallint
    and answer.person_id = oldest.person_id
    and answer.idempotency_key = oldest.idempotency_key
