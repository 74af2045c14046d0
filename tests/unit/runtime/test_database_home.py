"""How long the supervisor goes on bringing a database back that dies."""

from pathlib import Path

import pytest

from qianbei.db.cluster import Places
from qianbei.db.embedded import EmbeddedPostgres
from qianbei.runtime import database_home
from qianbei.runtime.database_home import KeptPostgres
from qianbei.runtime.processes import CRASH_WINDOW_S, CRASHES_MAX, ChildFailed

pytestmark = pytest.mark.anyio


class NeverUp(EmbeddedPostgres):
    """A server that is dead whenever somebody looks."""

    def __init__(self) -> None:
        super().__init__(Path("/data"))
        self.starts = 0

    @property
    def pid(self) -> int | None:
        return None

    @property
    def places(self) -> Places:
        return Places(self.folder, self.folder)

    def start(self) -> str:
        self.starts += 1
        return ""


class Clock:
    """Each look at it is `step_s` later than the last."""

    def __init__(self, step_s: float) -> None:
        self.now_s, self.step_s = 0.0, step_s

    def monotonic(self) -> float:
        self.now_s += self.step_s
        return self.now_s


async def test_a_database_that_dies_again_and_again_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_home, "_LOOK_EVERY_S", 0)
    monkeypatch.setattr(database_home, "time", Clock(step_s=1.0))
    server = NeverUp()
    with pytest.raises(ChildFailed, match="PostgreSQL does not stay up"):
        await KeptPostgres(server).keep(lambda _: None)
    assert server.starts == CRASHES_MAX


async def test_one_that_dies_now_and_then_is_always_brought_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_home, "_LOOK_EVERY_S", 0)
    monkeypatch.setattr(database_home, "time", Clock(step_s=CRASH_WINDOW_S))
    server, said = NeverUp(), []

    def say(text: str) -> None:
        said.append(text)
        if len(said) > 10 * CRASHES_MAX:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await KeptPostgres(server).keep(say)
    assert server.starts == 10 * CRASHES_MAX
