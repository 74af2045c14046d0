"""Connections whose statements travel together: kept until an answer is wanted, then sent in one write.

The driver opens and closes connections, writes and reads values, and turns what the server says into errors. Its cursors
and its pipeline are left out: they wait, lock and work out anew what is known of a statement each time it is run, which
cost a batch about 0.1 ms a statement. What is known of a statement is kept with its connection here.
"""

from collections.abc import Generator, Mapping
from functools import cached_property
from itertools import count
from typing import Any, NamedTuple

from psycopg import AsyncConnection, OperationalError
from psycopg.abc import Transformer
from psycopg.adapt import PyFormat
from psycopg.adapt import Transformer as new_transformer
from psycopg.errors import Error, error_from_result
from psycopg.generators import fetch_many, send
from psycopg.pq import ConnStatus, ExecStatus, Format, PipelineStatus
from psycopg.pq.abc import PGresult

from qianbei.db.sql import Query

Row = tuple[Any, ...]
Params = Mapping[str, object]
Steps = Generator[Any, Any, None]
"""What the driver waits for, step by step."""

PREPARED_MAX = 128
"""Statements that one connection keeps prepared; the first prepared is the first forgotten."""

FAILED = (ExecStatus.FATAL_ERROR, ExecStatus.PIPELINE_ABORTED)
STALE = ("0A000", "26000")
"""SQLSTATE where a table's columns became others since a statement was prepared, and where somebody discarded it."""


class _Form:
    """A statement as the server is told it, and the order of its values."""

    __slots__ = ("formats", "names", "text")

    def __init__(self, query: Query) -> None:
        self.names, self.text = query.parameters(), query.prepared_text().encode()
        self.formats = [PyFormat.AUTO] * len(self.names)


class _Statement:
    """A prepared statement: its name, and how its rows are read. The server lets no row of it be of other kinds."""

    __slots__ = ("_is_known", "_loading", "name")

    def __init__(self, name: bytes, loading: Transformer) -> None:
        self.name = name
        self._loading, self._is_known = loading, False

    def rows(self, result: PGresult) -> list[Row]:
        loading = self._loading
        loading.set_pgresult(result, set_loaders=not self._is_known)
        rows = loading.load_rows(0, result.ntuples, tuple)
        loading.set_pgresult(None, set_loaders=False)
        self._is_known = True
        return rows


class Answer:
    """What the server said to one statement, once `Connection.answers` has ended: its rows, and how many it touched."""

    __slots__ = ("_statement", "count", "rows")

    def __init__(self, statement: _Statement) -> None:
        self._statement = statement
        self.rows: list[Row] = []
        self.count = -1

    def read(self, result: PGresult) -> None:
        if result.status == ExecStatus.TUPLES_OK:
            self.rows = self._statement.rows(result)
            self.count = len(self.rows)
        elif result.command_tuples is not None:
            self.count = result.command_tuples


class _Prepared(NamedTuple):
    """What a name stands for. The kinds of values belong to it: they decide what the statement means."""

    text: bytes
    types: tuple[int, ...]


class Connection(AsyncConnection[Row]):
    """A connection that keeps statements. For one task at a time."""

    def __init__(self, *known: Any, **named: Any) -> None:
        super().__init__(*known, **named)
        self._kept: list[Answer | _Prepared | None] = []
        self._forms: dict[str, _Form] = {}
        self._statements: dict[_Prepared, _Statement] = {}
        self._numbers = count(1)

    @cached_property
    def _values(self) -> Transformer:
        return new_transformer(self)

    def command(self, text: bytes) -> None:
        """Adds a command to what travels next."""
        self._open()
        self.pgconn.send_query_params(text, None)
        self._kept.append(None)

    def keep(self, query: Query, params: Params) -> Answer:
        """Adds a statement to what travels next. It is prepared when it is met first, and goes by its name from then on."""
        form = self._forms.get(query.text)
        if form is None:
            form = self._forms[query.text] = _Form(query)
        written = self._values.dump_sequence([params[name] for name in form.names], form.formats)
        types = self._values.types or ()
        self._open()
        prepared = _Prepared(form.text, types)
        statement = self._statements.get(prepared) or self._prepare(prepared)
        self.pgconn.send_query_prepared(statement.name, written, self._values.formats, Format.BINARY)
        self._kept.append(answer := Answer(statement))
        return answer

    async def answers(self) -> None:
        """Sends what was kept and reads all that the server says to it. Raises the first error that it told."""
        if not self._kept:
            return
        try:
            await self.wait(self._exchange())
        finally:
            if self.pgconn.pipeline_status != PipelineStatus.OFF:
                self.pgconn.finish()  # Else what is still to be read would be taken for the next statement's.

    def _open(self) -> None:
        if self.pgconn.pipeline_status == PipelineStatus.OFF:
            self.pgconn.enter_pipeline_mode()

    def _prepare(self, prepared: _Prepared) -> _Statement:
        if len(self._statements) >= PREPARED_MAX:
            self.command(b"deallocate " + self._statements.pop(next(iter(self._statements))).name)
        statement = _Statement(b"kept_%d" % next(self._numbers), new_transformer(self))
        self._statements[prepared] = statement
        self.pgconn.send_prepare(statement.name, *prepared)
        self._kept.append(prepared)
        return statement

    def _exchange(self) -> Steps:
        """A Sync goes behind what was kept, so that nothing is open afterwards."""
        kept, self._kept = [*self._kept, None], []
        failure: Error | None = None
        self.pgconn.pipeline_sync()
        try:
            yield from send(self.pgconn)
            for each in kept:
                results = yield from fetch_many(self.pgconn)
                if not results:
                    break
                if results[0].status in FAILED:
                    error = error_from_result(results[0])
                    if isinstance(each, _Prepared):
                        self._statements.pop(each, None)
                    elif error.sqlstate in STALE:
                        # Not read to its end, so it is closed: the next connection knows nothing.
                        raise OperationalError(f"what was prepared is good no more: {error}")
                    failure = failure or error
                elif isinstance(each, Answer):
                    each.read(results[0])
        except OperationalError as error:
            raise failure or error from None
        if self.pgconn.status != ConnStatus.BAD:
            self.pgconn.exit_pipeline_mode()
        if failure is not None:
            raise failure


async def keep_plans(connection: Connection) -> None:
    """Settings of a connection on which the same few statements are asked again and again.

    Their plans are made once and kept: making one for each batch took two thirds of PostgreSQL's time for a turn, and a
    fifth for a few orders. A plan from when a table was empty enters it by an index, though perhaps not by the best: it is
    made anew once the table is counted (`statistics.py`).
    """
    for setting in ("plan_cache_mode = force_generic_plan", "enable_seqscan = off"):
        await connection.execute(f"set {setting}")
    if not connection.autocommit:
        await connection.commit()


async def prepare_to_look(connection: Connection) -> None:
    """Settings of a connection on which nothing is written."""
    await keep_plans(connection)
    await connection.execute("set default_transaction_read_only = on")
