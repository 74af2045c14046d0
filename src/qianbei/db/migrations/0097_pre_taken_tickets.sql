-- A ticket of a killed worker was good once at each of those that are left, not once in all.
alter table gate.members add column taken json;
comment on column gate.members.taken is 'Persons whose tickets of killed workers this one took in the last seconds, and when: no other one gives them that place again. Null mostly.';
