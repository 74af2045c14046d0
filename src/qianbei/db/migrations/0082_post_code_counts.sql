alter table people.phone_codes drop column starts;
alter table people.phone_codes drop column window_from;
