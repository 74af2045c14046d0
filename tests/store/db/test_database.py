import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import anyio
import msgspec
import pytest

from qianbei.db.adapters import Json
from qianbei.db.database import Database, Tx
from qianbei.db.errors import ConnectionLost, QueryFailed, UniqueViolation, retryable
from qianbei.db.pipelines import PREPARED_MAX
from qianbei.db.sql import Query
from qianbei.db.statistics import count_new_tables

pytestmark = pytest.mark.anyio

PUT = Query("put", "insert into db.installation (name, value) values (%(name)s, %(value)s::jsonb)")
COUNT = Query("count", "select count(*) from db.installation where name = %(name)s::text")


class Colour(StrEnum):
    RED = "red"


class Point(msgspec.Struct):
    x: int


async def count(database: Database, name: str) -> int:
    async with database.reading() as tx:
        return (await tx.rows(COUNT, {"name": name}))[0][0]


async def put_and_fail(database: Database, *, with_commit: bool = False) -> None:
    async with database.transaction() as tx:
        if with_commit:
            tx.with_commit()
        await tx.run(PUT, {"name": "a", "value": {"n": 1}})
        raise ZeroDivisionError


async def put_and_break(database: Database, *, with_commit: bool = False) -> None:
    async with database.transaction() as tx:
        if with_commit:
            tx.with_commit()
        await tx.run(PUT, {"name": "a", "value": {"n": 1}})
        with suppress(ConnectionLost):
            await tx.rows(Query("end_me", "select pg_terminate_backend(pg_backend_pid())"))


async def put_and_swallow(database: Database, *, with_commit: bool = False) -> None:
    async with database.transaction() as tx:
        if with_commit:
            tx.with_commit()
        await tx.run(PUT, {"name": "a", "value": {"n": 1}})
        with suppress(QueryFailed):
            await tx.rows(Query("wrong", "select 1 / 0"))


async def test_a_block_that_ends_is_committed(database: Database) -> None:
    async with database.transaction() as tx:
        assert await tx.run(PUT, {"name": "a", "value": {"n": 1}}) == 1
    assert await count(database, "a") == 1


async def test_an_exception_takes_everything_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await put_and_fail(database)
    assert await count(database, "a") == 0


async def test_a_block_whose_connection_broke_unheard_does_not_end_as_if_committed(
    database: Database,
) -> None:
    with pytest.raises(ConnectionLost):
        await put_and_break(database)
    assert await count(database, "a") == 0


async def test_a_block_that_swallowed_an_error_does_not_end_as_if_committed(database: Database) -> None:
    with pytest.raises(QueryFailed, match="nobody heard"):
        await put_and_swallow(database)
    assert await count(database, "a") == 0


async def test_cancelling_takes_everything_back_and_keeps_the_pool_whole(database: Database) -> None:
    sleep = Query("sleep", "select pg_sleep(30)")
    with anyio.move_on_after(0.1):
        async with database.transaction() as tx:
            await tx.run(PUT, {"name": "a", "value": {}})
            await tx.rows(sleep)
    assert await count(database, "a") == 0


async def test_a_double_key_is_retryable_and_names_its_constraint(tx: Tx) -> None:
    await tx.run(PUT, {"name": "a", "value": {}})
    with pytest.raises(UniqueViolation) as caught:
        await tx.run(PUT, {"name": "a", "value": {}})
    assert retryable(caught.value)
    assert caught.value.constraint == "installation_pkey"


async def test_a_wrong_statement_is_a_bug_not_retryable(tx: Tx) -> None:
    with pytest.raises(QueryFailed) as caught:
        await tx.rows(Query("wrong", "select nothing from nowhere"))
    assert not retryable(caught.value)


async def test_reading_cannot_write_and_leaves_the_connection_able_to(migrated_dsn: str) -> None:
    async with Database.opened(migrated_dsn, max_connections=1) as database:
        async with database.reading() as tx:
            with pytest.raises(QueryFailed, match="read-only"):
                await tx.run(PUT, {"name": "a", "value": {}})
        with pytest.raises(ZeroDivisionError):
            await put_and_fail(database)


async def test_looking_selects_and_cannot_write(database: Database) -> None:
    async with database.looking() as look:
        assert await look.rows(Query("one", "select %(n)s::int"), {"n": 1}) == [(1,)]
        with pytest.raises(QueryFailed, match="read-only"):
            await look.rows(PUT, {"name": "a", "value": {}})
    assert await count(database, "a") == 0


async def test_what_travels_together_is_answered_each_in_its_place(tx: Tx) -> None:
    put, seen = tx.run(PUT, {"name": "a", "value": {}}), tx.rows(COUNT, {"name": "a"})
    assert await tx.at_once(put, seen) == [1, [(1,)]]
    with pytest.raises(UniqueViolation):
        await tx.at_once(*(tx.run(PUT, {"name": name, "value": {}}) for name in ("b", "a", "c")))


