"""What Prometheus reads: requests and their time by route template and status, and how often a model was asked.

With PROMETHEUS_MULTIPROC_DIR set before the start (`serve` does so for several workers behind one port), every worker's
numbers are put together, whichever worker is asked; without it the numbers are this process's.

Requests are noted and counted many at a time: shared numbers stand in a file, and a look at it for each request cost as
much as opening a session. Another worker's requests of the last half second may be missing from what one answers.
"""

import asyncio
import os
from bisect import bisect_left
from collections import Counter as CountOf
from collections.abc import Sequence
from pathlib import Path

import msgspec
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

SHARED_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
COUNTED_EVERY_S = 0.5
NOTED_MAX = 1_000
"""Requests of one kind that are noted before they are counted."""

_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


def forget_dead_workers() -> None:
    """What workers that died said of themselves is no longer so; what they counted stays counted."""
    folder = os.environ.get(SHARED_VARIABLE)
    for file in Path(folder).glob("gauge_live*_*.db") if folder else ():
        process = int(file.stem.rpartition("_")[2])
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            mark_process_dead(process, folder)


class _Spread(Histogram):
    """A histogram that takes many observations at once."""

    def observe_all(self, amounts: Sequence[float]) -> None:
        self._sum.inc(sum(amounts))
        for bucket, count in CountOf(bisect_left(self._upper_bounds, each) for each in amounts).items():
            self._buckets[bucket].inc(count)


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        forget_dead_workers()
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "qianbei_http_requests",
            "Requests answered, by method, route template and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._latency = _Spread(
            "qianbei_http_first_byte_seconds",
            "Real seconds from the request to the first byte of its answer, by method and route template.",
            ("method", "route"),
            buckets=_BUCKETS_S,
            registry=self.registry,
        )
        self._llm_calls = Counter(
            "qianbei_llm_calls",
            "Calls of the language model, by what came of them.",
            ("outcome",),
            registry=self.registry,
        )
        self._turns_unsure = Counter(
            "qianbei_turns_unsure",
            "Turns whose words a model would be asked about, whether there is one or not.",
            registry=self.registry,
        )
        self._noted: dict[tuple[str, str, int], list[float]] = {}

    def observe(self, method: str, route: str, status: int, first_byte_s: float) -> None:
        noted = self._noted.setdefault((method, route, status), [])
        noted.append(first_byte_s)
        if len(noted) >= NOTED_MAX:
            self.count()

    async def run(self) -> None:
        """Counts what was noted until cancelled, so that other workers can tell it."""
        while True:
            await asyncio.sleep(COUNTED_EVERY_S)
            self.count()

    def count(self) -> None:
        """Counts what was noted."""
        for (method, route, status), noted in self._noted.items():
            if noted:
                self._requests.labels(method, route, str(status)).inc(len(noted))
                self._latency.labels(method, route).observe_all(noted)
                noted.clear()

    def model_asked(self, outcome: str) -> None:
        self._llm_calls.labels(outcome).inc()

    def turn_unsure(self) -> None:
        self._turns_unsure.inc()

    def exposition(self) -> bytes:
        """The text that /metrics answers."""
        registry = self._together()
        model = model_use(registry)
        shown = CollectorRegistry()
        ratio = Gauge(
            "qianbei_llm_calls_per_order",
            "Calls of the language model for each order placed, since the counters began.",
            registry=shown,
        )
        ratio.set(model.calls_per_order)
        return generate_latest(registry) + generate_latest(shown)

    def model_use(self) -> "ModelUse":
        """How much the model was used since the counters began, by every worker that shares them."""
        return model_use(self._together())

    def _together(self) -> CollectorRegistry:
        """The numbers of every worker, where they are shared; else this one's."""
        self.count()
        if SHARED_VARIABLE not in os.environ:
            return self.registry
        together = CollectorRegistry()
        MultiProcessCollector(together)
        return together


class ModelUse(msgspec.Struct, frozen=True):
    """Counted from the same start, so that they can be divided."""

    calls: int
    orders: int
    turns_unsure: int

    @property
    def calls_per_order(self) -> float:
        """0 without a call; without an order as if there had been one."""
        return self.calls / max(1, self.orders)


def model_use(registry: CollectorRegistry) -> ModelUse:
    """The totals of a registry. An order is an approval that was answered with 201."""
    placed = {"method": "POST", "route": "/api/v1/orders", "status": "201"}
    totals = {"qianbei_llm_calls_total": 0.0, "qianbei_turns_unsure_total": 0.0, "orders": 0.0}
    for family in registry.collect():
        for sample in family.samples:
            if sample.name in totals:
                totals[sample.name] += sample.value
            elif sample.name == "qianbei_http_requests_total" and sample.labels == placed:
                totals["orders"] += sample.value
    calls, unsure, orders = totals.values()
    return ModelUse(int(calls), int(orders), int(unsure))
