"""The honest baseline's web worker: the same routes, SQL and rows, one transaction an order.

BENCH_WRITERS says how many connections place at once; the bench takes the best of 1 to 16.
"""

import os

from starlette.types import ASGIApp

from qianbei.runtime.asgi import Application
from qianbei.runtime.settings import Settings, load_settings
from qianbei.runtime.wiring import IntakeShape


def create() -> ASGIApp:
    settings = load_settings(os.environ)
    assert isinstance(settings, Settings)
    return Application(settings, IntakeShape(batch_max=1, writers=int(os.environ["BENCH_WRITERS"])))
