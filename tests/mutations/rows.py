"""Rows of any table, made from its columns alone: parents are not needed, only CHECKs and unique keys are asked."""

from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

ID = UUID(int=1 << 100)
"""Every id of a row, unless another is asked for; so every query finds it under any name."""

AT = "2031-05-20T04:00:00Z"
LATER = "2031-06-20T04:00:00Z"

BY_TYPE: dict[str, Any] = {
    "uuid": ID,
    "smallint": 1,
    "integer": 1,
    "bigint": 1,
    "double precision": 1.0,
    "text": "x",
    "boolean": False,
    "timestamp with time zone": AT,
    "date": "2031-05-20",
    "bytea": b"x" * 32,
    "jsonb": "{}",
    "json": "{}",
    "uuid[]": [ID],
    "text[]": ["x"],
    "smallint[]": [1],
    "integer[]": [1],
    "bigint[]": [1],
    "bytea[]": [b"x" * 32],
    "timestamp with time zone[]": [AT],
    "jsonb[]": ["{}"],
}

SOUND: dict[str, dict[str, Any]] = {
    "abuse.households": {"size": 2},
    "abuse.keys": {"kind": "device"},
    "abuse.review_steps": {"step": "opened"},
    "abuse.reviews": {"reward": "joining", "state": "open"},
    "budgets.leases": {"expires_at": LATER},
    "budgets.nodes": {"kind": "campaign", "campaign_id": ID, "drawn_fen": 0, "drawn_count": 0},
    "campaigns.bulk_plans": {"kind": "extend", "state": "planned", "new_end": LATER},
    "campaigns.campaigns": {"ends_at": LATER},
    "campaigns.card_moves": {"event": "extend"},
    "campaigns.cards": {"state": "issued", "sweep_at": AT},
    "campaigns.gifts": {"state": "offered", "ends_at": LATER},
    "campaigns.till_sales": {"state": "shown", "ends_at": LATER},
    "catalog.stores": {"status": "draft"},
    "db.migrations": {"number": 9_999},
    "drops.drops": {
        "state": "announced",
        "opens_at": "2031-05-21T04:00:00Z",
        "ends_at": LATER,
        "after_tag": b"",
    },
    "fulfilment.jobs": {"state": "confirmed", "rider_id": ID},
    "gate.knobs": {"least_step": 0},
    "invites.bindings": {"state": "bound", "inviter_id": UUID(int=2)},
    "ledger.pendings": {"credit_slot": 2, "expires_at": LATER},
    "ledger.settlements": {"until_at": LATER, "brought_fen": 0},
    "ledger.transfers": {"credit_slot": 2},
    "messages.addresses": {"channel": "sms"},
    "messages.channels": {"channel": "sms"},
    "messages.messages": {"ends_at": LATER},
    "messages.opt_outs": {"channel": "sms"},
    "messages.rounds": {"audience": "plan"},
    "messages.sends": {"channel": "sms", "state": "queued"},
    "messages.switches": {"channel": "sms"},
    "orders.orders": {"state": "placed", "card_id": ID},
    "outbox.events": {"state": "pending"},
    "packets.packets": {"ends_at": LATER},
    "packets.payouts": {"state": "asked", "next_ask_at": AT},
    "packets.shares": {"person_id": ID, "taken_at": AT},
    "payments.payments": {"state": "authorising", "next_ask_at": AT},
    "people.code_counts": {"kind": "phone", "counted": b"x" * 32},
    "people.identity_keys": {"kind": "phone"},
    "people.persons": {"language": "en"},
    "people.roles": {"role": "rider"},
    "waves.runs": {"state": "running"},
    "waves.steers": {"from_state": "running", "to_state": "paused"},
    "waves.waves": {"ends_at": LATER, "allowed": 0},
}
"""What a row needs beside the defaults to be one that its CHECKs let in."""


def columns_of(connection: psycopg.Connection, table: str) -> dict[str, tuple[str, bool]]:
    """Column → its type, and whether a row must name it."""
    query = (
        "select attname, format_type(atttypid, null), attnotnull and not atthasdef and attidentity = ''"
        " from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
    )
    return {name: (kind, needed) for name, kind, needed in connection.execute(query, [table])}


def insert(connection: psycopg.Connection, table: str, **values: Any) -> dict[str, Any]:
    """Writes a sound row with these values in it, parents or not; what stands in it."""
    columns = columns_of(connection, table)
    row = {name: BY_TYPE[kind] for name, (kind, needed) in columns.items() if needed}
    row |= SOUND.get(table, {}) | values
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    holes = sql.SQL(", ").join(
        sql.SQL("%s::") + sql.SQL(columns[name][0])  # pyright: ignore[reportArgumentType]
        for name in row
    )
    into = sql.Identifier(*table.split("."))
    connection.execute("set local session_replication_role = replica")
    connection.execute(
        sql.SQL("insert into {} ({}) values ({})").format(into, names, holes), list(row.values())
    )
    return row


def another(kind: str, number: int) -> Any:
    """A value of a type that no other number gives."""
    if kind == "uuid":
        return UUID(int=number)
    if kind == "bytea":
        return bytes([number]) * 32
    if kind in ("timestamp with time zone", "date"):
        return f"2031-04-{number:02}"
    return f"x{number}" if kind == "text" else number
