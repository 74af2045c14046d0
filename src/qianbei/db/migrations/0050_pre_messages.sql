create schema messages;

create table messages.messages (
    cell smallint not null,
    person_id uuid not null,
    message_id uuid not null,
    kind text not null,
    params jsonb not null,
    created_at timestamptz not null,
    ends_at timestamptz not null,
    read_at timestamptz,
    primary key (cell, person_id, message_id),
    check (created_at < ends_at)
);
create index messages_over on messages.messages (cell, ends_at);
comment on table messages.messages is 'The inbox: one row a message a person, until it is over.';
comment on column messages.messages.cell is 'The unit of scale: a city.';
comment on column messages.messages.person_id is 'Whose inbox it is in (people.persons).';
comment on column messages.messages.message_id is 'Derived from person, kind and the sender''s key: told again, it is the same row.';
comment on column messages.messages.kind is 'What is told; words are chosen when it is read.';
comment on column messages.messages.params is 'What the words need: amounts in fen, times, reasons.';
comment on column messages.messages.created_at is 'When it was told.';
comment on column messages.messages.ends_at is 'From here on it is not shown, and not sent.';
comment on column messages.messages.read_at is 'When its person read it; empty before.';

create table messages.addresses (
    cell smallint not null,
    person_id uuid not null,
    address_id uuid not null,
    channel text not null check (channel in ('web_push', 'sms')),
    language text not null,
    target bytea not null,
    made_at timestamptz not null,
    gone_at timestamptz,
    primary key (cell, address_id)
);
create index addresses_of_person on messages.addresses (cell, person_id) where gone_at is null;
comment on table messages.addresses is 'Where messages are sent besides the inbox: browsers that wanted it, phones whose owner wanted it.';
comment on column messages.addresses.cell is 'The unit of scale: a city.';
comment on column messages.addresses.person_id is 'Whose it is (people.persons); the last one who signed in there and wanted it.';
comment on column messages.addresses.address_id is 'Derived from the channel and the target: one browser, or one phone, is one row.';
comment on column messages.addresses.channel is 'web_push or sms.';
comment on column messages.addresses.language is 'The language its texts are sent in.';
comment on column messages.addresses.target is 'The browser''s subscription or the phone number, encrypted with a key that is not in the database.';
comment on column messages.addresses.made_at is 'When it was last wanted.';
comment on column messages.addresses.gone_at is 'When the other side said that it no longer exists, or its person took it away; empty while it is good.';

create table messages.opt_outs (
    cell smallint not null,
    person_id uuid not null,
    channel text not null check (channel in ('web_push', 'sms')),
    since timestamptz not null,
    primary key (cell, person_id, channel)
);
comment on table messages.opt_outs is 'People who want nothing through a channel. The inbox is no channel: it sends nothing.';
comment on column messages.opt_outs.cell is 'The unit of scale: a city.';
comment on column messages.opt_outs.person_id is 'Who (people.persons).';
comment on column messages.opt_outs.channel is 'web_push or sms.';
comment on column messages.opt_outs.since is 'Nothing is begun to be sent from here on.';

create table messages.sends (
    cell smallint not null,
    message_id uuid not null,
    address_id uuid not null,
    person_id uuid not null,
    channel text not null check (channel in ('web_push', 'sms')),
    at_any_hour boolean not null,
    state text not null check (
        state in ('queued', 'sent', 'refused', 'gone', 'unknown', 'lapsed', 'withdrawn')
    ),
    due_at timestamptz not null,
    ends_at timestamptz not null,
    attempts smallint not null,
    taken_by text,
    lease_until timestamptz,
    begun_at timestamptz,
    changed_at timestamptz not null,
    primary key (cell, message_id, address_id)
) with (fillfactor = 70);
create index sends_due on messages.sends (cell, channel, due_at) where state = 'queued';
create index sends_of_person on messages.sends (cell, person_id) where state = 'queued';
comment on table messages.sends is 'The queue to the outside: one message to one address, at most once.';
comment on column messages.sends.cell is 'The unit of scale: a city.';
comment on column messages.sends.message_id is 'The message in the inbox.';
comment on column messages.sends.address_id is 'Where to.';
comment on column messages.sends.person_id is 'Whose it is.';
comment on column messages.sends.channel is 'web_push or sms.';
comment on column messages.sends.at_any_hour is 'Whether it may go in the quiet hours of the night: only what its person waits for.';
comment on column messages.sends.state is 'queued, or how it ended: sent, refused by the other side, gone (no such address), unknown (asked several times under one key, never answered), lapsed (too late), withdrawn (its person wanted no more).';
comment on column messages.sends.due_at is 'From when it may be taken; while it is taken, the end of that.';
comment on column messages.sends.ends_at is 'After this it is too late to send it.';
comment on column messages.sends.attempts is 'How often it was taken: the fence, since only the last one who took it may say how it ended.';
comment on column messages.sends.taken_by is 'The worker that took it last.';
comment on column messages.sends.lease_until is 'Until when that worker has it; empty when nobody has.';
comment on column messages.sends.begun_at is 'When it was last taken.';
comment on column messages.sends.changed_at is 'When its state last changed.';

