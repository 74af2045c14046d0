create schema fulfilment;

create table fulfilment.slots (
    cell smallint not null,
    store_id uuid not null,
    starts_at timestamptz not null,
    cups_offered smallint not null check (cups_offered >= 0),
    cups_taken smallint not null check (cups_taken >= 0),
    primary key (cell, store_id, starts_at),
    constraint cups_not_oversold check (cups_taken <= cups_offered)
) with (fillfactor = 50);
comment on table fulfilment.slots is 'Cups a store makes in one five-minute slot, and how many are promised.';
comment on column fulfilment.slots.cell is 'The unit of scale: a city.';
comment on column fulfilment.slots.store_id is 'The store (catalog.stores).';
comment on column fulfilment.slots.starts_at is 'Start of the slot, on whole five minutes.';
comment on column fulfilment.slots.cups_offered is 'What the store can make in it, as set when the slot was opened.';
comment on column fulfilment.slots.cups_taken is 'Cups of live and finished orders in it.';

create table fulfilment.jobs (
    cell smallint not null,
    order_id uuid not null,
    store_id uuid not null,
    slot_starts_at timestamptz not null,
    cups smallint not null check (cups >= 0),
    state text not null check (
        state in (
            'reserved', 'queued', 'confirmed', 'making', 'ready', 'picked_up', 'at_door', 'handed_over', 'stopping',
            'released'
        )
    ),
    due_at timestamptz not null,
    pickup_code text not null,
    handover_code text not null,
    code_shared boolean not null,
    wrong_codes smallint not null,
    rider_id uuid,
    rider_name text,
    version smallint not null,
    primary key (cell, order_id),
    foreign key (cell, store_id, slot_starts_at) references fulfilment.slots (cell, store_id, starts_at)
) with (fillfactor = 70);
create index jobs_open_in_store on fulfilment.jobs (cell, store_id, due_at)
where state in ('queued', 'confirmed', 'making', 'ready');
create index jobs_without_rider on fulfilment.jobs (cell, due_at)
where rider_id is null and state in ('confirmed', 'making', 'ready');
create unique index jobs_one_at_a_time on fulfilment.jobs (cell, rider_id)
where rider_id is not null and state in ('confirmed', 'making', 'ready', 'picked_up', 'at_door');
comment on table fulfilment.jobs is 'The work on one order: cups kept in a slot, the store''s making, the rider''s carrying.';
comment on column fulfilment.jobs.cell is 'The unit of scale: a city.';
comment on column fulfilment.jobs.order_id is 'The order (orders.orders).';
comment on column fulfilment.jobs.store_id is 'Who makes it.';
comment on column fulfilment.jobs.slot_starts_at is 'The slot its cups are kept in.';
comment on column fulfilment.jobs.cups is 'How many cups.';
comment on column fulfilment.jobs.state is 'reserved until the payer said yes; released when the order ended without a cup.';
comment on column fulfilment.jobs.due_at is 'When it should be ready.';
comment on column fulfilment.jobs.pickup_code is 'On the bag: the rider proves that it is the right one.';
comment on column fulfilment.jobs.handover_code is 'With the customer: proves that it reached the right hand.';
comment on column fulfilment.jobs.code_shared is 'The customer told the rider the code through the app.';
comment on column fulfilment.jobs.wrong_codes is 'Wrong codes given so far; five lock it.';
comment on column fulfilment.jobs.rider_id is 'Who carries it (people.riders).';
comment on column fulfilment.jobs.rider_name is 'The name the customer sees.';
comment on column fulfilment.jobs.version is 'Counts changes, so that screens see what is new.';
