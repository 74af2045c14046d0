create table waves.steers (
    cell smallint not null,
    campaign_id uuid not null,
    seq integer not null check (seq > 0),
    by_id uuid,
    at timestamptz not null,
    from_state text not null check (from_state in ('running', 'paused')),
    to_state text not null check (to_state in ('running', 'paused', 'closed')),
    from_percent integer not null,
    to_percent integer not null,
    primary key (cell, campaign_id, seq),
    foreign key (cell, campaign_id) references waves.runs (cell, campaign_id)
);
comment on table waves.steers is 'Every change that an operator made to how a campaign runs, for good.';
comment on column waves.steers.cell is 'The unit of scale: a city.';
comment on column waves.steers.campaign_id is 'The campaign.';
comment on column waves.steers.seq is 'From 1, without gaps.';
comment on column waves.steers.by_id is 'The operator; empty for the command line.';
comment on column waves.steers.at is 'City time.';
comment on column waves.steers.from_state is 'Whether it gave before.';
comment on column waves.steers.to_state is 'Whether it gave afterwards.';
comment on column waves.steers.from_percent is 'Percent of the file''s speed before.';
comment on column waves.steers.to_percent is 'Percent of the file''s speed afterwards.';
