"""An open-loop HTTP generator in a process of its own: requests go out when their time comes, answered or not.

    python -m bench.support.generator PORT FILE CONNECTIONS RATE

FILE holds the number of requests (4 bytes, big-endian), then each request after its length (4 bytes); it is read as
it is sent, so a run may be long. RATE is requests a second, 0 for as fast as the connections allow (closed loop, for
probing). Prints one JSON object: latencies are counted from the moment a request was due, so waiting for a free
connection counts, and `lag_ms_max` says how late the generator itself was.
"""

import asyncio
import json
import resource
import sys
import time
from array import array
from collections import Counter, deque
from pathlib import Path
from typing import BinaryIO

import uvloop

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length: "
"""As our server spells it."""

BREATH_S = 0.002
"""Requests due within this go out together, so that the generator leaves the cores to what it measures."""


class Connection(asyncio.Protocol):
    """One keep-alive connection with at most one request under way."""

    def __init__(self, run: "Run") -> None:
        self._run = run
        self._buffer = b""
        self.due_s = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def send(self, request: bytes, due_s: float) -> None:
        self.due_s = due_s
        self.transport.write(request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_ends = self._buffer.find(END_OF_HEAD)
        if head_ends < 0:
            return
        _, _, length = self._buffer[:head_ends].partition(LENGTH)
        answer_ends = head_ends + len(END_OF_HEAD) + int(length.partition(b"\r\n")[0] or 0)
        if len(self._buffer) >= answer_ends:
            status, self._buffer = self._buffer[9:12].decode(), self._buffer[answer_ends:]
            self._run.answered(self, status)

    def connection_lost(self, exc: Exception | None) -> None:
        self._run.lost(self)


class Run:
    """One run over a file of requests."""

    def __init__(self, file: BinaryIO, rate: float) -> None:
        self._file, self._rate = file, rate
        self._total = self._number()
        self._idle: deque[Connection] = deque()
        self._due_s: deque[float] = deque()
        self.latencies_s = array("d")
        self.statuses: Counter[str] = Counter()
        self.lag_s_max = 0.0
        self._done = asyncio.Event()

    def _number(self) -> int:
        return int.from_bytes(self._file.read(4), "big")

    async def go(self, port: int, connections: int) -> float:
        """Runs to the last answer; returns how long it took."""
        loop = asyncio.get_running_loop()
        for _ in range(connections):
            _, connection = await loop.create_connection(lambda: Connection(self), "127.0.0.1", port)
            self._idle.append(connection)
        started_s = loop.time()
        if self._rate:
            self._offer(loop, started_s, 0)
        else:
            self._due_s.extend([started_s] * self._total)
            self._pump()
        await self._done.wait()
        return loop.time() - started_s

    def _offer(self, loop: asyncio.AbstractEventLoop, started_s: float, offered: int) -> None:
        """Makes due what is due by now, and comes back when the next one is, though not at once."""
        now_s = loop.time()
        ready = min(self._total, int((now_s - started_s) * self._rate) + 1)
        if ready > offered:
            self.lag_s_max = max(self.lag_s_max, now_s - (started_s + offered / self._rate))
            self._due_s.extend([started_s + index / self._rate for index in range(offered, ready)])
            self._pump()
        if ready < self._total:
            next_s = max(started_s + ready / self._rate, now_s + BREATH_S)
            loop.call_at(next_s, self._offer, loop, started_s, ready)

    def _pump(self) -> None:
        while self._due_s and self._idle:
            due_s = self._due_s.popleft() if self._rate else self._closed_loop_due()
            self._idle.popleft().send(self._file.read(self._number()), due_s)

    def _closed_loop_due(self) -> float:
        self._due_s.popleft()
        return time.monotonic()

    def answered(self, connection: Connection, status: str) -> None:
        self.latencies_s.append(time.monotonic() - connection.due_s)
        self.statuses[status] += 1
        self._idle.append(connection)
        self._pump()
        self._end_when_done()

    def lost(self, connection: Connection) -> None:
        if len(self.latencies_s) < self._total:
            self.statuses["lost"] += 1
            self.latencies_s.append(float("inf"))
            self._end_when_done()

    def _end_when_done(self) -> None:
        if len(self.latencies_s) >= self._total:
            self._done.set()


def main() -> None:
    port, file, connections, rate = sys.argv[1:5]
    before = resource.getrusage(resource.RUSAGE_SELF)
    with Path(file).open("rb") as requests, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        run = Run(requests, float(rate))
        took_s = runner.run(run.go(int(port), int(connections)))
    after = resource.getrusage(resource.RUSAGE_SELF)
    ordered = sorted(run.latencies_s)
    count = len(ordered)
    report = {
        "requests": count,
        "seconds": took_s,
        "per_s": count / took_s,
        "p50_ms": ordered[count // 2] * 1000,
        "p99_ms": ordered[min(count - 1, count * 99 // 100)] * 1000,
        "lag_ms_max": run.lag_s_max * 1000,
        "statuses": dict(run.statuses),
        "cpu_s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
    }
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
