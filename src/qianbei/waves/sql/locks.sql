-- name: lock_run
-- A launched campaign, before budgets: whoever holds it alone changes its waves.
select campaign_id, slug, state, pace_percent, version
from waves.runs
where cell = %(cell)s::smallint and campaign_id = %(campaign_id)s::uuid
order by campaign_id
for update;
