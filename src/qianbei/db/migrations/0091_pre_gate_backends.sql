-- A killed worker's connections end with it, and PostgreSQL knows so at once: nobody need wait until it has been silent
-- for long to take its share over.
alter table gate.members add column backend_pid int;
comment on column gate.members.backend_pid is 'The server process that wrote this row for the worker: when it is gone and the worker silent, the worker is dead.';
