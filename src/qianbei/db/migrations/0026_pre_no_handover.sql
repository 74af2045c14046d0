-- Orders whose store said yes also have a longest time in each state.
create index orders_under_way on orders.orders (cell, state, updated_at)
where state in ('confirmed', 'making', 'ready', 'picked_up', 'at_door');
comment on column orders.history.by is 'Who: customer, payer, store, rider, operator or system.';
