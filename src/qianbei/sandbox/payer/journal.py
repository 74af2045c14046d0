"""The payer's memory on disk: one JSON line per change, appended before the change is told to anybody.

A line goes to the operating system in one write, which a `kill -9` of the process cannot take back; surviving a
power cut is not promised (no fsync). A torn last line, left by a full disk, is dropped at the next start.
"""

import os
from pathlib import Path

import msgspec

from qianbei.sandbox.payer.book import Book, Payment

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Payment)


class Journal:
    """An append-only file of payments. Open it once per process."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        _drop_torn_tail(path)
        self._path = path
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def replay(self, book: Book) -> int:
        """Restores every payment into `book`; returns how many lines there were. Raises on a broken line."""
        count = 0
        with self._path.open("rb") as lines:
            for line in lines:
                book.restore(_decoder.decode(line))
                count += 1
        return count

    def append(self, payment: Payment) -> None:
        """Raises OSError when the disk is full; the caller must then not tell the change."""
        line = _encoder.encode(payment) + b"\n"
        if os.write(self._file, line) != len(line):
            raise OSError(f"{self._path}: a payment was written in part")

    def close(self) -> None:
        os.close(self._file)


def _drop_torn_tail(path: Path) -> None:
    if not path.exists():
        return
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        keep = size
        while keep > 0:
            file.seek(keep - 1)
            if file.read(1) == b"\n":
                break
            keep -= 1
        if keep < size:
            file.truncate(keep)
