alter table gate.knobs
    add column off_steps smallint[] not null default '{}',
    add column back_at timestamptz;
comment on column gate.knobs.off_steps is 'Steps of the ladder (1 to 4) that the forecast may not choose.';
comment on column gate.knobs.back_at is 'When a closed house hopes to take orders again, as people are told; empty: not known.';
comment on column gate.limit_changes.limit_name is
    'cpu, model, pipeline_margin, share, orders_per_s, ladder (its least step) or ladder_D1 to ladder_D4 (1: on).';
