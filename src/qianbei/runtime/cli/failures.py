"""How a command ends badly: one line with the way out, and an exit code."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

REFUSED = 1
USAGE = 2


class Stop(Exception):
    """Ends the command: `message` is one line with the way out, `exit_code` what the shell sees."""

    def __init__(self, message: str, exit_code: int = REFUSED) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def complain(message: str) -> None:
    """One line on standard error, whatever line breaks the message had."""
    sys.stderr.write(f"qianbei: {' '.join(message.split())}\n")


@contextmanager
def faults_of_an_installation(dsn: str | None = None) -> Iterator[None]:
    """Turns everything that can be wrong with a machine, a data folder or a database into a Stop.

    Anything else is a bug and keeps its traceback.
    """
    from qianbei.db.errors import ConnectionLost, DatabaseError, OutOfRoom
    from qianbei.db.faults import DatabaseFault
    from qianbei.db.migrate import MigrationError
    from qianbei.runtime.installation import InstallationFault
    from qianbei.runtime.keys import BrokenKeysError
    from qianbei.runtime.processes import ChildFailed

    try:
        yield
    except (InstallationFault, DatabaseFault, ChildFailed) as fault:
        raise Stop(str(fault)) from fault
    except BrokenKeysError as fault:
        raise Stop(f"{fault}; restore it from a copy, or choose another data folder with --data") from fault
    except MigrationError as fault:
        raise Stop(
            f"the database does not fit this version: {fault}; use the version that made it"
        ) from fault
    except OutOfRoom as fault:
        raise Stop(f"the database has no room: {fault}; free some on its disk, then run it again") from fault
    except ConnectionLost as fault:
        where = "--dsn" if dsn else "the embedded PostgreSQL"
        raise Stop(f"no PostgreSQL answers at {where}: {fault}; check that it runs", USAGE) from fault
    except DatabaseError as fault:
        raise Stop(
            f"the database refused: {fault}; check its version (15 or newer) and your rights"
        ) from fault
    except OSError as fault:
        if fault.errno != errno.ENOSPC:
            raise
        raise Stop("the disk is full; free some space, then run the same command again") from fault