HOSTILE = ['a"b', "a\\b", "{a,b}", "NULL", "", " ", "奶茶🧋", "a'b; --", "\n\t", "%s"]

ARRAYS = [
    ("text[]", [*HOSTILE, None]),
    ("bigint[]", [1, -(2**62), 0, None]),
    ("uuid[]", [UUID(int=7), UUID(int=2**127)]),
    ("boolean[]", [True, False]),
    ("timestamptz[]", [datetime(2031, 5, 20, 4, 0, 0, 123456, tzinfo=UTC)]),
    ("bytea[]", [b"\x00\xff\\", b""]),
    ("float8[]", [1.5, float("inf")]),
    ("jsonb[]", [{"text": HOSTILE}, {"n": 1}]),
    ("bigint[]", []),
    ("bigint[]", [[1, 2], [3, 4]]),
]


@pytest.mark.parametrize(("type_name", "values"), ARRAYS)
async def test_an_array_arrives_as_it_was(tx: Tx, type_name: str, values: list[object]) -> None:
    echo = Query("echo", f"select %(values)s::{type_name}")
    assert await tx.rows(echo, {"values": values}) == [(values,)]


async def test_an_enum_travels_as_its_value_and_a_struct_as_json(tx: Tx) -> None:
    echo = Query(
        "echo", "select %(colours)s::text[], %(colour)s::text, %(point)s::jsonb, %(list)s::jsonb, %(n)s::int"
    )
    params = {
        "colours": [Colour.RED],
        "colour": Colour.RED,
        "point": Point(1),
        "list": Json([1]),
        "n": True + 1,
    }
    assert await tx.rows(echo, params) == [(["red"], "red", {"x": 1}, [1], 2)]


@pytest.mark.parametrize("text", ["a\0b", ["a\0b"]])
async def test_text_with_nul_is_refused_not_cut(tx: Tx, text: object) -> None:
    with pytest.raises(QueryFailed, match="NUL"):
        await tx.rows(Query("echo", "select %(text)s::text"), {"text": text})


async def test_a_query_keeps_one_prepared_statement_whatever_the_size_of_its_numbers(tx: Tx) -> None:
    echo = Query("echo", "select %(n)s::bigint")
    for n in (1, 70_000, 2**40, 2, 3**20):
        assert await tx.rows(echo, {"n": n}) == [(n,)]
    kept = Query(
        "kept", "select count(*) from pg_prepared_statements where statement like 'select $1::bigint'"
    )
    assert await tx.rows(kept) == [(1,)]


async def test_a_connection_keeps_so_many_statements_prepared_and_forgets_the_first(tx: Tx) -> None:
    for n in range(PREPARED_MAX + 5):
        assert await tx.rows(Query("number", f"select {n} + %(n)s::int"), {"n": 1}) == [(n + 1,)]
    kept = Query(
        "kept", "select statement from pg_prepared_statements where statement like 'select % + $1::int'"
    )
    statements = {text for (text,) in await tx.rows(kept)}
    assert len(statements) == PREPARED_MAX - 1
    assert "select 0 + $1::int" not in statements


async def test_what_was_prepared_before_a_table_changed_is_read_as_it_is_now(database: Database) -> None:
    async def change(text: str) -> None:
        async with database.transaction() as tx:
            await tx.run(Query("change", text))

    read = Query("read", "select n from changing where %(id)s::uuid is not null or true")
    async with Database.opened(database.dsn, max_connections=1) as one:
        for text in ("create table changing (n int)", "insert into changing values (7)"):
            await change(text)
        async with one.transaction() as tx:
            assert await tx.rows(read, {"id": UUID(int=1)}) == [(7,)]
        await change("alter table changing alter n type bigint")
        async with one.transaction() as tx:
            assert await tx.rows(read, {"id": None}) == [(7,)], "prepared anew for other kinds of values"
        with pytest.raises(ConnectionLost, match="good no more"):
            async with one.transaction() as tx:
                await tx.rows(read, {"id": UUID(int=1)})
        async with one.transaction() as tx:
            assert await tx.rows(read, {"id": UUID(int=1)}) == [(7,)]
            await tx.run(Query("forget", "deallocate all"))
        with pytest.raises(ConnectionLost, match="good no more"):
            async with one.transaction() as tx:
                await tx.rows(read, {"id": UUID(int=1)})
        async with one.transaction() as tx:
            assert await tx.rows(read, {"id": UUID(int=1)}) == [(7,)]
    await change("drop table changing")


async def test_a_statement_that_failed_is_asked_anew(database: Database) -> None:
    divide = Query("divide", "select 1 / %(n)s::int")
    missing = Query("missing", "select 1 from nowhere")
    async with database.looking() as look:
        for _ in range(2):
            with pytest.raises(QueryFailed, match="nowhere"):
                await look.rows(missing)
            with pytest.raises(QueryFailed, match="zero"):
                await look.rows(divide, {"n": 0})
            assert await look.rows(divide, {"n": 1}) == [(1,)]


