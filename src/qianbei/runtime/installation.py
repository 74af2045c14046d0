"""The data folder of an installation: one supervisor at a time, room on the disk, and where it can be reached.

While `qianbei up` runs it holds a lock on `up.lock` and tells the other commands in `running.json` where it
serves. The lock ends with the process, however that ends; the file alone proves nothing.
"""

import fcntl
import os
import shutil
import time
from pathlib import Path
from typing import Self

import msgspec

LOCK_FILE = "up.lock"
RUNNING_FILE = "running.json"
_ASKED_MAX = 10
FREE_BYTES_MIN = 256 * 1024 * 1024
"""PostgreSQL's write-ahead log alone may want a hundred megabytes before it can tidy up."""


class InstallationFault(Exception):
    """The data folder cannot be used; the text says why and gives the way out, in one line."""


class Running(msgspec.Struct, frozen=True):
    """What a running `qianbei up` tells: its process id and its web address."""

    process: int
    url: str


class DataFolder:
    """A data folder that this process holds alone until `release` (or its end)."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def hold(cls, path: Path) -> Self:
        """Makes the folder when absent and takes its lock. Raises InstallationFault."""
        try:
            path.mkdir(parents=True, exist_ok=True)
            lock = os.open(path / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as fault:
            raise InstallationFault(
                f"the data folder {path} cannot be used ({fault.strerror}); choose another with --data"
            ) from fault
        if not _locked(lock):
            os.close(lock)
            other = read_running(path)
            where = f" at {other.url} (process {other.process})" if other else ""
            raise InstallationFault(
                f"another qianbei already runs on {path}{where}; stop it or choose another folder with --data"
            )
        (path / RUNNING_FILE).unlink(missing_ok=True)  # Of one before us that was killed.
        return cls(path, lock)

    def need_room(self) -> None:
        """Raises InstallationFault when the disk is too full to start safely."""
        free = shutil.disk_usage(self.path).free
        if free < FREE_BYTES_MIN:
            raise InstallationFault(
                f"the disk is full: {free // 1_000_000} MB free under {self.path}, "
                f"{FREE_BYTES_MIN // 1_000_000} MB needed; free some or choose another folder with --data"
            )

    def announce(self, running: Running) -> None:
        """Tells other commands where this installation is; whole or not at all, for the owner's eyes only."""
        draft = self.path / f".{RUNNING_FILE}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(msgspec.json.encode(running))
        draft.replace(self.path / RUNNING_FILE)

    def release(self) -> None:
        (self.path / RUNNING_FILE).unlink(missing_ok=True)
        os.close(self._lock)


def _locked(lock: int) -> bool:
    """Takes the lock, asking a few times: a command that only looks holds it for an instant, too."""
    for _ in range(_ASKED_MAX):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.02)
        else:
            return True
    return False


def read_running(path: Path) -> Running | None:
    """What the last `qianbei up` on this folder announced, whether or not it still runs."""
    try:
        return msgspec.json.decode((path / RUNNING_FILE).read_bytes(), type=Running)
    except (OSError, msgspec.DecodeError):
        return None


def running_now(path: Path) -> Running | None:
    """The installation that runs on this folder at this moment, if one does."""
    try:
        lock = os.open(path / LOCK_FILE, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return read_running(path)
    else:
        return None
    finally:
        os.close(lock)
