-- name: put_address
-- One browser, or one phone, belongs to the person who wanted messages there last.
insert into messages.addresses (cell, person_id, address_id, channel, language, target, made_at)
values (
    %(cell)s::smallint, %(person_id)s::uuid, %(address_id)s::uuid, %(channel)s::text, %(language)s::text,
    %(target)s::bytea, %(made_at)s::timestamptz
)
on conflict (cell, address_id) do update
set
    person_id = excluded.person_id, language = excluded.language, target = excluded.target,
    made_at = excluded.made_at, gone_at = null;

-- name: addresses_of
select address_id, person_id, channel, language, target, made_at
from messages.addresses
where cell = %(cell)s::smallint and person_id = %(person_id)s::uuid and gone_at is null
order by made_at, address_id;

-- name: addresses_gone
update messages.addresses
set gone_at = %(at)s::timestamptz
where cell = %(cell)s::smallint and address_id = any(%(address_ids)s::uuid[]) and gone_at is null;

-- name: withdraw_foreign
-- What was queued for the person who had this address before.
update messages.sends
set state = 'withdrawn', changed_at = %(at)s::timestamptz
where
    cell = %(cell)s::smallint
    and address_id = %(address_id)s::uuid
    and person_id in (
        select address.person_id
        from messages.addresses as address
        where
            address.cell = %(cell)s::smallint
            and address.address_id = %(address_id)s::uuid
            and address.person_id <> %(person_id)s::uuid
    )
    and state = 'queued';

-- name: opt_out
insert into messages.opt_outs (cell, person_id, channel, since)
values (%(cell)s::smallint, %(person_id)s::uuid, %(channel)s::text, %(at)s::timestamptz)
on conflict do nothing;

-- name: opt_in
delete from messages.opt_outs
where cell = %(cell)s::smallint and person_id = %(person_id)s::uuid and channel = %(channel)s::text;

-- name: opt_outs_of
select channel
from messages.opt_outs
where cell = %(cell)s::smallint and person_id = %(person_id)s::uuid;

-- name: withdraw
-- What waits for this person in a channel and is in nobody's hands.
update messages.sends
set state = 'withdrawn', changed_at = %(at)s::timestamptz
where
    cell = %(cell)s::smallint
    and person_id = %(person_id)s::uuid
    and channel = %(channel)s::text
    and state = 'queued'
    and (lease_until is null or lease_until <= %(at)s::timestamptz);
