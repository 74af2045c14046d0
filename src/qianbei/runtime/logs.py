"""Lines of a log that cannot be written are lost, and nothing else is.

Logs lie in the data folder, beside the database. On a full disk the line that says so raised where it was written, so
that a request which had a true answer ("busy, nothing was taken") ended as an error of ours.
"""

import sys
from contextlib import suppress

import structlog


class _Output:
    """The standard output of the moment, without its faults."""

    def write(self, text: str) -> int:
        with suppress(OSError):
            sys.stdout.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stdout.flush()


def log_without_faults() -> None:
    """For this process, from now on."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(_Output()))  # pyright: ignore[reportArgumentType] - all that is asked of a file
