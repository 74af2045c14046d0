-- name: describe_columns
-- Every table of the house with its columns, in the order in which they were declared.
select
    space.nspname, rel.relname, obj_description(rel.oid, 'pg_class'),
    col.attname, format_type(col.atttypid, col.atttypmod), col.attnotnull, col_description(rel.oid, col.attnum)
from pg_catalog.pg_class as rel
join pg_catalog.pg_namespace as space on space.oid = rel.relnamespace
join pg_catalog.pg_attribute as col on col.attrelid = rel.oid and col.attnum > 0 and not col.attisdropped
where rel.relkind in ('r', 'p') and not rel.relispartition and space.nspname !~ '^(pg_|information_schema$)'
order by space.nspname, rel.relname, col.attnum

-- name: describe_rules
-- Keys, checks and indexes of every table, as PostgreSQL spells them; a constraint's own index is not said twice.
select found.nspname, found.relname, found.definition
from (
    select space.nspname, rel.relname, position(con.contype in 'pufc') as place, pg_get_constraintdef(con.oid) as definition
    from pg_catalog.pg_constraint as con
    join pg_catalog.pg_class as rel on rel.oid = con.conrelid and not rel.relispartition
    join pg_catalog.pg_namespace as space on space.oid = rel.relnamespace
    where con.contype in ('p', 'u', 'f', 'c')
    union all
    select space.nspname, rel.relname, 5, regexp_replace(pg_get_indexdef(idx.indexrelid), ' ON \S+ USING btree', '')
    from pg_catalog.pg_index as idx
    join pg_catalog.pg_class as rel on rel.oid = idx.indrelid and not rel.relispartition
    join pg_catalog.pg_namespace as space on space.oid = rel.relnamespace
    where not exists (select from pg_catalog.pg_constraint as con where con.conindid = idx.indexrelid)
) as found
where found.nspname !~ '^(pg_|information_schema$)'
order by found.nspname, found.relname, found.place, found.definition
