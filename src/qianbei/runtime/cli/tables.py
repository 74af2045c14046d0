"""Tables of the books as CSV or Parquet: pages of rows in, a file or the standard output out.

Parquet needs pyarrow, which is heavy and therefore an extra: `pip install "qianbei[parquet]"`.
"""

import csv
import io
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from qianbei.runtime.cli.failures import USAGE, Stop

PARQUET = ".parquet"


async def write(head: Sequence[str], pages: AsyncIterator[Sequence[Sequence[Any]]], to: Path | None) -> None:
    """Parquet into a file whose name ends so, CSV into any other, or to the standard output."""
    try:
        if to is not None and to.suffix == PARQUET:
            await _parquet(head, pages, to)
        elif to is not None:
            with to.open("w", encoding="utf-8", newline="") as opened:
                await _csv(head, pages, opened)
        else:
            await _csv(head, pages, sys.stdout)
    except BrokenPipeError:
        raise  # Whoever read it has seen enough.
    except OSError as fault:
        raise Stop(
            f"{to or 'the table'} cannot be written ({fault.strerror}); name another file", USAGE
        ) from fault


async def _csv(
    head: Sequence[str], pages: AsyncIterator[Sequence[Sequence[Any]]], out: io.TextIOBase | Any
) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    async for rows in pages:
        writer.writerows([_text(value) for value in row] for row in rows)


def _text(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


async def _parquet(head: Sequence[str], pages: AsyncIterator[Sequence[Sequence[Any]]], to: Path) -> None:
    """A row group a page. Times are UTC microseconds, ids are text, money is 64-bit fen."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as fault:
        said = "Parquet needs one more library: `.bootstrap/bin/uv pip install pyarrow` in a checkout, else"
        raise Stop(f'{said} pip install "qianbei[parquet]"', USAGE) from fault
    kinds = {"amount_fen": pyarrow.int64(), "balance_fen": pyarrow.int64()}
    kinds |= dict.fromkeys(("at", "settled_until"), pyarrow.timestamp("us", tz="UTC"))
    schema = pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in head])
    with parquet.ParquetWriter(to, schema, compression="zstd") as writer:
        async for rows in pages:
            columns = [[_plain(row[n]) for row in rows] for n in range(len(head))]
            arrays = [
                pyarrow.array(column, field.type) for column, field in zip(columns, schema, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
