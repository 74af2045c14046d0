delete from abuse.keys where kind = 'agent_here';
alter table abuse.keys drop constraint keys_kind_check;
alter table abuse.keys add constraint keys_kind_check check (
    kind in ('device', 'phone', 'payment', 'door', 'network', 'agent', 'block', 'tree')
);
