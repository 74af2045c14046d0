"""`qianbei up` as the machine sees it: what starts, what comes back, and that nothing is left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from qianbei.db.cluster import choose_places
from qianbei.db.postmaster import is_live_server, read_postmaster
from qianbei.runtime.installation import read_running, running_now
from qianbei.runtime.ports import free_port

DRIVER = Path(__file__).with_name("up_driver.py")
WAIT_S = 40.0


class Installation:
    """One run of the driver; its processes are found by the data folder in their environment."""

    def __init__(self, data: Path, port: int, **environment: str) -> None:
        self.data = data
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, str(DRIVER), str(data), str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
        )

    def until_ready(self) -> list[str]:
        """What it said, up to the line that it is ready."""
        lines: list[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            lines.append(line.strip())
            if line.startswith("ready"):
                return lines
        raise AssertionError((lines, self.process.communicate()))

    def end(self, sign: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        """Exit code, the rest of what it said, and its complaint."""
        self.process.send_signal(sign)
        out, complaint = self.process.communicate(timeout=WAIT_S)
        return self.process.returncode, out, complaint

    def roles(self) -> dict[str, int]:
        """Process ids of the stand-ins that run, by role."""
        found = {}
        for process, command in processes():
            if str(DRIVER) in command and f"QIANBEI_DATA={self.data}" in environment_of(process):
                found[command[-1]] = process
        return found

    def postmaster(self) -> int | None:
        """The database server's process id, if one runs for this data folder."""
        cluster = choose_places(self.data / "postgres", may_create=False)[1].cluster
        found = read_postmaster(cluster)
        return found.pid if found is not None and is_live_server(found, cluster) else None


def processes() -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                command = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
            except OSError:
                continue
            if command:
                yield int(folder.name), command


def environment_of(process: int) -> list[str]:
    try:
        return (Path("/proc") / str(process) / "environ").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for all of these tests: an installation lives through many starts anyway."""
    return tmp_path_factory.mktemp("installation") / "data"


@pytest.fixture
def start(data: Path) -> Iterator[Callable[..., Installation]]:
    """Starts installations on one data folder and port; whatever a test leaves is killed."""
    started: list[Installation] = []
    port = free_port()

    def begin(on_port: int = port, **environment: str) -> Installation:
        started.append(Installation(data, on_port, **environment))
        return started[-1]

    yield begin
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
        each.process.communicate()


def test_everything_starts_and_an_interrupt_ends_it_in_order_with_nothing_left(
    start: Callable[..., Installation],
) -> None:
    installation = start()
    said = installation.until_ready()
    assert said[0] == "PostgreSQL"
    assert said[-1].startswith("ready http://127.0.0.1:")
    assert set(installation.roles()) == set(ROLES)
    assert installation.postmaster() is not None
    running = running_now(installation.data)
    assert running is not None
    assert running.url == f"http://127.0.0.1:{installation.port}"
    assert httpx.get(f"{running.url}/healthz").is_success

    assert installation.end() == (0, "stopping\n", "")
    assert installation.roles() == {}
    assert installation.postmaster() is None
    assert read_running(installation.data) is None
    stopped = {name: (installation.data / "logs" / f"{name}.log").stat().st_mtime_ns for name in ROLES}
    assert sorted(stopped, key=lambda name: stopped[name]) == ["sandbox", "work", "carrier", "payer", "serve"]


ROLES = ("payer", "carrier", "serve", "work", "sandbox")


def test_a_second_start_does_nothing_twice(start: Callable[..., Installation]) -> None:
    first = start()
    first.until_ready()
    first.end(signal.SIGTERM)
    second = start()
    said = second.until_ready()
    assert [line.partition(" ")[0] for line in said] == ["PostgreSQL", "web", "serving", "ready"]
    second.end()


def test_killed_processes_come_back(start: Callable[..., Installation]) -> None:
    installation = start()
    installation.until_ready()
    before, postmaster = installation.roles(), installation.postmaster()
    assert postmaster is not None
    for process in (*before.values(), postmaster):
        os.kill(process, signal.SIGKILL)
    until(
        lambda: (
            set(installation.roles()) == set(before)
            and not set(installation.roles().values()) & set(before.values())
        )
    )
    until(lambda: installation.postmaster() not in {None, postmaster})
    code, out, complaint = installation.end()
    assert (code, complaint) == (0, "")
    assert "PostgreSQL ended; starting it again" in out
    assert "work ended (signal SIGKILL); starting it again" in out


def test_nothing_outlives_a_supervisor_that_is_killed_and_the_next_start_is_clean(
    start: Callable[..., Installation],
) -> None:
    installation = start()
    installation.until_ready()
    installation.end(signal.SIGKILL)
    until(lambda: installation.roles() == {} and installation.postmaster() is None)
    after = start()
    after.until_ready()
    assert after.end()[0] == 0


def test_a_second_supervisor_on_the_same_folder_is_refused_and_disturbs_nothing(
    start: Callable[..., Installation],
) -> None:
    installation = start()
    installation.until_ready()
    second = start()
    _, complaint = second.process.communicate(timeout=WAIT_S)
    assert second.process.returncode == 1
    assert f"already runs on {installation.data} at http://127.0.0.1:{installation.port}" in complaint
    assert set(installation.roles()) == set(ROLES)
    assert installation.end()[0] == 0


def test_a_taken_port_is_one_line_and_nothing_is_started(start: Callable[..., Installation]) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        refused = start(on_port=listener.getsockname()[1])
        out, complaint = refused.process.communicate(timeout=WAIT_S)
    assert refused.process.returncode == 1
    assert (out, complaint.count("\n")) == ("", 1)
    assert f"port {refused.port} is taken; choose another with --port" in complaint


@pytest.mark.parametrize("role", ["serve", "work"])
def test_a_role_that_cannot_live_ends_everything_with_its_last_words(
    role: str, start: Callable[..., Installation]
) -> None:
    installation = start(BROKEN_ROLE=role)
    _, complaint = installation.process.communicate(timeout=60)
    assert installation.process.returncode == 1
    assert f"{role} does not stay up: {role} has no cup" in complaint
    assert installation.roles() == {}
    assert installation.postmaster() is None


def test_an_interrupt_in_the_middle_of_the_start_leaves_nothing(start: Callable[..., Installation]) -> None:
    installation = start(BROKEN_ROLE="sandbox")
    until(lambda: "serve" in installation.roles())
    code, _, complaint = installation.end()
    assert (code, complaint) == (0, "")
    assert installation.roles() == {}
    assert installation.postmaster() is None
