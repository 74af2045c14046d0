"""Whether a worker can write orders, told by what it already knows."""

from types import SimpleNamespace

import pytest

from qianbei.db.errors import ConnectionLost, OutOfRoom
from qianbei.web.gate_members import SILENT_S
from qianbei.web.readiness import FREE_BYTES_MIN, Problem, Readiness


def _problems(lost=None, unheard_s=0.5, is_intake_down=False, free_bytes: int | None = None) -> list[Problem]:
    members = SimpleNamespace(lost=lost, unheard_s=unheard_s)
    return Readiness(members, lambda: is_intake_down, lambda: free_bytes).problems()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "problems"),
    [
        ({}, []),
        ({"free_bytes": FREE_BYTES_MIN}, []),
        ({"lost": ConnectionLost("")}, [Problem.DATABASE_LOST]),
        ({"lost": OutOfRoom("")}, [Problem.DATABASE_OUT_OF_ROOM]),
        ({"unheard_s": SILENT_S + 0.1}, [Problem.DATABASE_SILENT]),
        ({"is_intake_down": True}, [Problem.ORDERS_NOT_WRITTEN]),
        ({"free_bytes": FREE_BYTES_MIN - 1}, [Problem.DISK_FULL]),
        (
            {"lost": OutOfRoom(""), "is_intake_down": True, "free_bytes": 0},
            [Problem.DATABASE_OUT_OF_ROOM, Problem.ORDERS_NOT_WRITTEN, Problem.DISK_FULL],
        ),
    ],
)
def test_a_worker_is_ready_while_nothing_keeps_it_from_writing_orders(state: dict, problems: list) -> None:
    assert _problems(**state) == problems
