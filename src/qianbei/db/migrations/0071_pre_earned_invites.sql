alter table invites.bindings add column earned_at timestamptz;
comment on column invites.bindings.earned_at is 'When the newcomer''s order was handed over in time while screening kept the cards back; empty otherwise.';
