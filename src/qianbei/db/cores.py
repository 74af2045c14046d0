"""Processes that work for one another share the cores: none is stopped halfway because another has something new.

The kernel gives a core to a woken process at once where it can. Workers and PostgreSQL wake one another with each
statement, so each was stopped for the other and then found one request where it might have found ten. Processes that
share (SCHED_BATCH, sched(7)) wait until who has the core waits itself, or has had its slice; each gets as much as before.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def sharing_cores() -> Iterator[None]:
    """What is started within shares, and so does all that it starts; not where somebody chose how this process runs, or
    the system knows or allows no such thing."""
    if not hasattr(os, "SCHED_BATCH") or os.sched_getscheduler(0) != os.SCHED_OTHER:
        yield
        return
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    try:
        yield
    finally:
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
