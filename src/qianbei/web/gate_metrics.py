"""The gate's board as Prometheus reads it, noted once a second.

Sums and largest values of the workers that live: with several workers behind one port, whichever is asked answers for all
(see `metrics`).
"""

import asyncio
from collections.abc import Callable
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge

from qianbei.gate.board import Board

NOTED_EVERY_S = 1.0

Together = Literal["livesum", "livemax"]

GAUGES: dict[str, tuple[str, str, Together]] = {
    "queue_age_s": (
        "queue_age_seconds",
        "Age of the oldest request that waits to start in a worker.",
        "livemax",
    ),
    "commit_age_s": ("commit_age_seconds", "Age of the oldest approval in line.", "livemax"),
    "eta_s": ("eta_seconds", "Forecast wait of who joins the line now.", "livemax"),
    "eta_error": (
        "eta_error_ratio",
        "Half of the forecasts of the last ten minutes were off by less than this.",
        "livemax",
    ),
    "retry_ratio": ("retry_ratio", "Repeats for each first request.", "livemax"),
    "goodput_per_s": ("goodput_orders_per_second", "Orders placed a second, lately.", "livesum"),
    "capacity_per_s": (
        "capacity_orders_per_second",
        "Orders a second that the commit lane drains.",
        "livesum",
    ),
    "level": ("ladder_level", "Level of the ladder: 0 gives everything, 1.95 the reader only.", "livemax"),
    "live": ("conversations", "Admitted conversations.", "livesum"),
    "passes": ("commit_passes", "Live passes of the commit lane.", "livesum"),
}


class GateNumbers:
    """What one worker adds; `board` is its gate."""

    def __init__(self, board: Callable[[], Board], registry: CollectorRegistry) -> None:
        self._board = board
        self._told: dict[tuple[str, str], int] = {}
        self._requests = Counter(
            "qianbei_gate_requests",
            "Requests at the gate, by class and what became of them; done is goodput.",
            ("kind", "fate"),
            registry=registry,
        )
        self._waiting = Gauge(
            "qianbei_gate_waiting",
            "Waiting now, by class.",
            ("kind",),
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._limits = Gauge(
            "qianbei_gate_limit",
            "Limits as they stand.",
            ("limit",),
            registry=registry,
            multiprocess_mode="livemax",
        )
        self._gauges = {
            field: Gauge(f"qianbei_gate_{name}", about, registry=registry, multiprocess_mode=together)
            for field, (name, about, together) in GAUGES.items()
        }

    async def run(self) -> None:
        """Notes until cancelled."""
        while True:
            self.note()
            await asyncio.sleep(NOTED_EVERY_S)

    def note(self) -> None:
        board = self._board()
        for kind, fates in board.counts.items():
            for fate, count in fates.items():
                self._requests.labels(kind, fate).inc(count - self._told.get((kind, fate), 0))
                self._told[kind, fate] = count
        for kind, count in board.waiting_now.items():
            self._waiting.labels(kind).set(count)
        for name, value in board.limits.items():
            self._limits.labels(name).set(value)
        for field, gauge in self._gauges.items():
            gauge.set(getattr(board, field))
