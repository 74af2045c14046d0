"""What Prometheus reads: requests and their time by route template and status.

With PROMETHEUS_MULTIPROC_DIR set before the start (several workers behind one port), every worker's numbers are
added up, whichever worker is asked; without it the numbers are this process's.
"""

import os
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "qianbei_http_requests",
            "Requests answered, by method, route template and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._latency = Histogram(
            "qianbei_http_first_byte_seconds",
            "Real seconds from the request to the first byte of its answer, by method and route template.",
            ("method", "route"),
            buckets=_BUCKETS_S,
            registry=self.registry,
        )
        self._bound: dict[tuple[str, str, int], tuple[Callable[[], None], Callable[[float], None]]] = {}

    def observe(self, method: str, route: str, status: int, first_byte_s: float) -> None:
        key = (method, route, status)
        bound = self._bound.get(key)
        if bound is None:  # Looking the labels up for each request costs more than counting.
            count = self._requests.labels(method, route, str(status)).inc
            bound = self._bound[key] = count, self._latency.labels(method, route).observe
        bound[0]()
        bound[1](first_byte_s)

    def exposition(self) -> bytes:
        """The text that /metrics answers."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)
        return generate_latest(together)
