CREATE SCHEMA fulfilment;

CREATE TABLE fulfilment.slots (
    cell smallint NOT NULL,
    store_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    cups_offered smallint NOT NULL CHECK (cups_offered >= 0),
    cups_taken smallint NOT NULL CHECK (cups_taken >= 0),
    PRIMARY KEY (cell, store_id, starts_at),
    CONSTRAINT cups_not_oversold CHECK (cups_taken <= cups_offered)
) WITH (fillfactor = 50);
COMMENT ON TABLE fulfilment.slots IS 'Cups a store makes in one five-minute slot, and how many are promised.';
COMMENT ON COLUMN fulfilment.slots.cell IS 'The unit of scale: a city.';
COMMENT ON COLUMN fulfilment.slots.store_id IS 'The store (catalog.stores).';
COMMENT ON COLUMN fulfilment.slots.starts_at IS 'Start of the slot, on whole five minutes.';
COMMENT ON COLUMN fulfilment.slots.cups_offered IS 'What the store can make in it, as set when the slot was opened.';
COMMENT ON COLUMN fulfilment.slots.cups_taken IS 'Cups of live and finished orders in it.';

CREATE TABLE fulfilment.jobs (
    cell smallint NOT NULL,
    order_id uuid NOT NULL,
    store_id uuid NOT NULL,
    slot_starts_at timestamptz NOT NULL,
    cups smallint NOT NULL CHECK (cups >= 0),
    state text NOT NULL CHECK (
        state IN (
            'reserved', 'queued', 'confirmed', 'making', 'ready', 'picked_up', 'at_door', 'handed_over', 'stopping',
            'released'
        )
    ),
    due_at timestamptz NOT NULL,
    pickup_code text NOT NULL,
    handover_code text NOT NULL,
    code_shared boolean NOT NULL,
    wrong_codes smallint NOT NULL,
    rider_id uuid,
    rider_name text,
    version smallint NOT NULL,
    PRIMARY KEY (cell, order_id),
    FOREIGN KEY (cell, store_id, slot_starts_at) REFERENCES fulfilment.slots (cell, store_id, starts_at)
) WITH (fillfactor = 70);
CREATE INDEX jobs_open_in_store ON fulfilment.jobs (cell, store_id, due_at)
WHERE state IN ('queued', 'confirmed', 'making', 'ready');
CREATE INDEX jobs_without_rider ON fulfilment.jobs (cell, due_at)
WHERE rider_id IS NULL AND state IN ('confirmed', 'making', 'ready');
CREATE UNIQUE INDEX jobs_one_at_a_time ON fulfilment.jobs (cell, rider_id)
WHERE rider_id IS NOT NULL AND state IN ('confirmed', 'making', 'ready', 'picked_up', 'at_door');
COMMENT ON TABLE fulfilment.jobs IS 'The work on one order: cups kept in a slot, the store''s making, the rider''s carrying.';
COMMENT ON COLUMN fulfilment.jobs.cell IS 'The unit of scale: a city.';
COMMENT ON COLUMN fulfilment.jobs.order_id IS 'The order (orders.orders).';
COMMENT ON COLUMN fulfilment.jobs.store_id IS 'Who makes it.';
COMMENT ON COLUMN fulfilment.jobs.slot_starts_at IS 'The slot its cups are kept in.';
COMMENT ON COLUMN fulfilment.jobs.cups IS 'How many cups.';
COMMENT ON COLUMN fulfilment.jobs.state IS 'reserved until the payer said yes; released when the order ended without a cup.';
COMMENT ON COLUMN fulfilment.jobs.due_at IS 'When it should be ready.';
COMMENT ON COLUMN fulfilment.jobs.pickup_code IS 'On the bag: the rider proves that it is the right one.';
COMMENT ON COLUMN fulfilment.jobs.handover_code IS 'With the customer: proves that it reached the right hand.';
COMMENT ON COLUMN fulfilment.jobs.code_shared IS 'The customer told the rider the code through the app.';
COMMENT ON COLUMN fulfilment.jobs.wrong_codes IS 'Wrong codes given so far; five lock it.';
COMMENT ON COLUMN fulfilment.jobs.rider_id IS 'Who carries it (people.riders).';
COMMENT ON COLUMN fulfilment.jobs.rider_name IS 'The name the customer sees.';
COMMENT ON COLUMN fulfilment.jobs.version IS 'Counts changes, so that screens see what is new.';
