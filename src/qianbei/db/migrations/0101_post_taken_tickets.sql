alter table gate.members drop column taken;
