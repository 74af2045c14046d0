-- name: live_runs
select campaign_id, slug, state, pace_percent, version
from waves.runs
where cell = %(cell)s::smallint and state <> 'closed'
order by campaign_id;

-- name: write_run
-- Callers hold the row's lock (lock_run); the first one is new under the lock of openings.
insert into waves.runs (cell, campaign_id, slug, state, pace_percent, version)
values (
    %(cell)s::smallint, %(campaign_id)s::uuid, %(slug)s::text, %(state)s::text, %(pace_percent)s::int, %(version)s::int
)
on conflict (cell, campaign_id) do update
set state = excluded.state, pace_percent = excluded.pace_percent, version = excluded.version;

-- name: insert_version
insert into waves.versions (cell, campaign_id, version, text, since)
values (%(cell)s::smallint, %(campaign_id)s::uuid, %(version)s::int, %(text)s::text, %(since)s::timestamptz);

-- name: versions
select version, text, since
from waves.versions
where cell = %(cell)s::smallint and campaign_id = %(campaign_id)s::uuid
order by version desc;

-- name: waves_of
select
    node_id, campaign_id, template_id, ways, starts_at, ends_at, cards_max, per_hour, from_hour, to_hour, cups_percent,
    wanted, client_version, allowed, paced_at
from waves.waves
where cell = %(cell)s::smallint and campaign_id = %(campaign_id)s::uuid
order by starts_at, node_id;

-- name: write_wave
-- Callers hold the lock of the run.
insert into waves.waves (
    cell, node_id, campaign_id, template_id, ways, starts_at, ends_at, cards_max, per_hour, from_hour, to_hour,
    cups_percent, wanted, client_version, allowed, paced_at
)
values (
    %(cell)s::smallint, %(node_id)s::uuid, %(campaign_id)s::uuid, %(template_id)s::uuid, %(ways)s::text[],
    %(starts_at)s::timestamptz, %(ends_at)s::timestamptz, %(cards_max)s::bigint, %(per_hour)s::bigint,
    %(from_hour)s::int, %(to_hour)s::int, %(cups_percent)s::int, %(wanted)s::text[], %(client_version)s::text,
    %(allowed)s::bigint, %(paced_at)s::timestamptz
)
on conflict (cell, node_id) do update
set
    template_id = excluded.template_id, ways = excluded.ways, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
    cards_max = excluded.cards_max, per_hour = excluded.per_hour, from_hour = excluded.from_hour,
    to_hour = excluded.to_hour, cups_percent = excluded.cups_percent, wanted = excluded.wanted,
    client_version = excluded.client_version, allowed = excluded.allowed, paced_at = excluded.paced_at;

-- name: steers
select seq, by_id, at, from_state, to_state, from_percent, to_percent
from waves.steers
where cell = %(cell)s::smallint and campaign_id = %(campaign_id)s::uuid
order by seq desc
limit %(limit)s::int;

-- name: insert_steer
-- Callers hold the lock of the run.
insert into waves.steers (cell, campaign_id, seq, by_id, at, from_state, to_state, from_percent, to_percent)
select
    %(cell)s::smallint, %(campaign_id)s::uuid, coalesce(max(seq), 0) + 1, %(by_id)s::uuid, %(at)s::timestamptz,
    %(from_state)s::text, %(to_state)s::text, %(from_percent)s::int, %(to_percent)s::int
from waves.steers
where cell = %(cell)s::smallint and campaign_id = %(campaign_id)s::uuid;
