"""The life of one embedded PostgreSQL: made, started, stopped, started again after any death.

Deliberately thin: `initdb`, one `postgres` process in its own session, a fast shutdown. Durability is on. The
server listens on a unix socket only, in a folder that nobody but its user (and root) may enter, so it needs no
password and no port. A database that fails to start is a `DatabaseFault`, said in one line.
"""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from qianbei.db.binaries import Binaries, ServerUser, find_binaries
from qianbei.db.cluster import Places, choose_places, make_cluster, socket_folder
from qianbei.db.cores import sharing_cores
from qianbei.db.faults import DatabaseFault, Fault
from qianbei.db.postmaster import Postmaster, is_live_server, last_complaint, read_postmaster

START_WAIT_S = 30.0
STOP_WAIT_S = 30.0
_TICK_S = 0.01

DURABLE: Mapping[str, str] = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""What production runs with."""

FORGETFUL: Mapping[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests that do not ask for durability: several times faster, and a power cut may lose everything."""

_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",
    # Batches find their rows by key. On a disk without a moving head that is right for small tables too, and a table
    # that fills within seconds must not be planned for as the empty one it was a minute ago.
    "random_page_cost": "1.1",
    "autovacuum_naptime": "15s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "lc_messages": "C",
}


class EmbeddedPostgres:
    """One cluster in one folder. Not thread-safe: one supervisor owns it, and a lock in the folder holds it to that."""

    def __init__(self, folder: Path, durability: Mapping[str, str] = DURABLE) -> None:
        self.folder = folder.absolute()
        self._durability = durability
        self._process: subprocess.Popen[Any] | None = None
        self._lock: int | None = None
        self._places: Places | None = None
        self._log_start = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def places(self) -> Places:
        """Where things are, known after `start`. `places.is_elsewhere` tells that the cluster is not in `folder`."""
        assert self._places is not None, "not started"
        return self._places

    @property
    def dsn(self) -> str:
        """How to connect, for us and for any process of the same user."""
        return _dsn(self.places.sockets)

    @property
    def pid(self) -> int | None:
        """The postmaster, while it lives."""
        if self._process is None or self._process.poll() is not None:
            return None
        return self._process.pid

    def start(self) -> str:
        """Makes the cluster when there is none, starts the server, waits until it is ready; returns the dsn.

        Called again after the server died, it recovers; while it lives, nothing happens. Raises DatabaseFault.
        """
        if self.pid is not None:
            return self.dsn
        try:
            self._take_folder()
            user, self._places = choose_places(self.folder)
            binaries = find_binaries(user)
            make_cluster(self._places, binaries, user)
            self._end_orphan()
            self._launch(binaries, user)
        except OSError as error:
            self._give_folder_back()
            if error.errno == 28:
                raise DatabaseFault(Fault.DISK_FULL, folder=self.folder) from error
            raise DatabaseFault(
                Fault.FOLDER_NOT_WRITABLE, folder=self.folder, detail=error.strerror or str(error)
            ) from error
        except DatabaseFault:
            self._give_folder_back()
            raise
        return self.dsn

    def stop(self) -> None:
        """A fast shutdown: sessions are ended, everything committed is on disk. Does nothing when not running."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(STOP_WAIT_S)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)  # Immediate: recovery at the next start, nothing lost.
                process.wait(STOP_WAIT_S)
        self._give_folder_back()

    def _take_folder(self) -> None:
        """One supervisor for each folder: the lock is ours until `stop`, and the kernel frees it if we die."""
        if self._lock is not None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise DatabaseFault(Fault.FOLDER_IN_USE, folder=self.folder) from None
        self._lock = lock

    def _give_folder_back(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _end_orphan(self) -> None:
        """Stops a server whose supervisor died: we hold the lock, so it belongs to nobody."""
        found = read_postmaster(self.places.cluster)
        if found is None:
            return
        deadline = time.monotonic() + STOP_WAIT_S
        if is_live_server(found, self.places.cluster):
            os.kill(found.pid, signal.SIGINT)
        while is_live_server(found, self.places.cluster):
            if time.monotonic() > deadline:
                raise DatabaseFault(Fault.FOLDER_IN_USE, folder=self.folder)
            time.sleep(_TICK_S)

    def _launch(self, binaries: Binaries, user: ServerUser) -> None:
        deadline = time.monotonic() + START_WAIT_S
        while True:
            self._spawn(binaries, user)
            complaint = self._await_ready(deadline)
            if complaint is None:
                return
            self._clear_stale_lock(complaint)
            if time.monotonic() > deadline or not _is_passing(complaint):
                raise self._fault(complaint)
            time.sleep(0.1)

    def _spawn(self, binaries: Binaries, user: ServerUser) -> None:
        settings = {**_SETTINGS, **self._durability, "unix_socket_directories": str(self.places.sockets)}
        socket_folder(self.places.sockets, user)
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._log_start = self.places.log.stat().st_size if self.places.log.exists() else 0
        with self.places.log.open("ab") as log, sharing_cores():
            self._process = subprocess.Popen(
                [binaries.folder / "postgres", "-D", self.places.cluster, *flags],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **user.process_arguments(),
            )

    def _await_ready(self, deadline: float) -> str | None:
        """None once the server takes connections; what it said when it ended instead."""
        assert self._process is not None
        while self._process.poll() is None:
            found = read_postmaster(self.places.cluster)
            if found is not None and found.pid == self._process.pid and found.is_ready:
                return None
            if time.monotonic() > deadline:
                self.stop()
                raise DatabaseFault(
                    Fault.START_TIMED_OUT, folder=self.folder, wait_s=int(START_WAIT_S), log=self.places.log
                )
            time.sleep(_TICK_S)
        self._process = None
        return last_complaint(self.places.log, self._log_start)

    def _clear_stale_lock(self, complaint: str) -> None:
        """Removes lock files whose process is dead, unreaped, or by now somebody else's. The server itself
        still refuses to start beside living backends of the old one, by their shared memory."""
        found = read_postmaster(self.places.cluster)
        if "lock file" not in complaint or (found and is_live_server(found, self.places.cluster)):
            return
        (self.places.cluster / "postmaster.pid").unlink(missing_ok=True)
        for path in self.places.sockets.glob(".s.PGSQL.*"):
            path.unlink(missing_ok=True)

    def _fault(self, complaint: str) -> DatabaseFault:
        if "No space left on device" in complaint:
            return DatabaseFault(Fault.DISK_FULL, folder=self.folder)
        return DatabaseFault(Fault.FOLDER_BROKEN, folder=self.folder, detail=complaint)


def is_made(folder: Path) -> bool:
    """Whether a cluster is there, running or not."""
    _, places = choose_places(folder.absolute(), may_create=False)
    return places.cluster.exists()


def running_dsn(folder: Path) -> str | None:
    """How to reach the server that runs in `folder` now, for another process such as a command; None when none does."""
    _, places = choose_places(folder.absolute(), may_create=False)
    found: Postmaster | None = read_postmaster(places.cluster)
    if found is None or not found.is_ready or not is_live_server(found, places.cluster):
        return None
    return _dsn(found.sockets)


def _dsn(sockets: Path) -> str:
    return f"host={sockets} user=qianbei dbname=postgres"


def _is_passing(complaint: str) -> bool:
    """What the remains of a killed server cause for a moment: its lock files, its backends."""
    return "lock file" in complaint or "shared memory block" in complaint
