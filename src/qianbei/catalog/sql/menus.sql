-- name: last_versions
-- The last version of each menu, with its text.
select distinct on (menu_id) menu_id, version, document
from catalog.menus
where cell = %(cell)s::smallint and menu_id = any(%(menu_ids)s::uuid[])
order by menu_id, version desc

-- name: insert_menus
insert into catalog.menus (cell, menu_id, version, seller_id, document, content, published_at)
select %(cell)s::smallint, menu_id, version, seller_id, document, content, published_at
from unnest(
    %(menu_ids)s::uuid[], %(versions)s::integer[], %(seller_ids)s::uuid[], %(documents)s::text[],
    %(contents)s::jsonb[], %(ats)s::timestamptz[]
) with ordinality as row (menu_id, version, seller_id, document, content, published_at, ordinal)
order by menu_id, version

-- name: find_menus
select menus.menu_id, menus.version, menus.content
from catalog.menus menus
join unnest(%(menu_ids)s::uuid[], %(versions)s::integer[]) as row (menu_id, version)
    on menus.menu_id = row.menu_id and menus.version = row.version
where menus.cell = %(cell)s::smallint
