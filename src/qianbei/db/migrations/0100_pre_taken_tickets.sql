-- What a worker took stood in its own row for ten seconds and with it: one that started later gave the place again.
create table gate.taken_tickets (
    cell smallint not null,
    person_id uuid not null,
    member text not null,
    at timestamptz not null,
    told_at timestamptz not null,
    primary key (cell, person_id, member)
);
create index taken_tickets_told on gate.taken_tickets (cell, told_at);
comment on table gate.taken_tickets is 'Who brought a worker the ticket of a killed one: nobody gives them that place again. Kept as long as a ticket is good.';
comment on column gate.taken_tickets.cell is 'The unit of scale: a city.';
comment on column gate.taken_tickets.person_id is 'Who brought it.';
comment on column gate.taken_tickets.member is 'The worker that took it.';
comment on column gate.taken_tickets.at is 'When it was taken: no ticket told before is good again.';
comment on column gate.taken_tickets.told_at is 'When the worker told the others.';
