alter table gate.knobs
    add column expected_per_s double precision check (expected_per_s > 0);
comment on column gate.knobs.expected_per_s is 'People a second that the campaign was planned for; empty: nobody said.';