create table messages.channels (
    cell smallint not null,
    channel text not null check (channel in ('web_push', 'sms')),
    is_stopped boolean not null,
    paced_at timestamptz not null,
    sent bigint not null default 0,
    refused bigint not null default 0,
    gone bigint not null default 0,
    unknown bigint not null default 0,
    primary key (cell, channel)
) with (fillfactor = 50);
comment on table messages.channels is 'Each channel''s switch, and how far its pace is; whoever takes sends holds the row.';
comment on column messages.channels.cell is 'The unit of scale: a city.';
comment on column messages.channels.channel is 'web_push or sms.';
comment on column messages.channels.is_stopped is 'Whether an operator stopped it: nothing more is taken.';
comment on column messages.channels.paced_at is 'The time up to which its rate is used up.';
comment on column messages.channels.sent is 'How many sends ended as sent.';
comment on column messages.channels.refused is 'How many the other side refused.';
comment on column messages.channels.gone is 'How many found no such address any more.';
comment on column messages.channels.unknown is 'How many attempts got no answer that told anything.';

create table messages.switches (
    cell smallint not null,
    switch_id uuid not null,
    channel text not null check (channel in ('web_push', 'sms')),
    is_stopped boolean not null,
    by_person uuid not null,
    at timestamptz not null,
    primary key (cell, switch_id)
);
comment on table messages.switches is 'The audit of the stop switch: who turned it, and when.';
comment on column messages.switches.cell is 'The unit of scale: a city.';
comment on column messages.switches.switch_id is 'Id made by the application.';
comment on column messages.switches.channel is 'web_push or sms.';
comment on column messages.switches.is_stopped is 'What it was turned to.';
comment on column messages.switches.by_person is 'The operator (people.persons).';
comment on column messages.switches.at is 'When, in city time.';

create table messages.rounds (
    cell smallint not null,
    round_id uuid not null,
    kind text not null,
    audience text not null check (audience in ('plan', 'ending', 'everybody', 'without_share')),
    subject_id uuid not null,
    params jsonb not null,
    people bigint not null,
    begins_at timestamptz not null,
    ends_at timestamptz not null,
    after_id uuid not null,
    told bigint not null,
    done_at timestamptz,
    primary key (cell, round_id)
) with (fillfactor = 70);
create index rounds_open on messages.rounds (cell, begins_at) where done_at is null;
comment on table messages.rounds is 'One thing told to many people: a row that says how far it is.';
comment on column messages.rounds.cell is 'The unit of scale: a city.';
comment on column messages.rounds.round_id is 'Derived from what it is about: begun again, it is the same round.';
comment on column messages.rounds.kind is 'The kind of its messages.';
comment on column messages.rounds.audience is 'plan (owners of cards that a plan touched), ending (owners of cards that end soon), everybody, or without_share (who took none of a packet).';
comment on column messages.rounds.subject_id is 'The plan, the packet; nil where there is none.';
comment on column messages.rounds.params is 'What the words need.';
comment on column messages.rounds.people is 'How many people it may reach; its sending is spread over the time that these take.';
comment on column messages.rounds.begins_at is 'Nothing is sent before.';
comment on column messages.rounds.ends_at is 'Nothing is told after.';
comment on column messages.rounds.after_id is 'The last card or person looked at.';
comment on column messages.rounds.told is 'How many messages it made.';
comment on column messages.rounds.done_at is 'When everybody was told; empty before.';
