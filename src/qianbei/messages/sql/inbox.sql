-- name: insert_messages
-- A message that is there already stays as it is; those that are new come back.
insert into messages.messages (cell, person_id, message_id, kind, params, created_at, ends_at)
select %(cell)s::smallint, told.person_id, told.message_id, told.kind, told.params, told.created_at, told.ends_at
from unnest(
    %(person_ids)s::uuid[], %(message_ids)s::uuid[], %(kinds)s::text[], %(params)s::jsonb[],
    %(created_ats)s::timestamptz[], %(ends_ats)s::timestamptz[]
) as told (person_id, message_id, kind, params, created_at, ends_at)
order by told.person_id, told.message_id
on conflict do nothing
returning message_id;

-- name: insert_sends
-- To the newest good addresses of the person whose channel the kind may use, unless they want nothing through it. Each
-- person's are looked up by themselves, however many people there are.
insert into messages.sends (
    cell, message_id, address_id, person_id, channel, at_any_hour, state, due_at, ends_at, attempts, changed_at
)
select
    %(cell)s::smallint, told.message_id, address.address_id, told.person_id, address.channel, told.at_any_hour,
    'queued', told.due_at, told.ends_at, 0, told.at
from unnest(
    %(message_ids)s::uuid[], %(person_ids)s::uuid[], %(pushes)s::boolean[], %(texts)s::boolean[],
    %(any_hours)s::boolean[], %(due_ats)s::timestamptz[], %(ends_ats)s::timestamptz[], %(ats)s::timestamptz[]
) as told (message_id, person_id, by_push, by_text, at_any_hour, due_at, ends_at, at)
cross join lateral (
    select known.address_id, known.channel
    from messages.addresses as known
    where known.cell = %(cell)s::smallint and known.person_id = told.person_id and known.gone_at is null
    order by known.made_at desc, known.address_id
    limit %(addresses_max)s::int
) as address
where
    (address.channel = 'web_push' and told.by_push or address.channel = 'sms' and told.by_text)
    and not exists (
        select 1
        from messages.opt_outs as opted
        where
            opted.cell = %(cell)s::smallint
            and opted.person_id = told.person_id
            and opted.channel = address.channel
    )
order by told.message_id, address.address_id
on conflict do nothing;

-- name: inbox_of
select message_id, person_id, kind, params, created_at, ends_at, read_at
from messages.messages
where cell = %(cell)s::smallint and person_id = %(person_id)s::uuid and ends_at > %(at)s::timestamptz
order by created_at desc, message_id
limit %(limit)s::int;

-- name: count_unread
select count(*)::int
from messages.messages
where
    cell = %(cell)s::smallint
    and person_id = %(person_id)s::uuid
    and ends_at > %(at)s::timestamptz
    and read_at is null;

-- name: mark_read
-- What was read already stays read when it was.
update messages.messages
set read_at = %(at)s::timestamptz
where
    cell = %(cell)s::smallint
    and person_id = %(person_id)s::uuid
    and read_at is null
    and created_at <= %(until)s::timestamptz;

-- name: forget_over
-- Messages whose time is over and everything about their sending, a bounded batch.
with over as (
    select message.person_id, message.message_id
    from messages.messages as message
    where message.cell = %(cell)s::smallint and message.ends_at <= %(at)s::timestamptz
    order by message.ends_at
    limit %(limit)s::int
),

unsent as (
    delete from messages.sends as send
    using over
    where send.cell = %(cell)s::smallint and send.message_id = over.message_id
)

delete from messages.messages as message
using over
where
    message.cell = %(cell)s::smallint
    and message.person_id = over.person_id
    and message.message_id = over.message_id;
