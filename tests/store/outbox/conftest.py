from collections.abc import Callable
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from qianbei.kit.clock import FixedClock
from qianbei.kit.ids import derived_id, new_id
from qianbei.outbox.contracts import Event

MakeEvent = Callable[..., Event]


@pytest.fixture
def event(clock: FixedClock, random: Random) -> MakeEvent:
    """Makes events; `key` is a name, `after_s` shifts the time."""

    def make(type_: str = "cups.poured.v1", key: str = "a", after_s: float = 0, n: int = 0) -> Event:
        at = clock.now() + timedelta(seconds=after_s)
        key_id: UUID = derived_id(key)
        return Event(1, new_id(at, random), type_, key_id, {"n": n}, at)

    return make
