"""Statistics of tables that have none yet: a new house goes straight into its first rush.

PostgreSQL plans joins of uncounted tables badly, the more so where a connection keeps its plans (`pipelines.py`): a
batch of statuses takes seconds instead of milliseconds. Its autovacuum counts what has grown too, but looks only every
quarter of a minute, or every minute. After the first time the counting is left to it.
"""

from qianbei.db.database import Database
from qianbei.db.sql import load_queries

queries = load_queries(__package__)


async def count_new_tables(database: Database) -> int:
    """Counts each table that has some hundred rows and was never counted; always 0. Plans made before are made anew."""
    async with database.transaction() as tx:
        await tx.run(queries.count_new_tables)
    return 0
