-- name: count_new_tables
select db.count_new_tables()
