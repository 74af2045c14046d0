"""The web application as a server loads it: one worker, opened by the lifespan."""

import asyncio
import gc
import os
import signal
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp, Receive, Scope, Send

from qianbei.runtime.logs import log_without_faults
from qianbei.runtime.proxies import behind
from qianbei.runtime.settings import Settings, load_settings
from qianbei.runtime.wiring import IntakeShape, Worker, web_worker
from qianbei.web import hooks, ops, ops_budgets, ops_messages, ops_orders, work
from qianbei.web.app import create_app
from qianbei.web.chat import orders
from qianbei.web.chat.hub import Hub
from qianbei.web.chat.schema import HOT_SCHEMA

GC_YOUNG_OBJECTS = 50_000

HANDED_OVER_S = 0.0005
"""After so long the interpreter is given to a thread of the server that waits for it with a request or a body. Python's own
5 ms were most of what a turn waited for its body while the worker was busy."""

ORDINARY = IntakeShape()
ROUTERS = (
    orders.router,
    work.router,
    ops.router,
    ops_budgets.router,
    ops_messages.router,
    ops_orders.router,
    hooks.router,
)


def create() -> ASGIApp:
    """The factory that Granian calls in each worker; settings come from the environment."""
    log_without_faults()
    settings = load_settings(os.environ)
    assert isinstance(settings, Settings), settings
    return behind(Application(settings), settings.trusted_proxies)


class Application:
    """Opens the worker with the lifespan, then is the web."""

    def __init__(self, settings: Settings, shape: IntakeShape = ORDINARY) -> None:
        self._settings = settings
        self._shape = shape
        self._web: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            assert self._web is not None, "a request before the lifespan began"
            await self._web(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with web_worker(self._settings, self._shape) as worker, memories(worker):
                self._web = create_app(
                    worker.deps,
                    worker.hot,
                    HOT_SCHEMA,
                    ROUTERS,
                    metrics=worker.metrics,
                    browse=worker.door.browse,
                    problems=worker.readiness.problems,
                )
                end_streams_on_stop(worker.hub)
                collect_rarely()
                sys.setswitchinterval(HANDED_OVER_S)
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception as error:
            if self._web is None:  # Else the server goes on without us, and answers 500 to everybody.
                traceback.print_exc()
                await send({"type": "lifespan.startup.failed", "message": repr(error)})
            raise
        await send({"type": "lifespan.shutdown.complete"})


def end_streams_on_stop(hub: Hub) -> None:
    """Lets SIGTERM end the streams that would go on for minutes, so that the worker can stop when asked.

    The server answers SIGTERM and SIGINT alike, by waiting until every answer has ended, and tells the application
    only then; so we take SIGTERM, by which workers are stopped, and pass the other one on.
    """

    def stop() -> None:
        hub.close()
        os.kill(os.getpid(), signal.SIGINT)

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)


def collect_rarely() -> None:
    """Leaves what a worker holds for good out of the garbage collector's rounds, and makes the rounds rare.

    A batch of orders is tens of thousands of young objects that die by reference count; looking through them every
    700 allocations cost a tenth of a worker's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_YOUNG_OBJECTS, 20, 50)


@asynccontextmanager
async def memories(worker: Worker) -> AsyncIterator[None]:
    """Keeps city, cups, tools, followers and numbers current while the worker serves."""
    tasks = [
        asyncio.create_task(part.run(), name=type(part).__name__)
        for part in (
            worker.city,
            worker.cups,
            worker.tools,
            worker.hub,
            worker.door,
            worker.commits,
            worker.members,
            worker.numbers,
            worker.metrics,
        )
    ]
    for task in tasks:
        task.add_done_callback(_loud)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _loud(task: asyncio.Task[None]) -> None:
    """A memory that died would serve an old city for ever: better no worker than that one."""
    if not task.cancelled() and task.exception() is not None:
        task.get_loop().call_exception_handler(
            {"message": f"{task.get_name()} died", "exception": task.exception()}
        )
        os._exit(70)
