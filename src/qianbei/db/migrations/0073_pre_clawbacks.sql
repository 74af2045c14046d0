alter table invites.bindings add column order_id uuid;
comment on column invites.bindings.order_id is 'The newcomer''s order for which it vested; empty before, and for what vested before this was kept.';
alter table invites.bindings drop constraint bindings_state_check;
alter table invites.bindings add constraint bindings_state_check check (state in ('bound', 'vested', 'voided', 'clawed_back'));
comment on column invites.bindings.state is 'bound: promised; vested: both were given their card; voided: the promise went back; clawed_back: given, and taken back where nobody had used it, since the order was refunded.';
comment on column invites.bindings.ended_reason is 'Why it was voided or clawed back; empty otherwise.';
