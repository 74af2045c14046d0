"""Naive clients of a spike, in a process of their own: they come, ask, ask again, and order when they are let in.

Half of them knock every two seconds and give up after five tries; half do what Retry-After says. Arrivals are an open
loop: `lag_ms_max` says how late the generator itself was, and a run that lagged is void. With `OWN` connections each
person has one, so that servers that share a port share people; who loses it opens another and asks the same again.

    python -m bench.support.queuers PORT TOKENS PHASES SEED SHARED|OWN
"""

import asyncio
import json
import random
import resource
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import uvloop

KNOCK_S, KNOCKS_MAX = 2.0, 5
PATIENCE_S = 60.0
STAY_S = 8.0
"""How long the last ones are waited for after the arrivals have ended."""
ORDER = "来一杯大杯珍珠奶茶，少冰三分糖"


class Wire:
    """Keep-alive connections, taken and given back."""

    def __init__(self, port: int, *, is_own: bool) -> None:
        self._port, self.is_own = port, is_own
        self._free = list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]()

    def rest(self) -> None:
        """The person has gone: their own connections are closed."""
        while self.is_own and self._free:
            self._free.pop()[1].close()

    async def ask(
        self, method: str, path: str, token: str, body: bytes, key: str
    ) -> tuple[int, dict, bytes, float]:
        """(status, headers, body, seconds to the answer); asked again over another connection when one breaks."""
        while True:
            try:
                return await self._ask(method, path, token, body, key)
            except (ConnectionError, asyncio.IncompleteReadError):
                self._free.clear()
                await asyncio.sleep(0.1)

    async def _ask(
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


class Visit:
    """What one person met; seconds since the run began. `told`: the first range they heard, and when."""

    def __init__(self, is_naive: bool, came_s: float) -> None:
        self.is_naive, self.came_s = is_naive, came_s
        self.requests = 0
        self.told: tuple[float, float, float] | None = None
        self.let_in_s: float | None = None
        self.placed_s: float | None = None


class Crowd:
    """One run: phases of (seconds, arrivals a second)."""

    def __init__(self, wires: Callable[[], Wire], tokens: list[str], seed: int) -> None:
        self.wires, self.tokens, self.random = wires, tokens, random.Random(seed)
        self.visits: list[Visit] = []
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

    def now_s(self) -> float:
        return time.monotonic() - self.began_s

    async def _person(self, token: str) -> None:
        wire = self.wires()
        try:
            await self._visit(wire, token)
        finally:
            wire.rest()

    async def _visit(self, wire: Wire, token: str) -> None:
        visit = Visit(self.random.random() < 0.5, self.now_s())
        self.visits.append(visit)
        thread = str(uuid.uuid4())
        message = {"id": "1", "role": "user", "content": ORDER}
        body = json.dumps({"threadId": thread, "runId": thread, "messages": [message], "state": {}}).encode()
        while self.now_s() - visit.came_s < PATIENCE_S and not self.is_closing:
            status, headers, answer, took_s = await wire.ask("POST", "/api/v1/turn", token, body, thread)
            self.statuses[f"turn {status}"] += 1
            visit.requests += 1
            if status == 200:
                visit.let_in_s = self.now_s()
                await self._tap(wire, visit, token, answer)
                return
            self.refused_s.append(took_s)
            if (
                status == 429
                and visit.told is None
                and "from_s" in (place := json.loads(answer)["error"].get("details") or {})
            ):
                visit.told = (place["from_s"], place["to_s"], self.now_s())
            if visit.is_naive and visit.requests > KNOCKS_MAX:
                return
            await asyncio.sleep(KNOCK_S if visit.is_naive else float(headers.get("retry-after", 1)))

    async def _tap(self, wire: Wire, visit: Visit, token: str, answer: bytes) -> None:
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
            status, headers, _, _ = await wire.ask("POST", "/api/v1/orders", token, body, key)
            self.statuses[f"tap {status}"] += 1
            visit.requests += 1
            if status in (200, 201):
                visit.placed_s = self.now_s()
                self.taps_lost -= 1
                return
            if status not in (202, 503):
                return
            await asyncio.sleep(float(headers.get("retry-after", 1)))


def seen(visits: list[Visit], phases: list[tuple[float, float]]) -> dict[str, object]:
    """How those of the spike, the second phase, fared: who was served, what it took, how true the forecasts were."""
    begins_s, ends_s = phases[0][0], phases[0][0] + phases[1][0]
    spike = [visit for visit in visits if begins_s <= visit.came_s < ends_s]
    waited = [each.let_in_s - each.came_s for each in visits if each.let_in_s is not None]
    told = [
        ((each.let_in_s - told[2]), told)
        for each in visits
        if not each.is_naive
        and each.let_in_s is not None
        and (told := each.told) is not None
        and told[0] >= 1.0
    ]
    errors = sorted(abs(took_s - low) / max(took_s, 1.0) for took_s, (low, _, _) in told)
    served = {
        temper: sum(each.placed_s is not None for each in spike if each.is_naive is naive)
        / max(1, sum(each.is_naive is naive for each in spike))
        for temper, naive in (("naive", True), ("polite", False))
    }
    orders = sum(each.placed_s is not None for each in visits)
    return {
        "served_share": served,
        "requests_per_order": sum(each.requests for each in visits) / max(1, orders),
        "wait_p50_s": _at(sorted(waited), 0.5),
        "wait_p99_s": _at(sorted(waited), 0.99),
        "forecasts": len(errors),
        "forecast_error_p50": _at(errors, 0.5),
        "forecast_error_p90": _at(errors, 0.9),
        "within_told_range": sum(took_s <= high for took_s, (_, high, _) in told) / max(1, len(told)),
    }


def _at(ordered: list[float], share: float) -> float:
    return ordered[int(len(ordered) * share)] if ordered else 0.0


def main() -> None:
    port, file, phases, seed, connections = sys.argv[1:6]
    shared = Wire(int(port), is_own=False)
    wires = (lambda: Wire(int(port), is_own=True)) if connections == "OWN" else (lambda: shared)
    crowd = Crowd(wires, Path(file).read_text().split(), int(seed))
    spans = json.loads(phases)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(crowd.run(spans))
    used = resource.getrusage(resource.RUSAGE_SELF)
    refused = sorted(crowd.refused_s) or [0.0]
    report = {
        "arrived": crowd.arrived,
        "statuses": dict(sorted(crowd.statuses.items())),
        "began_s": crowd.began_s,
        "taps": crowd.taps,
        "taps_lost": crowd.taps_lost,
        "refused": len(crowd.refused_s),
        "refused_p50_ms": refused[len(refused) // 2] * 1000,
        "refused_p99_ms": refused[len(refused) * 99 // 100] * 1000,
        "refused_ms_max": refused[-1] * 1000,
        **seen(crowd.visits, spans),
        "broken": crowd.broken[:3],
        "lag_ms_max": crowd.lag_s_max * 1000,
        "cpu_s": used.ru_utime + used.ru_stime,
    }
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
