"""A real `qianbei up` on a folder of its own, with everything it starts, and its processes by name.

Processes are found in /proc, so these tests run on Linux. A process belongs to the installation when its
environment carries the installation's mark, or when it works inside the data folder, as PostgreSQL's do.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from qianbei.db.cluster import Places, choose_places
from qianbei.db.embedded import running_dsn
from qianbei.db.postmaster import is_live_server, read_postmaster
from qianbei.runtime.ports import free_port

COMMAND = (sys.executable, "-P", "-m", "qianbei.runtime.cli")
ROLES = frozenset({"serve", "work", "payer", "carrier", "sandbox"})
WAIT_S = 90.0
"""For a first start on a machine that has other things to do as well."""
MARK = "QIANBEI_TESTS_MARK"

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
in_full = pytest.mark.skipif(
    not os.environ.get("QIANBEI_ALL_KILLS"), reason="a long case; QIANBEI_ALL_KILLS=1 runs it"
)


class Installation:
    """One data folder and port, started and stopped any number of times."""

    def __init__(
        self, data: Path, *flags: str, command: tuple[str, ...] = COMMAND, **environment: str
    ) -> None:
        self.data = data
        self._more = environment
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._flags = flags
        self._command = command
        self._mark = secrets.token_hex(8)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def dsn(self) -> str:
        """Of the embedded database, which must be running."""
        dsn = running_dsn(self.data / "postgres")
        assert dsn is not None, "no embedded PostgreSQL runs here"
        return dsn

    @property
    def output(self) -> Path:
        """What the last `qianbei up` said."""
        return self.data.with_name(f"{self.data.name}.said")

    def start(self) -> float:
        """Starts `qianbei up` and returns the seconds until it says that it serves."""
        began_s = time.monotonic()
        with self.output.open("wb") as said:
            self._process = subprocess.Popen(
                [*self._command, "up", "--port", str(self.port), "--data", str(self.data), *self._flags],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=self.environment(),
                start_new_session=True,
            )
        until(lambda: not self.is_running() or self._says_it_serves())
        assert self._says_it_serves(), self.said()
        return time.monotonic() - began_s

    def is_running(self) -> bool:
        """Whether `qianbei up` lives."""
        return self._process is not None and self._process.poll() is None

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One other command on the same folder, with what it said."""
        command = [*self._command, *words, "--data", str(self.data)]
        return subprocess.run(
            command, env=self.environment(), capture_output=True, text=True, timeout=WAIT_S, check=False
        )

    def environment(self) -> Mapping[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("QIANBEI_")}
        return kept | {MARK: self._mark, "QIANBEI_PORT": str(self.port), "COLUMNS": "200"} | self._more

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def interrupt(self) -> tuple[int, float]:
        """Ctrl-C: SIGINT to the whole foreground process group. Exit code and seconds until it ended."""
        assert self._process is not None
        began_s = time.monotonic()
        os.killpg(self._process.pid, signal.SIGINT)
        return self._process.wait(WAIT_S), time.monotonic() - began_s

    def kill(self, name: str) -> int:
        """`kill -9` of the process of that name (see `processes`); returns which it was."""
        process = self.processes()[name]
        os.kill(process, signal.SIGKILL)
        if name == "up" and self._process is not None:
            self._process.wait()
        return process

    def processes(self) -> dict[str, int]:
        """The processes that make an installation, by name: `up`, each role, `web worker` and `PostgreSQL`."""
        found: dict[str, int] = {}
        if self._process is not None and self.is_running():
            found["up"] = self._process.pid
        for process in self.everything():
            words = command_of(process)
            if words and words[-1] in ROLES and COMMAND[-1] in words:
                role, parent = words[-1], parent_of(process)
                is_worker = role == "serve" and command_of(parent)[-1:] == ["serve"]
                found["web worker" if is_worker else role] = process
        postmaster = self._postmaster()
        if postmaster is not None:
            found["PostgreSQL"] = postmaster
        return found

    def everything(self) -> set[int]:
        """Every living process that belongs to this installation, whoever started it."""
        mark, homes = f"{MARK}={self._mark}".encode(), (f"{self.data}/", f"{self._places().home}/")
        return {
            process
            for process in all_processes()
            if mark in _read(process, "environ").split(b"\0") or works_in(process).startswith(homes)
        }

    def strays(self) -> set[int]:
        """Those of `everything` that no longer descend from the `qianbei up` that runs."""
        root = self._process.pid if self._process is not None else 0
        return {process for process in self.everything() if not _descends(process, root)}

    def listens(self) -> bool:
        """Whether anybody listens on its port."""
        return is_listening(self.port)

    def end(self) -> None:
        """Ends whatever still runs, in good order if it can be, and removes what stands outside the data folder."""
        if self.is_running():
            self.interrupt()
        for process in self.everything():
            os.kill(process, signal.SIGKILL)
        until(lambda: not self.everything())
        places = self._places()
        if places.is_elsewhere:
            shutil.rmtree(places.home)

    def rows(self, query: str) -> list[tuple]:
        """What the database holds; only to look."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def _says_it_serves(self) -> bool:
        return "serving on http" in self.said()

    def _places(self) -> Places:
        return choose_places(self.data / "postgres", may_create=False)[1]

    def _postmaster(self) -> int | None:
        cluster = self._places().cluster
        found = read_postmaster(cluster)
        return found.pid if found is not None and is_live_server(found, cluster) else None


@contextmanager
def installed(installation: Installation) -> Iterator[Installation]:
    """Started when the block begins; nothing of it is left when it ends."""
    try:
        installation.start()
        yield installation
    finally:
        installation.end()


def is_listening(port: int) -> bool:
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) == 0


def all_processes() -> Iterator[int]:
    yield from (int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit())


def command_of(process: int) -> list[str]:
    """Its command line; empty for one that is gone, or is a zombie."""
    return _read(process, "cmdline").decode(errors="replace").split("\0")[:-1]


def parent_of(process: int) -> int:
    """Its parent's id; 0 for one that is gone."""
    fields = _read(process, "stat").rpartition(b")")[2].split()
    return int(fields[1]) if fields else 0


def _descends(process: int, root: int) -> bool:
    while process not in {0, 1, root}:
        process = parent_of(process)
    return process == root


def works_in(process: int) -> str:
    """Its working folder, with a slash at the end; empty for one that is gone."""
    try:
        return f"{Path(f'/proc/{process}/cwd').readlink()}/"
    except OSError:
        return ""


def _read(process: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{process}/{name}").read_bytes()
    except OSError:
        return b""


def until(holds: Callable[[], object], wait_s: float = WAIT_S, every_s: float = 0.05) -> None:
    """Returns once it holds. Fails the test after `wait_s`."""
    deadline_s = time.monotonic() + wait_s
    while not holds():
        assert time.monotonic() < deadline_s, f"not in {wait_s} s: {holds}"
        time.sleep(every_s)
