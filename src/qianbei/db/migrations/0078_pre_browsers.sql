alter table abuse.keys drop constraint keys_kind_check;
alter table abuse.keys add constraint keys_kind_check check (
    kind in ('device', 'phone', 'payment', 'door', 'network', 'agent', 'agent_here', 'block', 'tree')
);
comment on column abuse.keys.kind is 'device, phone, payment and door may link people; network, agent (how a browser describes itself), block and tree (whose invites lead here) are only counted.';
