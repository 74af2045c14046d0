"""A model's slots are waited for, a little, and how long is told to the gate."""

import asyncio
from random import Random
from typing import Any
from uuid import UUID

import pytest

from qianbei.agent.closer import CloserReading
from qianbei.gate.answers import GateShape
from qianbei.gate.gate import Gate
from qianbei.gate.ladder import Step
from qianbei.runtime import laddered
from qianbei.runtime.laddered import LadderedReading

pytestmark = pytest.mark.anyio
WORDS: Any = None
"""What is read is not looked at here."""


class Slow:
    """A reading that takes until it is let go, and notes how many run at once."""

    def __init__(self) -> None:
        self.go, self.running, self.most = asyncio.Event(), 0, 0

    def at(self, step: Step) -> CloserReading:
        return self

    def may_read(self, conversation: UUID) -> bool:
        return True

    async def read(self, conversation: UUID, scene: Any, heard: Any) -> Any:
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await self.go.wait()
            return "read"
        finally:
            self.running -= 1


async def test_no_more_calls_run_than_the_model_has_slots_and_the_rest_waits():
    gate, slow = Gate(GateShape(model_slots=2), Random(1), 0.0), Slow()
    reading = LadderedReading(slow, gate)
    calls = [asyncio.create_task(reading.read(UUID(int=n), WORDS, WORDS)) for n in range(5)]
    await asyncio.sleep(0.02)
    assert slow.running == 2
    slow.go.set()
    assert await asyncio.gather(*calls) == ["read"] * 5
    assert slow.most == 2
    assert gate.held.model is not None
    assert gate.held.model.delay_s(0.0) >= 0.01, "what the others waited is what the budget follows"


async def test_who_waits_too_long_for_a_slot_is_answered_without_the_model(monkeypatch):
    monkeypatch.setattr(laddered, "SLOT_WAIT_S", 0.02)
    gate, slow = Gate(GateShape(model_slots=1), Random(1), 0.0), Slow()
    reading = LadderedReading(slow, gate)
    first = asyncio.create_task(reading.read(UUID(int=1), WORDS, WORDS))
    await asyncio.sleep(0)
    assert await reading.read(UUID(int=2), WORDS, WORDS) is None
    left = asyncio.create_task(reading.read(UUID(int=3), WORDS, WORDS))
    await asyncio.sleep(0)
    left.cancel()
    slow.go.set()
    assert await first == "read"
    assert await reading.read(UUID(int=4), WORDS, WORDS) == "read", "a client that left holds no slot"
