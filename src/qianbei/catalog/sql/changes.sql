-- name: last_revision
select revision from catalog.revisions where cell = %(cell)s::smallint

-- name: changed_sellers
select seller_id, names
from catalog.sellers
where cell = %(cell)s::smallint and revision > %(revision)s::bigint

-- name: changed_stores
select
    store_id, seller_id, names, address, lat_e6, lng_e6, hours, utc_offset_minutes, status, cups_per_slot,
    prep_s, delivery, phone, menu_id, menu_version
from catalog.stores
where cell = %(cell)s::smallint and revision > %(revision)s::bigint

-- name: changed_places
select place_id, names, lat_e6, lng_e6
from catalog.places
where cell = %(cell)s::smallint and revision > %(revision)s::bigint
