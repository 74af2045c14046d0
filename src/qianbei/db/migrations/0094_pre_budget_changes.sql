-- What operators make of the tree while a campaign runs, and who lies under whom.

create index nodes_of_parent on budgets.nodes (cell, parent_id);

create table budgets.changes (
    cell smallint not null,
    campaign_id uuid not null,
    seq int not null check (seq > 0),
    node_id uuid not null,
    at timestamptz not null,
    from_cap_fen bigint,
    from_cap_count bigint,
    to_cap_fen bigint,
    to_cap_count bigint,
    primary key (cell, campaign_id, seq, node_id),
    foreign key (cell, node_id) references budgets.nodes (cell, node_id)
);
comment on table budgets.changes is 'Every change that an operator made to the caps of a city or day, for good.';
comment on column budgets.changes.cell is 'The unit of scale: a city.';
comment on column budgets.changes.campaign_id is 'The campaign.';
comment on column budgets.changes.seq is 'From 1, without gaps; what was changed together has one number.';
comment on column budgets.changes.node_id is 'The budget.';
comment on column budgets.changes.at is 'City time.';
comment on column budgets.changes.from_cap_fen is 'Its cap in money before; empty: none, or it was not open.';
comment on column budgets.changes.from_cap_count is 'Its cap in pieces before; empty: none, or it was not open.';
comment on column budgets.changes.to_cap_fen is 'Its cap in money afterwards; empty: none.';
comment on column budgets.changes.to_cap_count is 'Its cap in pieces afterwards; empty: none.';
