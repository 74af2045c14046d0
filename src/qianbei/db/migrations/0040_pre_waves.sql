create schema waves;

create table waves.runs (
    cell smallint not null,
    campaign_id uuid not null,
    slug text not null,
    state text not null check (state in ('running', 'paused', 'closed')),
    pace_percent integer not null check (pace_percent between 1 and 1000),
    version integer not null check (version > 0),
    primary key (cell, campaign_id),
    unique (cell, slug)
);
comment on table waves.runs is 'A campaign that was launched from a file, and how it runs.';
comment on column waves.runs.cell is 'The unit of scale: a city.';
comment on column waves.runs.campaign_id is 'The campaign (campaigns.campaigns).';
comment on column waves.runs.slug is 'Its name in the file.';
comment on column waves.runs.state is 'Whether it gives.';
comment on column waves.runs.pace_percent is 'What an operator made of the file''s speed.';
comment on column waves.runs.version is 'The newest version of the file.';

create table waves.versions (
    cell smallint not null,
    campaign_id uuid not null,
    version integer not null check (version > 0),
    text text not null,
    since timestamptz not null,
    primary key (cell, campaign_id, version),
    foreign key (cell, campaign_id) references waves.runs (cell, campaign_id)
);
comment on table waves.versions is 'Every file as it was launched: the rules that people were told. Rows are never changed.';
comment on column waves.versions.cell is 'The unit of scale: a city.';
comment on column waves.versions.campaign_id is 'The campaign.';
comment on column waves.versions.version is 'The number in the file.';
comment on column waves.versions.text is 'The whole file.';
comment on column waves.versions.since is 'When it was launched.';

create table waves.waves (
    cell smallint not null,
    node_id uuid not null,
    campaign_id uuid not null,
    template_id uuid not null,
    ways text[] not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    cards_max bigint not null check (cards_max >= 0),
    per_hour bigint check (per_hour > 0),
    from_hour integer not null,
    to_hour integer not null,
    cups_percent integer,
    wanted text[] not null,
    client_version text not null,
    allowed bigint not null check (allowed between 0 and cards_max),
    paced_at timestamptz not null,
    primary key (cell, node_id),
    foreign key (cell, campaign_id) references waves.runs (cell, campaign_id),
    check (starts_at < ends_at)
);
comment on table waves.waves is 'A time in which a budget gives cards of one kind.';
comment on column waves.waves.cell is 'The unit of scale: a city.';
comment on column waves.waves.node_id is 'Its budget (budgets.nodes).';
comment on column waves.waves.campaign_id is 'The campaign.';
comment on column waves.waves.template_id is 'What kind of card it gives (campaigns.templates).';
comment on column waves.waves.ways is 'join, update, task, list, code.';
comment on column waves.waves.starts_at is 'It gives from here.';
comment on column waves.waves.ends_at is 'It gives until here.';
comment on column waves.waves.cards_max is 'Cards it may give in all.';
comment on column waves.waves.per_hour is 'Cards that become allowed in an hour; empty: all at once.';
comment on column waves.waves.from_hour is 'First hour of the city''s day in which it gives.';
comment on column waves.waves.to_hour is 'It gives until this hour.';
comment on column waves.waves.cups_percent is 'Of the cups free in the next hour, how many it may promise; empty: cups are not looked at.';
comment on column waves.waves.wanted is 'Codes and tasks that earn a card.';
comment on column waves.waves.client_version is 'The version of the page from which an update earns a card; empty: none.';
comment on column waves.waves.allowed is 'Cards in all that its pace has allowed.';
comment on column waves.waves.paced_at is 'Until when that was reckoned.';
create index waves_of_campaign on waves.waves (cell, campaign_id);
