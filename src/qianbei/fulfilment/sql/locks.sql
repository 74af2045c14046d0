-- name: lock_slots
SELECT store_id, starts_at, cups_offered, cups_taken
FROM fulfilment.slots
WHERE
    cell = %(cell)s::smallint
    AND (store_id, starts_at) IN (
        SELECT wanted.store_id, wanted.starts_at
        FROM unnest(%(store_ids)s::uuid[], %(starts_ats)s::timestamptz[]) AS wanted (store_id, starts_at)
    )
ORDER BY store_id, starts_at
FOR UPDATE;

-- name: lock_jobs
SELECT
    order_id, store_id, slot_starts_at, cups, state, due_at, pickup_code, handover_code, code_shared, wrong_codes,
    rider_id, rider_name, version
FROM fulfilment.jobs
WHERE cell = %(cell)s::smallint AND order_id = ANY (%(order_ids)s::uuid[])
ORDER BY order_id
FOR UPDATE;
