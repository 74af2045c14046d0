-- name: read_fact
select value from db.installation where name = %(name)s::text

-- name: write_fact
insert into db.installation (name, value) values (%(name)s::text, %(value)s::jsonb)
on conflict (name) do update set value = excluded.value

-- name: notify
-- Sent with the commit of its transaction.
select pg_notify(%(channel)s::text, %(payload)s::text)
