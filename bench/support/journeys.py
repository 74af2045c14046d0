"""Whole journeys over HTTP in a process of its own: words, the tap on the offer they made, the order's status.

    python -m bench.support.journeys PORT FILE CONNECTIONS WORDS RATE

FILE holds one session token a line, a person each. Every connection makes one person's journey after another: with RATE 0
as fast as they are answered (closed loop), else that many begin a second, and a turn counts from when it was due. Prints
one JSON object: journeys a second, milliseconds by step, and the generator's own CPU.
"""

import asyncio
import json
import re
import resource
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from uuid import uuid4

import msgspec
import uvloop


class Snapshot(msgspec.Struct):
    """The parts of a turn's state that the tap sends back, as they came."""

    offer: msgspec.Raw
    offer_seal: str


class Event(msgspec.Struct):
    type: str
    snapshot: Snapshot | None = None


class Placed(msgspec.Struct):
    order_id: str


_event, _placed = msgspec.json.Decoder(Event), msgspec.json.Decoder(Placed)
_length = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_keys = (f"{uuid4()}-{number}" for number in count())


class Caller(asyncio.Protocol):
    """One keep-alive connection, one request at a time."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    async def ask(self, head: str, token: str, body: bytes = b"") -> tuple[int, bytes]:
        self._answer = asyncio.get_running_loop().create_future()
        lines = f"{head} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
        lines += f"Idempotency-Key: {next(_keys)}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(lines.encode() + body)  # type: ignore[attr-defined]
        return await self._answer

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        if not separator or self._answer is None:
            return
        length = _length.search(head)
        # What has no length is chunked, as event streams are; the last chunk is an empty one.
        if body.endswith(b"\r\n0\r\n\r\n") if length is None else len(body) >= int(length[1]):
            self._buffer = b""
            self._answer.set_result((int(head[9:12]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(AssertionError("the connection was lost"))


async def journey(caller: Caller, token: str, words: str, at_s: float, steps: dict[str, list[float]]) -> None:
    """Raises AssertionError when a step does not answer as it must: the run is then void."""
    message = {"id": "1", "role": "user", "content": words}
    turn = {"threadId": uuid4(), "runId": "1", "messages": [message], "state": {}}
    status, body = await caller.ask("POST /api/v1/turn", token, msgspec.json.encode(turn))
    assert status == 200, body
    events = [_event.decode(line[6:]) for line in body.split(b"\n") if line.startswith(b"data: ")]
    state = next(each.snapshot for each in events if each.snapshot is not None)
    at_s = _noted(steps, "turn", at_s)
    tap = msgspec.json.encode({"offer": state.offer, "seal": state.offer_seal})
    status, body = await caller.ask("POST /api/v1/orders", token, tap)
    assert status == 201, body
    order_id = _placed.decode(body).order_id
    at_s = _noted(steps, "approve", at_s)
    status, body = await caller.ask(f"GET /api/v1/orders/{order_id}", token)
    assert status == 200, body
    _noted(steps, "status", at_s)


def _noted(steps: dict[str, list[float]], step: str, since_s: float) -> float:
    now_s = time.perf_counter()
    steps[step].append(now_s - since_s)
    return now_s


async def run(port: int, tokens: Iterator[str], connections: int, words: str, rate: float) -> dict:
    steps: dict[str, list[float]] = {"turn": [], "approve": [], "status": []}
    loop, numbered = asyncio.get_running_loop(), enumerate(tokens)

    async def one_connection() -> None:
        _, caller = await loop.create_connection(Caller, "127.0.0.1", port)
        for number, token in numbered:
            due_s = started_s + number / rate if rate else time.perf_counter()
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            await journey(caller, token, words, due_s, steps)

    started_s = time.perf_counter()
    await asyncio.gather(*(one_connection() for _ in range(connections)))
    took_s = time.perf_counter() - started_s
    made = len(steps["status"])
    spread = {name: sorted(each) for name, each in steps.items()}
    return {
        "journeys": made,
        "journeys_per_s": made / took_s,
        "p50_ms": {name: each[made // 2] * 1000 for name, each in spread.items()},
        "p99_ms": {name: each[made * 99 // 100] * 1000 for name, each in spread.items()},
    }


def main() -> None:
    port, file, connections, words, rate = sys.argv[1:6]
    tokens = iter(Path(file).read_text().split())
    before = resource.getrusage(resource.RUSAGE_SELF)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        report = runner.run(run(int(port), tokens, int(connections), words, float(rate)))
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    sys.stdout.write(json.dumps({**report, "cpu_s": cpu_s}) + "\n")


if __name__ == "__main__":
    main()
