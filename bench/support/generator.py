"""An open-loop HTTP generator in a process of its own: requests go out when their time comes, answered or not.

    python -m bench.support.generator PORT FILE CONNECTIONS RATE

FILE holds ready request bytes, each after its length (4 bytes, big-endian). RATE is requests a second, 0 for as fast
as the connections allow (closed loop, for probing). Prints one JSON object: latencies are counted from the moment
a request was due, so waiting for a free connection counts, and `lag_ms_max` says how late the generator itself was.
"""

import asyncio
import json
import resource
import sys
import time
from collections import Counter, deque
from pathlib import Path

import uvloop


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
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        length = 0
        for line in head.split(b"\r\n")[1:]:
            if line[:15].lower() == b"content-length:":
                length = int(line[15:])
        if len(body) >= length:
            self._buffer = body[length:]
            self._run.answered(self, head[9:12].decode())

    def connection_lost(self, exc: Exception | None) -> None:
        self._run.lost(self)


class Run:
    """One run over a list of requests."""

    def __init__(self, requests: list[bytes], rate: float) -> None:
        self._requests, self._rate = requests, rate
        self._idle: deque[Connection] = deque()
        self._due: deque[tuple[bytes, float]] = deque()
        self._open = 0
        self.latencies_s: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.lag_s_max = 0.0
        self._done = asyncio.Event()

    async def go(self, port: int, connections: int) -> float:
        """Runs to the last answer; returns how long it took."""
        loop = asyncio.get_running_loop()
        for _ in range(connections):
            _, connection = await loop.create_connection(lambda: Connection(self), "127.0.0.1", port)
            self._idle.append(connection)
        started_s = loop.time()
        if self._rate:
            await self._offer(started_s)
        else:
            self._due.extend((request, 0.0) for request in self._requests)
            self._pump()
        await self._done.wait()
        return loop.time() - started_s

    async def _offer(self, started_s: float) -> None:
        loop = asyncio.get_running_loop()
        sent, total = 0, len(self._requests)
        while sent < total:
            now_s = loop.time()
            ready = min(total, int((now_s - started_s) * self._rate) + 1)
            if ready > sent:
                self.lag_s_max = max(self.lag_s_max, now_s - (started_s + sent / self._rate))
            for index in range(sent, ready):
                self._due.append((self._requests[index], started_s + index / self._rate))
            sent = ready
            self._pump()
            await asyncio.sleep(0.001)

    def _pump(self) -> None:
        now_s = time.monotonic()
        while self._due and self._idle:
            request, due_s = self._due.popleft()
            self._open += 1
            self._idle.popleft().send(request, due_s or now_s)

    def answered(self, connection: Connection, status: str) -> None:
        self.latencies_s.append(time.monotonic() - connection.due_s)
        self.statuses[status] += 1
        self._open -= 1
        self._idle.append(connection)
        self._pump()
        self._end_when_done()

    def lost(self, connection: Connection) -> None:
        if len(self.latencies_s) < len(self._requests):
            self.statuses["lost"] += 1
            self.latencies_s.append(float("inf"))
            self._end_when_done()

    def _end_when_done(self) -> None:
        if len(self.latencies_s) >= len(self._requests):
            self._done.set()


def read_requests(file: Path) -> list[bytes]:
    raw, at, requests = file.read_bytes(), 0, []
    while at < len(raw):
        length = int.from_bytes(raw[at : at + 4], "big")
        requests.append(raw[at + 4 : at + 4 + length])
        at += 4 + length
    return requests


def main() -> None:
    port, file, connections, rate = sys.argv[1:5]
    run = Run(read_requests(Path(file)), float(rate))
    before = resource.getrusage(resource.RUSAGE_SELF)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
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
