"""Naive clients of a spike, in a process of their own: they come, ask, ask again, and order when they are let in.

Half of them knock every two seconds and give up after five tries; half do what Retry-After says. Arrivals are an open
loop: `lag_ms_max` says how late the generator itself was, and a run that lagged is void.
"""

import asyncio
import json
import random
import resource
import sys
import time
import uuid
from collections import Counter
from pathlib import Path

import uvloop

KNOCK_S, KNOCKS_MAX = 2.0, 5
PATIENCE_S = 60.0
STAY_S = 8.0
"""How long the last ones are waited for after the arrivals have ended."""
ORDER = "来一杯大杯珍珠奶茶，少冰三分糖"


class Wire:
    """Keep-alive connections, taken and given back."""

    def __init__(self, port: int) -> None:
        self._port, self._free = port, list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]()

    async def ask(
        self, method: str, path: str, token: str, body: bytes, key: str
    ) -> tuple[int, dict, bytes, float]:
        """(status, headers, body, seconds to the answer)"""
        reader, writer = (
            self._free.pop() if self._free else await asyncio.open_connection("127.0.0.1", self._port)
        )
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        began_s = time.monotonic()
        writer.write(head.encode() + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
        }
        answer = await _body(reader, headers)
        self._free.append((reader, writer))
        return int(lines[0][9:12]), headers, answer, time.monotonic() - began_s


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    parts = []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(parts)


class Crowd:
    """One run: phases of (seconds, arrivals a second)."""

    def __init__(self, wire: Wire, tokens: list[str], seed: int) -> None:
        self.wire, self.tokens, self.random = wire, tokens, random.Random(seed)
        self.placed_s: list[float] = []
        self.refused_s: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.taps = self.taps_lost = 0
        self.arrived = 0
        self.is_closing = False
        self.lag_s_max = 0.0

    async def run(self, phases: list[tuple[float, float]]) -> None:
        self.began_s = time.monotonic()
        tasks, due_s = [], self.began_s
        for span_s, rate in phases:
            ends_s = due_s + span_s
            while due_s < ends_s:
                if (late_s := time.monotonic() - due_s) < 0:
                    await asyncio.sleep(-late_s)
                self.lag_s_max = max(self.lag_s_max, time.monotonic() - due_s)
                tasks.append(asyncio.create_task(self._person(self.tokens[self.arrived])))
                self.arrived += 1
                due_s += 1 / rate
        await asyncio.wait(tasks, timeout=STAY_S)
        self.is_closing = True
        while self.taps_lost and time.monotonic() < due_s + 2 * STAY_S:  # noqa: ASYNC110
            await asyncio.sleep(0.1)  # Who tapped before the end is waited for.
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        self.broken = [repr(each) for each in ended if isinstance(each, Exception)]

    async def _person(self, token: str) -> None:
        is_naive, came_s, tries = self.random.random() < 0.5, time.monotonic(), 0
        thread = str(uuid.uuid4())
        message = {"id": "1", "role": "user", "content": ORDER}
        body = json.dumps({"threadId": thread, "runId": thread, "messages": [message], "state": {}}).encode()
        while time.monotonic() - came_s < PATIENCE_S and not self.is_closing:
            status, headers, answer, took_s = await self.wire.ask("POST", "/api/v1/turn", token, body, thread)
            self.statuses[f"turn {status}"] += 1
            if status == 200:
                await self._tap(token, answer)
                return
            self.refused_s.append(took_s)
            tries += 1
            if is_naive and tries > KNOCKS_MAX:
                return
            await asyncio.sleep(KNOCK_S if is_naive else float(headers.get("retry-after", 1)))

    async def _tap(self, token: str, answer: bytes) -> None:
        parts = (json.loads(line[6:]) for line in answer.decode().split("\n") if line.startswith("data: "))
        state = next(part["snapshot"] for part in parts if part["type"] == "STATE_SNAPSHOT")
        if not state.get("offer"):
            self.statuses["no offer"] += 1
            return
        await asyncio.sleep(self.random.uniform(0.5, 1.5))
        if self.is_closing:
            return
        self.taps += 1
        self.taps_lost += 1
        body = json.dumps({"offer": state["offer"], "seal": state["offer_seal"]}).encode()
        key = str(uuid.uuid4())
        while True:
            status, headers, _, _ = await self.wire.ask("POST", "/api/v1/orders", token, body, key)
            self.statuses[f"tap {status}"] += 1
            if status in (200, 201):
                self.placed_s.append(time.monotonic() - self.began_s)
                self.taps_lost -= 1
                return
            if status not in (202, 503):
                return
            await asyncio.sleep(float(headers.get("retry-after", 1)))


def main() -> None:
    port, file, phases, seed = sys.argv[1:5]
    crowd = Crowd(Wire(int(port)), Path(file).read_text().split(), int(seed))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(crowd.run(json.loads(phases)))
    used = resource.getrusage(resource.RUSAGE_SELF)
    refused = sorted(crowd.refused_s) or [0.0]
    report = {
        "arrived": crowd.arrived,
        "statuses": dict(sorted(crowd.statuses.items())),
        "placed_s": crowd.placed_s,
        "taps": crowd.taps,
        "taps_lost": crowd.taps_lost,
        "refused": len(crowd.refused_s),
        "refused_p50_ms": refused[len(refused) // 2] * 1000,
        "refused_p99_ms": refused[len(refused) * 99 // 100] * 1000,
        "refused_ms_max": refused[-1] * 1000,
        "broken": crowd.broken[:3],
        "lag_ms_max": crowd.lag_s_max * 1000,
        "cpu_s": used.ru_utime + used.ru_stime,
    }
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
