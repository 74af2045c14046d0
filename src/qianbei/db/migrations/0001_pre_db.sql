create schema db;
comment on schema db is 'What belongs to the installation and to no cell.';

create table db.migrations (
    number integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null
);
comment on table db.migrations is 'Migrations that were applied, one row each.';
comment on column db.migrations.number is 'The number in front of the file name; gives the order.';
comment on column db.migrations.name is 'File name without its ending.';
comment on column db.migrations.checksum is 'SHA-256 of the file as applied, in hex.';
comment on column db.migrations.applied_at is 'When it was applied.';

create table db.installation (
    name text primary key,
    value jsonb not null
);
comment on table db.installation is 'Facts of the whole installation that every process must agree on, such as the anchor of the city clock.';
comment on column db.installation.name is 'Which fact.';
comment on column db.installation.value is 'The fact, in the form its owner gives it.';
