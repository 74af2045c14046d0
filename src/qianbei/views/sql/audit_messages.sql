-- name: audit_nothing_was_sent_to_who_opted_out
-- What was begun just before is not a breach: it was in a worker's hands.
select send.message_id::text
from messages.sends as send
join messages.opt_outs as opted
    on opted.cell = send.cell and opted.person_id = send.person_id and opted.channel = send.channel
where
    send.cell = %(cell)s::smallint
    and send.begun_at > opted.since + interval '5 minutes'
limit %(limit)s::int;

-- name: audit_sends_are_of_one_message_and_its_person
-- A send has its message, in the inbox of the person it goes to; nothing is sent that nobody began, and nothing is asked
-- again and again.
select send.message_id::text
from messages.sends as send
left join messages.messages as message
    on message.cell = send.cell and message.person_id = send.person_id and message.message_id = send.message_id
where
    send.cell = %(cell)s::smallint
    and (
        message.message_id is null
        or send.attempts > 6
        or (send.state in ('sent', 'refused', 'unknown') and send.begun_at is null)
    )
limit %(limit)s::int;
