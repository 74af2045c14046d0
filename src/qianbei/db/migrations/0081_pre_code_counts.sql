create table people.code_counts (
    cell smallint not null,
    kind text not null check (kind in ('person', 'phone')),
    counted bytea not null check (octet_length(counted) in (16, 32)),
    starts smallint not null check (starts > 0),
    window_from timestamptz not null,
    primary key (cell, kind, counted)
);
comment on table people.code_counts is 'How many one-time codes a person asked for over all phones, and how many were asked for one phone by anybody.';
comment on column people.code_counts.cell is 'City of the person.';
comment on column people.code_counts.kind is 'person or phone.';
comment on column people.code_counts.counted is 'The person''s id, or the identity hash of the phone.';
comment on column people.code_counts.starts is 'Codes asked for in the present window.';
comment on column people.code_counts.window_from is 'City time at which the present window began.';
alter table people.phone_codes alter column starts set default 1;
alter table people.phone_codes alter column window_from set default '-infinity';
