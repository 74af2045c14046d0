create schema gate;

create table gate.members (
    cell smallint not null,
    member text not null,
    beat_at timestamptz not null,
    board json not null,
    primary key (cell, member)
) with (fillfactor = 50);
comment on table gate.members is 'Web workers that admit people: one row each, written about once a second.';
comment on column gate.members.cell is 'The unit of scale: a city.';
comment on column gate.members.member is 'The worker''s name: machine and process.';
comment on column gate.members.beat_at is 'When it last said that it lives. Who is silent for seconds has no share of the limits.';
comment on column gate.members.board is 'What its gate counted and holds, for the operator''s page.';

create table gate.knobs (
    cell smallint not null,
    least_step smallint not null check (least_step between 0 and 5),
    orders_per_s double precision check (orders_per_s > 0),
    changed_at timestamptz not null,
    primary key (cell)
);
comment on table gate.knobs is 'What an operator has set; every worker reads it about once a second.';
comment on column gate.knobs.cell is 'The unit of scale: a city.';
comment on column gate.knobs.least_step is 'No new conversation is given more than this step of the ladder: 0 is all, 5 is closed.';
comment on column gate.knobs.orders_per_s is 'Orders a second that all workers together let through; empty: what the settings say.';
comment on column gate.knobs.changed_at is 'When it was last set.';

create table gate.limit_changes (
    cell smallint not null,
    change_id uuid not null,
    member text not null,
    limit_name text not null,
    before_value double precision not null,
    after_value double precision not null,
    why text not null,
    delay_s double precision not null,
    is_dry boolean not null,
    at timestamptz not null,
    primary key (cell, change_id)
);
comment on table gate.limit_changes is 'The audit of the gate: every change of a limit, and why.';
comment on column gate.limit_changes.cell is 'The unit of scale: a city.';
comment on column gate.limit_changes.change_id is 'Id made by the application.';
comment on column gate.limit_changes.member is 'The worker whose limit it is.';
comment on column gate.limit_changes.limit_name is 'cpu, model, pipeline_margin, share or ladder.';
comment on column gate.limit_changes.before_value is 'The limit before; slots, a factor or a share.';
comment on column gate.limit_changes.after_value is 'The limit afterwards.';
comment on column gate.limit_changes.why is 'delay, calm, silent, capacity or operator.';
comment on column gate.limit_changes.delay_s is 'The queueing delay that was measured then, real seconds.';
comment on column gate.limit_changes.is_dry is 'True when it was only told and not made.';
comment on column gate.limit_changes.at is 'When, in city time.';
