"""Real processes, short ones: what is promised here cannot be shown with a double."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from qianbei.runtime.processes import (
    CRASH_WINDOW_S,
    CRASHES_MAX,
    DELAY_S_MAX,
    FIRST_DELAY_S,
    Child,
    ChildFailed,
    last_words,
    restart_delay_s,
)

WAIT_S = 15.0


def child(tmp_path: Path, code: str) -> Child:
    return Child("role", [sys.executable, "-c", code], dict(os.environ), tmp_path)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not holds():  # noqa: ASYNC110 - another process sets no event of ours
            await asyncio.sleep(0.02)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True).stdout
    return bool(state.strip()) and not state.startswith("Z")


def test_the_first_crash_is_answered_at_once_and_each_further_one_more_slowly() -> None:
    delays = [restart_delay_s([0.0] * count, 0.0) for count in range(1, CRASHES_MAX + 1)]
    assert delays[0] == FIRST_DELAY_S
    assert all(delay is not None and delay <= DELAY_S_MAX for delay in delays)
    assert delays == sorted(delays, key=lambda delay: delay or 0)


def test_a_child_that_keeps_crashing_is_given_up() -> None:
    assert restart_delay_s([0.0] * (CRASHES_MAX + 1), 0.0) is None


def test_crashes_of_long_ago_are_forgiven() -> None:
    assert restart_delay_s([0.0] * 100 + [1000.0], 1000.0 + CRASH_WINDOW_S / 2) == FIRST_DELAY_S


@pytest.mark.anyio
async def test_a_killed_child_comes_back(tmp_path: Path) -> None:
    role, said = child(tmp_path, "import time; time.sleep(60)"), []
    await role.start()
    first = role.process
    keeper = asyncio.create_task(role.keep(said.append))
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await until(lambda: role.process not in {None, first})
    await role.stop()
    await keeper
    assert role.process is None
    assert said == ["role ended (signal SIGKILL); starting it again"]


@pytest.mark.anyio
async def test_a_child_that_cannot_start_fails_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qianbei.runtime.processes.FIRST_DELAY_S", 0.001)
    role = child(tmp_path, "raise SystemExit('the cup is broken')")
    await role.start()
    with pytest.raises(
        ChildFailed, match=r"role does not stay up: the cup is broken \(its log: .*role.log\)"
    ):
        await role.keep(lambda _: None)


@pytest.mark.anyio
async def test_a_child_that_does_not_listen_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qianbei.runtime.processes.GRACE_S", 0.2)
    deaf = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True);"
        "time.sleep(60)"
    )
    role = child(tmp_path, deaf)
    await role.start()
    await until(lambda: last_words(tmp_path / "role.log").isdigit())
    grandchild = int(last_words(tmp_path / "role.log"))
    await role.stop()
    assert role.process is None
    await until(lambda: not is_alive(grandchild))


SUPERVISOR = """
import asyncio, os, signal, subprocess, sys
from pathlib import Path
from qianbei.runtime.guard import Guard
from qianbei.runtime.processes import Child

ROLE = '''
import os, time
from qianbei.runtime.parent import end_with_supervisor
end_with_supervisor(os.environ)
time.sleep(60)
'''

async def main():
    role = Child("role", [sys.executable, "-c", ROLE], dict(os.environ), Path(sys.argv[1]))
    await role.start()
    server = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    guard = Guard(server.pid, signal.SIGTERM)
    print(role.process, server.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def test_nothing_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert supervisor.stdout is not None
    with supervisor.stdout:
        role, server = map(int, supervisor.stdout.readline().split())
    time.sleep(0.5)  # The role's interpreter has begun its watch by now; if not, its first look ends it.
    assert is_alive(role)
    assert is_alive(server)
    supervisor.kill()
    supervisor.wait()
    deadline = time.monotonic() + WAIT_S
    while (is_alive(role) or is_alive(server)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(role)
    assert not is_alive(server)
