alter table orders.history add column person_id uuid;
comment on column orders.history.person_id is 'The operator who did it; empty for everybody else''s steps, whom the order itself names.';
