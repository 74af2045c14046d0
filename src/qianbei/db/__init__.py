"""PostgreSQL: embedded or yours, pool, named queries, migrations, batches, wake-ups.

The only room that imports psycopg. It knows no domain word: tables of the domains are made here by numbered
migrations (written by each domain's owner) but read and written only by their domain. There is no ORM, no
query builder and no commit outside `Database.transaction()`.

Tables owned: `db.migrations` and `db.installation`, the only ones that stand outside the cells.
"""

from qianbei.db.database import Database, Tx
from qianbei.db.sql import Query, load_queries

__all__ = ["Database", "Query", "Tx", "load_queries"]
