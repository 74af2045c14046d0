-- A worker that starts in a spike knows nobody: what earlier ones saw of how long people wait makes its first forecasts true.
create table gate.patience (
    cell smallint not null,
    patience json not null,
    learned_at timestamptz not null,
    primary key (cell)
) with (fillfactor = 50);
comment on table gate.patience is 'How long people stay in line, as a worker saw it last: read by a worker that starts.';
comment on column gate.patience.cell is 'The unit of scale: a city.';
comment on column gate.patience.patience is 'Of those who look when told to and of those who knock before: by age in line, how many were there and how many left. No persons.';
comment on column gate.patience.learned_at is 'When it was written, in city time.';
