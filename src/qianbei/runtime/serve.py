"""Serving ASGI applications with Granian, the way this house needs it: the web workers and the sandbox payer.

Deliberately absent: TLS and static caching, which belong to the proxy in front of a real installation.
"""

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from tempfile import TemporaryDirectory
from typing import Any

from granian import Granian
from granian.constants import Interfaces, Loops, RuntimeModes
from granian.log import LogLevels

from qianbei.db.cores import sharing_cores
from qianbei.runtime.parent import end_with_parent, end_with_supervisor

WEB_APPLICATION = "qianbei.runtime.asgi:create"

BACKLOG = 1024
"""Connections the kernel may hold for us. Short on purpose: who cannot be taken soon is to be told so by the
gate, with a number, and not to wait unseen."""

REQUESTS_AT_ONCE_MAX = 8192
"""Per worker, open event streams included: a customer who follows an order holds one for minutes. Admission is
the gate's work; this bound only keeps a flood from exhausting memory (about 20 kB each)."""

SHARED_NUMBERS = "PROMETHEUS_MULTIPROC_DIR"
"""Read by the metrics' library when a worker loads it."""

STOP_S = 10
"""How long a worker may finish what it has begun."""


def serve(factory: str, host: str, port: int, workers: int) -> None:
    """Serves the application that `factory` ("module:function") makes in each worker, until SIGTERM or SIGINT.

    A worker that dies is replaced; workers that die within seconds of their start end the server (SystemExit).
    """
    end_with_supervisor(os.environ)
    server = Granian(
        factory,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        runtime_mode=RuntimeModes.st,
        workers=workers,
        websockets=False,
        backlog=BACKLOG,
        backpressure=REQUESTS_AT_ONCE_MAX,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_S,
        log_level=LogLevels.info,
        factory=True,
    )
    with _shared_numbers(workers), sharing_cores():
        server.serve(target_loader=_load_in_worker)


@contextmanager
def _shared_numbers(workers: int) -> Iterator[None]:
    """Gives several workers a folder for what they count, so that whichever is asked answers for all."""
    if workers == 1 or SHARED_NUMBERS in os.environ:
        yield
        return
    with TemporaryDirectory(prefix="qianbei-metrics-") as folder:
        os.environ[SHARED_NUMBERS] = folder
        yield


def _load_in_worker(factory: str) -> Callable[..., Any]:
    """Runs in the worker process: ties it to the server's process, then makes the application."""
    from granian._internal import load_target

    server = multiprocessing.parent_process()
    if server is not None and server.pid is not None:
        end_with_parent(server.pid)
    gc.disable()  # What loading makes stays: collecting meanwhile found nothing, and was a twelfth of its time.
    import_module(factory.partition(":")[0])
    gc.enable()
    return load_target(factory, factory=True)
