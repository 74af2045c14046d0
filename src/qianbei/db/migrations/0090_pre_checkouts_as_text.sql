-- A checkout's bytes were checked before they came here: parsing and compressing them again was a third of what an
-- order's row cost. Long ones lie beside the row, so that a step of the order does not write them once more.
alter table orders.orders
    alter column checkout type text,
    alter column checkout set storage external;
comment on column orders.orders.checkout is 'The approved checkout, byte for byte: canonical JSON of lines, prices, place, slot, promise.';
