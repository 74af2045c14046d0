"""Whether this worker can write an order now, and if not why: for whoever decides where people are sent.

Nothing is asked of the database for it. The worker's own beat (`gate_members`) is a small transaction every second, and the last
write of orders is known; both are looked at as they were left. A disk is looked at where the embedded server's lies, since a
full one still lets single rows be changed. Deliberately absent: whether the process lives (`/healthz`), and any queue: who
comes too many is told a place by the gate, and another worker would have the same line.
"""

from collections.abc import Callable
from enum import StrEnum

from qianbei.db.errors import ConnectionLost, OutOfRoom
from qianbei.web.gate_members import SILENT_S, Members

FREE_BYTES_MIN = 64 * 1024 * 1024
"""Four segments of the write-ahead log. A start needs four times that (`runtime.installation`)."""


class Problem(StrEnum):
    """Why no order can be written."""

    DATABASE_LOST = "database_lost"
    DATABASE_OUT_OF_ROOM = "database_out_of_room"
    DATABASE_SILENT = "database_silent"
    ORDERS_NOT_WRITTEN = "orders_not_written"
    DISK_FULL = "disk_full"


class Readiness:
    """`is_intake_down`: the last write of orders failed lately. `free_bytes`: of the database's disk, None where it is not ours."""

    def __init__(
        self, members: Members, is_intake_down: Callable[[], bool], free_bytes: Callable[[], int | None]
    ) -> None:
        self._members, self._is_intake_down, self._free_bytes = members, is_intake_down, free_bytes

    def problems(self) -> list[Problem]:
        """What stands in the way now; empty when orders can be written."""
        found = [_told_by(self._members.lost)] if self._members.lost else []
        if self._members.unheard_s > SILENT_S:
            found.append(Problem.DATABASE_SILENT)
        if self._is_intake_down():
            found.append(Problem.ORDERS_NOT_WRITTEN)
        free_bytes = self._free_bytes()
        if free_bytes is not None and free_bytes < FREE_BYTES_MIN:
            found.append(Problem.DISK_FULL)
        return found


def _told_by(lost: ConnectionLost) -> Problem:
    return Problem.DATABASE_OUT_OF_ROOM if isinstance(lost, OutOfRoom) else Problem.DATABASE_LOST
