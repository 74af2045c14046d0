"""A house with a long past: orders that were placed for real, copied inside PostgreSQL with all that belongs to them.

Ten million orders through HTTP take hours on two cores; copied they take minutes, in the same tables, pages and
indexes. A copy's ids are its original's, begun a day earlier a copy, as if the days before had been like this one: an
index then grows as it does in a city. What it leaves out on purpose: the sums that a ledger, a budget or a slot keeps
of its orders, so nobody audits a house with copies, and nobody measures anything but what new orders cost in it.
"""

from collections.abc import Mapping, Sequence

from psycopg import AsyncConnection

from qianbei.db import Database, Query, Tx

IDS: Mapping[str, Sequence[str]] = {
    "people.persons": ("person_id",),
    "people.addresses": ("person_id", "address_id"),
    "campaigns.cards": ("card_id", "person_id", "order_id"),
    "campaigns.card_moves": ("card_id", "order_id"),
    "orders.orders": ("order_id", "person_id", "card_id"),
    "fulfilment.jobs": ("order_id",),
    "payments.payments": ("payment_id", "order_id"),
    "outbox.events": ("event_id", "key"),
}
"""What is written for an order and its person, with the columns in which a copy differs from its original."""

_EARLIER = """
create function originals.earlier(id uuid, days bigint) returns uuid immutable strict parallel safe language sql
return (
    lpad(to_hex(('x' || substr(id::text, 1, 8) || substr(id::text, 10, 4))::bit(48)::bigint - days * 86400000), 12, '0')
    || substr(id::text, 15)
)::uuid
"""


class Copies:
    """Copies of what stood in the house when this was begun; `orders` originals."""

    def __init__(self, database: Database, orders: int, columns: Mapping[str, Sequence[str]]) -> None:
        self._database, self._columns = database, columns
        self.orders, self._days = orders, 0

    @classmethod
    async def begun(cls, database: Database) -> "Copies":
        columns: dict[str, list[str]] = {}
        async with database.transaction() as tx:
            await _run(tx, "create schema originals")
            await _run(tx, _EARLIER)
            for table in IDS:
                await _run(tx, f"create unlogged table {_originals(table)} as table {table}")
                named = "select attname from pg_attribute where attrelid = %(table)s::regclass and attnum > 0"
                rows = await tx.rows(Query("bench.columns", named), {"table": _originals(table)})
                columns[table] = [name for (name,) in rows]
            orders = await tx.rows(Query("bench.orders", "select count(*) from originals.orders"))
        return cls(database, orders[0][0], columns)

    async def add(self, times: int) -> None:
        """Copies everything so many times. Each copy is a transaction, whose foreign keys nobody checks."""
        for _ in range(times):
            self._days += 1
            async with self._database.transaction() as tx:
                await _run(tx, "set local session_replication_role = replica")
                for table, columns in self._columns.items():
                    copied = ", ".join(self._value(table, column) for column in columns)
                    await _run(
                        tx,
                        f"insert into {table} ({', '.join(columns)}) select {copied} from {_originals(table)}",
                    )

    async def rest(self) -> None:
        """What PostgreSQL does by itself with the rows of a day long before the next day's: they are vacuumed, counted and on
        the disk. Else new orders are measured together with it."""
        async with await AsyncConnection.connect(self._database.dsn, autocommit=True) as connection:
            await connection.execute("vacuum (freeze, analyze)")
            await connection.execute("checkpoint")

    def _value(self, table: str, column: str) -> str:
        return f"originals.earlier({column}, {self._days})" if column in IDS[table] else column


def _originals(table: str) -> str:
    return "originals." + table.partition(".")[2]


async def _run(tx: Tx, text: str) -> None:
    await tx.run(Query("bench.copies", text))
