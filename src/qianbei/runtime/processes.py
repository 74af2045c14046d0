"""Processes that a supervisor keeps: started in their own session, restarted when they crash, stopped in order.

A child writes to its own log file. It never gets the terminal's Ctrl-C: the supervisor alone decides when and in
which order things end. Deliberately absent: what the roles are and in which order they start (see `up`).
"""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from qianbei.runtime.parent import GRACE_S, PARENT_VARIABLE

CRASH_WINDOW_S = 60.0
CRASHES_MAX = 8
FIRST_DELAY_S = 0.25
DELAY_S_MAX = 8.0
LOG_BYTES_MAX = 8 * 1024 * 1024
"""A log longer than this at a start becomes `.1`, and the `.1` before it goes."""


class ChildFailed(Exception):
    """A child could not be kept running; the text names it, its last words and its log, in one line."""


def restart_delay_s(crashes_at: Sequence[float], now: float) -> float | None:
    """How long to wait before the next start; None when it crashed too often lately to be worth one.

    Doubles with each crash of the last CRASH_WINDOW_S, so that a broken child does not eat the machine.
    """
    recent = sum(1 for at in crashes_at if now - at <= CRASH_WINDOW_S)
    if recent > CRASHES_MAX:
        return None
    return min(FIRST_DELAY_S * 2 ** max(0, recent - 1), DELAY_S_MAX)


class Child:
    """One process that is to run until it is told to stop."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], log_folder: Path
    ) -> None:
        self.name = name
        self._command = tuple(command)
        self._environment = dict(environment) | {PARENT_VARIABLE: str(os.getpid()), "PYTHONUNBUFFERED": "1"}
        self._log = log_folder / f"{name}.log"
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    @property
    def process(self) -> int | None:
        """The process id while it runs."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if running and self._process is not None else None

    async def start(self) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        if self._log.exists() and self._log.stat().st_size > LOG_BYTES_MAX:
            self._log.replace(self._log.with_suffix(".log.1"))
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
                start_new_session=True,
            )

    async def keep(self, say: Callable[[str], None]) -> None:
        """Restarts the process whenever it ends, until `stop`. Raises ChildFailed when it ends too often."""
        crashes_at: list[float] = []
        while self._process is not None:
            code = await self._process.wait()
            if self._stopping:
                return
            crashes_at.append(time.monotonic())
            delay_s = restart_delay_s(crashes_at, crashes_at[-1])
            if delay_s is None:
                raise self.failure()
            say(f"{self.name} ended ({_spelled(code)}); starting it again")
            await asyncio.sleep(delay_s)
            if self._stopping:
                return
            await self.start()

    async def stop(self) -> None:
        """Ends the process and whatever it started: SIGTERM, after a grace SIGKILL to its whole session."""
        self._stopping = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(GRACE_S):
                await process.wait()
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    def failure(self) -> ChildFailed:
        what = "does not stay up" if self.process is None else "does not answer in time"
        return ChildFailed(f"{self.name} {what}: {last_words(self._log)} (its log: {self._log})")


def last_words(log: Path) -> str:
    """The last line with text in a log, shortened; what a person would look at first."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 4096))
            tail = file.read().decode(errors="replace")
    except OSError:
        return "it left no log"
    lines = [line.strip() for line in tail.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it said nothing"


def _spelled(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
