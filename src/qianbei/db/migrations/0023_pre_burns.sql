create table budgets.burns (
    cell smallint not null,
    node_id uuid not null,
    minute_at timestamptz not null,
    fen bigint not null,
    count bigint not null,
    primary key (cell, node_id, minute_at),
    foreign key (cell, node_id) references budgets.nodes (cell, node_id)
);
comment on table budgets.burns is 'What was drawn through a budget minute by minute, for burn and forecast.';
comment on column budgets.burns.cell is 'The unit of scale: a city.';
comment on column budgets.burns.node_id is 'The budget.';
comment on column budgets.burns.minute_at is 'The start of the minute.';
comment on column budgets.burns.fen is 'Drawn in it, less what came back from leases.';
comment on column budgets.burns.count is 'The same in pieces.';
