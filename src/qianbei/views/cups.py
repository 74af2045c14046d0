"""Cups that the stores of a cell have free soon: what a campaign may promise."""

from datetime import datetime, timedelta

from qianbei.db import Tx, load_queries

queries = load_queries(__package__)

SLOT = timedelta(minutes=5)
AHEAD = timedelta(hours=1)


async def free_cups(tx: Tx, cell: int, at: datetime) -> int:
    """Free cups of all open stores in the next hour, shut ones by their hours included."""
    since = at - (at - datetime.min.replace(tzinfo=at.tzinfo)) % SLOT
    parameters = {"cell": cell, "since": since, "until": since + AHEAD, "slots": AHEAD // SLOT}
    return (await tx.rows(queries.free_cups, parameters))[0][0]
