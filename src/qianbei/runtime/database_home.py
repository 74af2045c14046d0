"""The database of an installation: the embedded one kept alive in the data folder, or yours by `--dsn`."""

import asyncio
import shutil
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from qianbei.db.embedded import EmbeddedPostgres, is_made, running_dsn
from qianbei.runtime.guard import Guard
from qianbei.runtime.installation import InstallationFault
from qianbei.runtime.processes import ChildFailed, restart_delay_s
from qianbei.runtime.settings import Settings

_LOOK_EVERY_S = 0.25


def postgres_folder(settings: Settings) -> Path:
    """Where the embedded PostgreSQL of an installation lives."""
    return settings.data_folder / "postgres"


def own_disk(settings: Settings) -> Callable[[], int | None]:
    """Asks for the bytes that are free where the embedded server writes; answers None when the database is another one."""
    folder = postgres_folder(settings)
    is_own = settings.dsn is not None and settings.dsn == running_dsn(folder)
    return lambda: shutil.disk_usage(folder).free if is_own else None


class KeptPostgres:
    """The embedded server under a supervisor: it ends when the supervisor is killed, and is restarted when it dies."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = server
        self._guard: Guard | None = None

    def start(self) -> str:
        """Starts the server; returns its dsn. Raises DatabaseFault."""
        dsn = self._server.start()
        if self._server.pid is not None:
            self._guard = Guard(self._server.pid, signal.SIGINT)
        return dsn

    def stop(self) -> None:
        self._server.stop()
        self._dismiss()

    async def keep(self, say: Callable[[str], None]) -> None:
        """Looks after the server until cancelled. Raises ChildFailed, DatabaseFault when it cannot be brought back."""
        crashes_at: list[float] = []
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            if self._server.pid is not None:
                continue
            crashes_at.append(time.monotonic())
            if restart_delay_s(crashes_at, crashes_at[-1]) is None:
                raise ChildFailed(f"PostgreSQL does not stay up; see {self._server.places.log}")
            say("PostgreSQL ended; starting it again")
            self._dismiss()
            await asyncio.to_thread(self.start)

    def _dismiss(self) -> None:
        guard, self._guard = self._guard, None
        if guard is not None:
            guard.dismiss()


@asynccontextmanager
async def kept_postgres(settings: Settings) -> AsyncIterator[KeptPostgres]:
    """The embedded server of a data folder, stopped when the block ends."""
    kept = KeptPostgres(EmbeddedPostgres(postgres_folder(settings)))
    try:
        yield kept
    finally:
        kept.stop()


@contextmanager
def database_for_a_command(settings: Settings, *, may_make: bool = False) -> Iterator[str]:
    """A dsn for one command: yours, or the running server's, or a server started for as long as the block lasts.

    A database is made only for a command that `may_make` one. Raises DatabaseFault, InstallationFault.
    """
    folder = postgres_folder(settings)
    if settings.dsn:
        yield settings.dsn
    elif dsn := running_dsn(folder):
        yield dsn
    elif not may_make and not is_made(folder):
        raise InstallationFault(
            f"no installation is in {settings.data_folder}; name its folder with --data or its database with --dsn"
        )
    else:
        with EmbeddedPostgres(folder) as server:
            yield server.dsn
