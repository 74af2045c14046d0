create schema outbox;
comment on schema outbox is 'Events on their way, messages already taken, answers already given.';

create table outbox.events (
    cell smallint not null,
    event_id uuid not null,
    type text not null,
    key uuid not null,
    position integer not null,
    payload jsonb not null,
    at timestamptz not null,
    state text not null default 'pending' check (state in ('pending', 'done', 'dead')),
    attempts smallint not null default 0 check (attempts >= 0),
    next_at timestamptz not null,
    taken_by text,
    lease_until timestamptz,
    last_error text,
    primary key (cell, event_id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
-- Without the cell in front: until the first ANALYZE the planner would read the whole cell through it.
create index events_by_key on outbox.events (key, position) where state = 'pending';
create index events_due on outbox.events (next_at) where state = 'pending';
create index events_dead on outbox.events (cell, at) where state = 'dead';
comment on table outbox.events is 'Facts published by the domains, appended in the transaction that made them true. Claiming one changes only its lease, which no index holds, so the update stays on its page.';
comment on column outbox.events.cell is 'The cell (city).';
comment on column outbox.events.event_id is 'Made by the publisher.';
comment on column outbox.events.type is 'Which fact, with its version: campaigns.card_redeemed.v1.';
comment on column outbox.events.key is 'What it is about. Events of one key are handled in order.';
comment on column outbox.events.position is 'Order among the unfinished events of one key.';
comment on column outbox.events.payload is 'The fact itself.';
comment on column outbox.events.at is 'When it became true.';
comment on column outbox.events.state is 'pending (a lease that has not ended means taken), done, or dead after too many attempts.';
comment on column outbox.events.attempts is 'How many times it was taken.';
comment on column outbox.events.next_at is 'Not before this time.';
comment on column outbox.events.taken_by is 'The relay that holds the lease.';
comment on column outbox.events.lease_until is 'When another relay may take it over; null while nobody holds it.';
comment on column outbox.events.last_error is 'How the last attempt failed.';

create table outbox.inbox (
    cell smallint not null,
    handler text not null,
    message_id uuid not null,
    at timestamptz not null,
    primary key (cell, handler, message_id)
);
comment on table outbox.inbox is 'Messages from outside that a handler has taken, so that a second delivery changes nothing.';
comment on column outbox.inbox.cell is 'The cell (city).';
comment on column outbox.inbox.handler is 'Who took it.';
comment on column outbox.inbox.message_id is 'The sender''s id of the message, or one derived from it.';
comment on column outbox.inbox.at is 'When it was taken.';

create table outbox.answers (
    cell smallint not null,
    person_id uuid not null,
    idempotency_key text not null,
    request_hash bytea not null,
    status smallint not null,
    body jsonb not null,
    at timestamptz not null,
    primary key (cell, person_id, idempotency_key)
);
comment on table outbox.answers is 'Answers given under an Idempotency-Key: the same request again gets the same answer.';
comment on column outbox.answers.cell is 'The cell (city).';
comment on column outbox.answers.person_id is 'Who asked; one person''s keys mean nothing for another.';
comment on column outbox.answers.idempotency_key is 'The key as sent.';
comment on column outbox.answers.request_hash is 'SHA-256 of the canonical request; another one under the same key is refused.';
comment on column outbox.answers.status is 'The HTTP status that was answered.';
comment on column outbox.answers.body is 'The body that was answered.';
comment on column outbox.answers.at is 'When it was answered.';
