create function db.count_new_tables() returns void language plpgsql as $$
declare each record;
begin
    for each in
        select schemaname, relname
        from pg_stat_user_tables
        where n_live_tup >= 500 and last_analyze is null and last_autoanalyze is null
        order by relid
    loop
        execute format('analyze %I.%I', each.schemaname, each.relname);
    end loop;
end
$$;

comment on function db.count_new_tables() is
    'Counts each table that has some hundred rows, as PostgreSQL itself has noted within a second, and was never counted.';
