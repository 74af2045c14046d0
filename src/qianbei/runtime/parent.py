"""A started process ends with the one that started it, even when that one is killed and can say nothing.

It watches its parent's process id, which every Unix changes when the parent dies. The watch works on Linux and
macOS alike and inside worker processes that a library starts. Deliberately not prctl(PR_SET_PDEATHSIG): it exists
on Linux only and follows the starting thread, not the process.
"""

import os
import signal
import threading
import time
from collections.abc import Mapping

PARENT_VARIABLE = "QIANBEI_PARENT"
"""Names the supervisor's process id in the environment of the roles it starts."""

WATCH_INTERVAL_S = 0.25
GRACE_S = 8.0
"""How long a process may take to end in good order before it is killed; a served request may last 5 s."""


def end_with_parent(parent: int) -> None:
    """Ends this process in good order (SIGTERM) once `parent` is no longer its parent, hard after a grace."""
    threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def end_with_supervisor(environment: Mapping[str, str]) -> None:
    """The same for a role that a supervisor may have started; a role started by hand watches nobody."""
    parent = environment.get(PARENT_VARIABLE, "")
    if parent.isdigit():
        end_with_parent(int(parent))


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_INTERVAL_S)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_S)
    os.kill(os.getpid(), signal.SIGKILL)