async def test_an_answer_that_cannot_be_read_is_not_mixed_with_the_next(database: Database) -> None:
    unreadable = Query("unreadable", "select 'infinity'::timestamptz")
    for _ in range(2):
        with pytest.raises(QueryFailed, match="too large"):
            async with database.transaction() as tx:
                await tx.at_once(tx.rows(unreadable), tx.rows(COUNT, {"name": "a"}))
        async with database.looking() as look:
            with pytest.raises(QueryFailed, match="too large"):
                await look.rows(unreadable)
        assert await count(database, "a") == 0
        async with database.looking() as look:
            assert await look.rows(Query("one", "select 1")) == [(1,)]


async def test_an_unreachable_server_is_a_lost_connection() -> None:
    with pytest.raises(ConnectionLost):
        await Database.open("host=/nowhere dbname=none", max_connections=1, wait_s=0.2)


async def test_reads_at_once_answer_each_and_fail_as_the_first_that_failed(database: Database) -> None:
    async def number(tx: Tx, text: str) -> int:
        return (await tx.rows(Query("tests.number", f"select {text}")))[0][0]

    async with database.transaction() as tx:
        assert await tx.at_once(number(tx, "1"), number(tx, "2"), number(tx, "3")) == [1, 2, 3]
    with pytest.raises(QueryFailed, match="division by zero"):
        async with database.transaction() as tx:
            await tx.at_once(number(tx, "1"), number(tx, "1 / 0"), number(tx, "3"))


async def test_statements_with_the_commit_are_written_or_none_is(database: Database) -> None:
    async def put(*names: str) -> None:
        async with database.transaction() as tx:
            assert await tx.rows(COUNT, {"name": names[0]}) == [(0,)]
            tx.with_commit()
            for name in names:
                await tx.run(PUT, {"name": name, "value": {}})

    await put("first", "second")
    assert await count(database, "first") == await count(database, "second") == 1
    with pytest.raises(UniqueViolation):
        await put("third", "second")
    assert await count(database, "third") == 0


async def test_rows_are_read_among_statements_that_go_with_the_commit(database: Database) -> None:
    async with database.transaction() as tx:
        tx.with_commit()
        await tx.run(PUT, {"name": "first", "value": {}})
        assert await tx.rows(COUNT, {"name": "first"}) == [(1,)]
        await tx.run(PUT, {"name": "second", "value": {}})
    assert await count(database, "first") == await count(database, "second") == 1


@pytest.mark.parametrize(
    ("breach", "error"),
    [
        (put_and_fail, ZeroDivisionError),
        (put_and_swallow, QueryFailed),
        (put_and_break, ConnectionLost),
    ],
)
async def test_what_would_go_with_the_commit_is_not_kept_when_there_is_none(
    database: Database, breach: Callable[..., Awaitable[None]], error: type[Exception]
) -> None:
    with pytest.raises(error):
        await breach(database, with_commit=True)
    assert await count(database, "a") == 0


async def test_a_batch_waits_for_the_server_once_to_read_and_once_to_write(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def placed() -> int:
        waits = 0

        def waited(*reader: Any) -> None:
            nonlocal waits
            waits += 1
            add_reader(*reader)

        loop = asyncio.get_running_loop()
        add_reader = loop.add_reader
        monkeypatch.setattr(loop, "add_reader", waited)
        async with database.transaction() as tx:
            reads = (tx.rows(COUNT, {"name": name}) for name in ("a", "b", "c"))
            assert await tx.at_once(*reads) == [[(0,)]] * 3
            tx.with_commit()
            for name in ("a", "b", "c"):
                await tx.run(PUT, {"name": name, "value": {}})
        monkeypatch.undo()
        return waits

    assert await placed() == 2
    assert await count(database, "c") == 1


async def test_one_statement_may_be_under_way_several_times_with_values_of_other_kinds(
    database: Database,
) -> None:
    echo = Query("tests.echo", "select %(value)s::text[]")
    values: list[list[Any]] = [["a"], [UUID(int=7)], [], [None, "b"], ["a"]]
    async with database.transaction() as tx:
        for _ in range(3):
            seen = await tx.at_once(*(tx.rows(echo, {"value": value}) for value in values))
            assert seen == [[([str(each) if each else each for each in value],)] for value in values]


async def test_a_table_that_has_grown_is_counted_once(database: Database) -> None:
    grown = Query(
        "grown", "insert into db.installation select 'n' || n, '0'::jsonb from generate_series(1, 600) n"
    )
    told = Query("told", "select pg_stat_force_next_flush()")
    counted = Query(
        "counted",
        "select relname, analyze_count from pg_stat_user_tables where schemaname = 'db' and analyze_count > 0",
    )
    async with database.transaction() as tx:
        await tx.run(grown)
        await tx.run(told)
    await count_new_tables(database)
    await count_new_tables(database)
    async with database.reading() as tx:
        assert await tx.rows(counted) == [("installation", 1)]
