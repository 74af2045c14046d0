"""What a statement may raise, in our own types, so that no other room needs to import the driver.

Broken infrastructure and broken promises are exceptions; a refusal that a person can cause is a value, decided
before the statement runs. A constraint that fires is therefore a race (retry) or a bug.
"""

import psycopg
import psycopg_pool
import structlog
from psycopg import errors

log = structlog.get_logger(__name__)


class DatabaseError(Exception):
    """The database refused or failed. `constraint` names the constraint that fired, or is empty."""

    def __init__(self, message: str, constraint: str = "") -> None:
        super().__init__(message)
        self.constraint = constraint


class ConcurrencyError(DatabaseError):
    """Another transaction was there first: running the whole transaction again may give another answer."""


class UniqueViolation(ConcurrencyError):
    """SQLSTATE 23505: a row with this key exists by now."""


class SerializationFailure(ConcurrencyError):
    """SQLSTATE 40001."""


class DeadlockDetected(ConcurrencyError):
    """SQLSTATE 40P01. The lock order was broken somewhere, or two batches met."""


class CheckViolation(DatabaseError):
    """SQLSTATE 23514: the last guard of a promise fired. The decision before it is wrong."""


class ForeignKeyViolation(DatabaseError):
    """SQLSTATE 23503."""


class ConnectionLost(DatabaseError):
    """No connection, or it broke. After a commit was sent its outcome is unknown."""


class OutOfRoom(ConnectionLost):
    """SQLSTATE class 53: its disk is full, or it has no memory or connection to spare. It passes as a broken connection
    does: whoever can wait for one waits, everybody else is told that it could not be finished now."""


class QueryFailed(DatabaseError):
    """Anything else: the statement or its parameters are wrong."""


_TYPES: tuple[tuple[type[psycopg.Error], type[DatabaseError]], ...] = (
    (errors.UniqueViolation, UniqueViolation),
    (errors.SerializationFailure, SerializationFailure),
    (errors.DeadlockDetected, DeadlockDetected),
    (errors.CheckViolation, CheckViolation),
    (errors.ForeignKeyViolation, ForeignKeyViolation),
    (psycopg_pool.PoolTimeout, ConnectionLost),
    (psycopg_pool.PoolClosed, ConnectionLost),
    (errors.AdminShutdown, ConnectionLost),
    (errors.CrashShutdown, ConnectionLost),
    (errors.CannotConnectNow, ConnectionLost),
    (errors.DiskFull, OutOfRoom),
    (errors.OutOfMemory, OutOfRoom),
    (errors.TooManyConnections, OutOfRoom),
)


def retryable(error: BaseException) -> bool:
    """True when the whole transaction may simply be run again (23505, 40001, 40P01)."""
    return isinstance(error, ConcurrencyError)


class _Translated:
    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, psycopg.Error):
            raise translate(error) from error


_translated = _Translated()


def translated() -> _Translated:
    """Turns the driver's errors into ours on the way out."""
    return _translated


def translate(error: psycopg.Error) -> DatabaseError:
    """Our exception for one of the driver's."""
    message = str(error).strip() or type(error).__name__
    constraint = error.diag.constraint_name or ""
    for theirs, ours in _TYPES:
        if isinstance(error, theirs):
            if ours is OutOfRoom:
                log.error("database.out_of_room", error=message)
            return ours(message, constraint)
    if isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)) and error.sqlstate is None:
        return ConnectionLost(message)
    return QueryFailed(message, constraint)
