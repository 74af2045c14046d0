"""One clock for all processes of an installation: its anchor lies in the database.

`qianbei up` takes a new anchor at each start, so the city may get another speed and never goes back in time. A role
started alone reads the anchor; only where there is none it makes one that is the wall itself.
"""

from datetime import UTC, datetime

import msgspec

from qianbei.db import Database
from qianbei.db.installation import read_fact, write_fact
from qianbei.kit.clock import Anchor, CityClock

FACT = "city_clock"


async def take_anchor(database: Database, speed: float) -> Anchor:
    """A new anchor from here on. Processes that already run keep theirs, so take it before they start."""
    real = datetime.now(UTC)
    async with database.transaction() as tx:
        kept = await read_fact(tx, FACT)
        before = msgspec.convert(kept, Anchor) if kept else Anchor(real, real, 1.0)
        anchor = before.resumed(real, speed)
        await write_fact(tx, FACT, msgspec.to_builtins(anchor))
    return anchor


async def city_clock(database: Database) -> CityClock:
    """The installation's clock."""
    async with database.reading() as tx:
        kept = await read_fact(tx, FACT)
    anchor = msgspec.convert(kept, Anchor) if kept else await take_anchor(database, 1.0)
    return CityClock(anchor)
