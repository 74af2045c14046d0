"""The gate's board as Prometheus reads it: one scrape, one look."""

from collections.abc import Callable, Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from qianbei.gate.board import Board

GAUGES = {
    "queue_age_s": ("queue_age_seconds", "Age of the oldest request that waits to start in this worker."),
    "commit_age_s": ("commit_age_seconds", "Age of the oldest approval in line."),
    "eta_s": ("eta_seconds", "Forecast wait of who joins the line now."),
    "eta_error": (
        "eta_error_ratio",
        "Half of the forecasts of the last ten minutes were off by less than this.",
    ),
    "retry_ratio": ("retry_ratio", "Repeats for each first request."),
    "goodput_per_s": ("goodput_orders_per_second", "Orders placed a second, lately."),
    "capacity_per_s": ("capacity_orders_per_second", "Orders a second that the commit lane drains."),
    "level": ("ladder_level", "Level of the ladder: 0 gives everything, 1.95 the reader only."),
    "live": ("conversations", "Admitted conversations."),
    "passes": ("commit_passes", "Live passes of the commit lane."),
}


class GateNumbers(Collector):
    """Reads the board when asked."""

    def __init__(self, board: Callable[[], Board]) -> None:
        self._board = board

    def describe(self) -> Iterator[Metric]:
        """Nothing: the registry then needs no look to know the names."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        board = self._board()
        requests = CounterMetricFamily(
            "qianbei_gate_requests",
            "Requests at the gate, by class and what became of them.",
            labels=("kind", "fate"),
        )
        for kind, fates in board.counts.items():
            for fate, count in fates.items():
                requests.add_metric((kind, fate), count)
        yield requests
        waiting = GaugeMetricFamily("qianbei_gate_waiting", "Waiting now, by class.", labels=("kind",))
        for kind, count in board.waiting_now.items():
            waiting.add_metric((kind,), count)
        yield waiting
        limits = GaugeMetricFamily("qianbei_gate_limit", "Limits as they stand.", labels=("limit",))
        for name, value in board.limits.items():
            limits.add_metric((name,), value)
        yield limits
        for field, (name, help_text) in GAUGES.items():
            yield GaugeMetricFamily(f"qianbei_gate_{name}", help_text, value=getattr(board, field))
