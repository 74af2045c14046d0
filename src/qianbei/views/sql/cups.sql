-- name: free_cups
-- What open stores can make from one time to another, without what is promised already. Opening hours are not looked at.
select coalesce(sum(greatest(store.cups_per_slot * %(slots)s::int - coalesce(taken.cups, 0), 0)), 0)::bigint
from catalog.stores as store
left join (
    select store_id, sum(cups_taken) as cups
    from fulfilment.slots
    where cell = %(cell)s::smallint and starts_at >= %(since)s::timestamptz and starts_at < %(until)s::timestamptz
    group by store_id
) as taken on taken.store_id = store.store_id
where store.cell = %(cell)s::smallint and store.status = 'open';
