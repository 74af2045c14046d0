import asyncio
from collections.abc import Sequence
from random import Random

import pytest

from qianbei.db.batcher import ENOUGH, Batcher, Full
from qianbei.db.errors import ConnectionLost, SerializationFailure

pytestmark = pytest.mark.anyio


class Writer:
    """Doubles numbers; fails as told; can be held."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.free = asyncio.Event()
        self.free.set()
        self.poison: set[int] = set()
        self.collisions = 0
        self.fault: Exception | None = None

    async def __call__(self, requests: Sequence[int]) -> list[int]:
        self.batches.append(list(requests))
        await self.free.wait()
        if self.collisions:
            self.collisions -= 1
            raise SerializationFailure("met another")
        if self.fault:
            raise self.fault
        if self.poison & set(requests):
            raise ValueError("poison")
        return [2 * request for request in requests]


@pytest.fixture
async def writer() -> Writer:
    return Writer()


def batcher(
    writer: Writer, max_batch: int = 100, max_waiting: int = 1000, workers: int = 1, apart_s: float = 0.0
) -> Batcher[int, int]:
    return Batcher(
        writer,
        max_batch=max_batch,
        max_waiting=max_waiting,
        random=Random(1),
        key=lambda request: bytes([request % 7]),
        workers=workers,
        apart_s=apart_s,
    )


async def test_all_that_waits_goes_together_and_each_gets_its_own_answer(writer: Writer) -> None:
    batches = batcher(writer)
    writer.free.clear()
    first = asyncio.create_task(batches.submit(0))
    await asyncio.sleep(0.01)
    others = [asyncio.create_task(batches.submit(n)) for n in range(1, 6)]
    await asyncio.sleep(0.01)
    writer.free.set()
    assert await asyncio.gather(first, *others) == [0, 2, 4, 6, 8, 10]
    assert writer.batches == [[0], [1, 2, 3, 4, 5]]


async def test_a_batch_is_never_larger_than_the_maximum(writer: Writer) -> None:
    batches = batcher(writer, max_batch=4)
    assert await asyncio.gather(*[batches.submit(n) for n in range(10)]) == [2 * n for n in range(10)]
    assert max(len(batch) for batch in writer.batches) == 4


async def test_beyond_the_queue_the_answer_is_full_and_nothing_was_taken(writer: Writer) -> None:
    batches = batcher(writer, max_batch=1, max_waiting=3)
    writer.free.clear()
    running = asyncio.create_task(batches.submit(0))
    await asyncio.sleep(0.01)
    waiting = [asyncio.create_task(batches.submit(n)) for n in (1, 2, 3)]
    await asyncio.sleep(0.01)
    assert await batches.submit(4) == Full(3)
    writer.free.set()
    assert await asyncio.gather(running, *waiting) == [0, 2, 4, 6]
    assert [4] not in writer.batches


async def test_a_poisoned_request_fails_only_for_its_sender(writer: Writer) -> None:
    batches = batcher(writer)
    writer.poison = {5}
    results = await asyncio.gather(*[batches.submit(n) for n in range(8)], return_exceptions=True)
    assert [result for n, result in enumerate(results) if n != 5] == [2 * n for n in range(8) if n != 5]
    assert isinstance(results[5], ValueError)


async def test_a_collision_runs_the_same_batch_again_first(writer: Writer) -> None:
    batches = batcher(writer)
    writer.collisions = 1
    assert await asyncio.gather(*[batches.submit(n) for n in range(3)]) == [0, 2, 4]
    assert writer.batches == [[0, 1, 2], [0, 1, 2]]


async def test_a_collision_that_stays_is_raised_to_its_sender(writer: Writer) -> None:
    batches = batcher(writer)
    writer.collisions = 100
    with pytest.raises(SerializationFailure):
        await batches.submit(1)
    assert writer.batches == [[1], [1]]


async def test_a_lost_connection_is_told_to_all_at_once(writer: Writer) -> None:
    batches = batcher(writer)
    writer.fault = ConnectionLost("gone")
    results = await asyncio.gather(*[batches.submit(n) for n in range(8)], return_exceptions=True)
    assert {type(result) for result in results} == {ConnectionLost}
    assert len(writer.batches) == 1


async def test_a_sender_that_leaves_does_not_disturb_the_batch(writer: Writer) -> None:
    batches = batcher(writer)
    writer.free.clear()
    leaving = asyncio.create_task(batches.submit(1))
    staying = asyncio.create_task(batches.submit(2))
    await asyncio.sleep(0.01)
    leaving.cancel()
    writer.free.set()
    assert await staying == 4
    assert leaving.cancelled()


async def test_a_write_of_few_is_kept_apart_from_the_one_before_and_one_of_many_is_not(
    writer: Writer,
) -> None:
    loop = asyncio.get_running_loop()
    batches = batcher(writer, apart_s=0.1)
    begun_s = loop.time()
    await batches.submit(0)
    assert loop.time() - begun_s < 0.1
    few = asyncio.create_task(batches.submit(1))
    await asyncio.sleep(0)
    assert await asyncio.gather(few, batches.submit(2)) == [2, 4]
    apart_s = loop.time() - begun_s
    await asyncio.gather(*[batches.submit(n) for n in range(ENOUGH)])
    assert apart_s >= 0.1 > loop.time() - begun_s - apart_s
    assert writer.batches == [[0], [1, 2], list(range(ENOUGH))]


async def test_equal_keys_never_run_at_once_with_several_writers() -> None:
    running: set[int] = set()

    async def write(requests: Sequence[int]) -> list[int]:
        keys = {request % 7 for request in requests}
        assert not keys & running
        running.update(keys)
        await asyncio.sleep(0.001)
        running.difference_update(keys)
        return list(requests)

    batches = Batcher(
        write, max_batch=3, max_waiting=1000, random=Random(1), key=lambda n: bytes([n % 7]), workers=2
    )
    assert await asyncio.gather(*[batches.submit(n) for n in range(100)]) == list(range(100))


async def test_drain_waits_for_everything_taken(writer: Writer) -> None:
    batches = batcher(writer, max_batch=2, workers=2)
    tasks = [asyncio.create_task(batches.submit(n)) for n in range(9)]
    await asyncio.sleep(0)
    await batches.drain()
    assert batches.waiting == 0
    assert sorted(n for batch in writer.batches for n in batch) == list(range(9))
    await asyncio.gather(*tasks)
