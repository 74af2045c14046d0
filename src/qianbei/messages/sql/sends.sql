-- name: is_stopped
select is_stopped
from messages.channels
where cell = %(cell)s::smallint and channel = %(channel)s::text;

-- name: sends_taken
-- What is to be sent, and where, for sends that are in hand.
select
    send.message_id, send.address_id, send.attempts, message.person_id, message.kind, message.params,
    message.created_at, message.ends_at, message.read_at, address.person_id, address.channel, address.language,
    address.target, address.made_at, address.gone_at is null and address.person_id = send.person_id
from messages.sends as send
join unnest(%(message_ids)s::uuid[], %(address_ids)s::uuid[]) as asked (message_id, address_id)
    on asked.message_id = send.message_id and asked.address_id = send.address_id
join messages.messages as message
    on message.cell = send.cell and message.person_id = send.person_id and message.message_id = send.message_id
join messages.addresses as address on address.cell = send.cell and address.address_id = send.address_id
where send.cell = %(cell)s::smallint;

-- name: end_sends
-- Only the last one who took a send may say how it ended. What its person withdrew meanwhile is asked no more, but what
-- was sent was sent.
update messages.sends as send
set
    state = case when send.state = 'queued' or ended.state = 'sent' then ended.state else send.state end,
    due_at = ended.again_at, changed_at = ended.at, lease_until = null
from unnest(
    %(message_ids)s::uuid[], %(address_ids)s::uuid[], %(attempts)s::smallint[], %(states)s::text[],
    %(again_ats)s::timestamptz[], %(ats)s::timestamptz[]
) as ended (message_id, address_id, attempts, state, again_at, at)
where
    send.cell = %(cell)s::smallint
    and send.message_id = ended.message_id
    and send.address_id = ended.address_id
    and send.attempts = ended.attempts;

-- name: open_channel
insert into messages.channels (cell, channel, is_stopped, paced_at)
values (%(cell)s::smallint, %(channel)s::text, false, %(at)s::timestamptz)
on conflict do nothing;

-- name: pace_channel
-- Callers hold the row's lock (lock_channel).
update messages.channels
set paced_at = %(paced_at)s::timestamptz
where cell = %(cell)s::smallint and channel = %(channel)s::text;

-- name: switch_channel
-- Callers hold the row's lock (lock_channel).
update messages.channels
set is_stopped = %(is_stopped)s::boolean
where cell = %(cell)s::smallint and channel = %(channel)s::text;

-- name: insert_switch
insert into messages.switches (cell, switch_id, channel, is_stopped, by_person, at)
values (
    %(cell)s::smallint, %(switch_id)s::uuid, %(channel)s::text, %(is_stopped)s::boolean, %(by_person)s::uuid,
    %(at)s::timestamptz
);

-- name: switches
select channel, is_stopped, by_person, at
from messages.switches
where cell = %(cell)s::smallint
order by at desc, switch_id
limit %(limit)s::int;

-- name: channels
select channel, is_stopped, sent, refused, gone, unknown
from messages.channels
where cell = %(cell)s::smallint;

-- name: queue_by_channel
select
    channel, count(*)::bigint, count(*) filter (where lease_until > %(at)s::timestamptz)::bigint,
    min(due_at) filter (where lease_until is null)
from messages.sends
where cell = %(cell)s::smallint and state = 'queued'
group by channel;

-- name: count_ended
-- Callers hold the row's lock (lock_channel).
update messages.channels
set
    sent = sent + %(sent)s::bigint, refused = refused + %(refused)s::bigint, gone = gone + %(gone)s::bigint,
    unknown = unknown + %(unknown)s::bigint
where cell = %(cell)s::smallint and channel = %(channel)s::text;
