"""Lives a thousand seeded worlds, two at a time, and says which did not end well: `make simulate`.

    python -m tests.simulation.run [--seeds 0:1000] [--processes 2] [--log FILE]

One line of JSON a world, on standard error or in the log, and worlds that the log tells of are not lived again. At
the end the sum, on standard output: worlds, faults by kind, CPU with PostgreSQL's. Exit code 1 when one was broken.
A process lives many worlds on one PostgreSQL and on one database, which is emptied between them. Told to stop, by
Ctrl-C or SIGTERM, the command ends at once; its processes see that, and take their PostgreSQL and its folder with them.
"""

import argparse
import asyncio
import json
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import structlog
from psycopg.conninfo import make_conninfo

from bench.support import house
from qianbei.db import Database
from qianbei.db.embedded import FORGETFUL, EmbeddedPostgres
from qianbei.db.migrate import migrate
from qianbei.kit.clock import FixedClock
from qianbei.runtime.guard import Guard
from qianbei.runtime.parent import end_with_parent
from tests.simulation.life import live
from tests.support.recycling import Databases

NOON = datetime(2031, 5, 20, 4, 0, tzinfo=UTC)
TEMPLATE = "qianbei_template"
WORLDS_A_DATABASE = 25
"""Deleted rows stay in the files, so a new clone is dealt after so many."""
WORLDS_A_PART = 50
"""On one PostgreSQL."""
CONNECTIONS_MAX = 8
WORLD_S_MAX = 300.0
"""A world takes seconds; one that takes so long hangs, which is a finding."""


class World(msgspec.Struct, frozen=True):
    """How one ended: `broken` tells which promise was not kept, and is empty when all were."""

    seed: int
    cpu_s: float
    faults: dict[str, int]
    broken: str = ""


async def worlds_on(databases: Databases, seeds: Sequence[int], tell: Callable[[World], None]) -> None:
    """Lives these on one database, with connections that stay."""
    dsn = databases.take()
    try:
        async with Database.opened(dsn, CONNECTIONS_MAX) as database:
            for seed in seeds:
                before_s, faults, broken = house.cpu_s(os.getpid()), Counter(), ""
                try:
                    async with asyncio.timeout(WORLD_S_MAX):
                        faults = await live(database, FixedClock(NOON), seed)
                except Exception:  # noqa: BLE001 - whatever it is, it is what this world has to tell.
                    broken = traceback.format_exc()
                tell(World(seed, round(house.cpu_s(os.getpid()) - before_s, 2), dict(faults), broken))
                with psycopg.connect(dsn, autocommit=True) as connection:
                    assert databases.emptied(connection), "a world changed more than rows"
    finally:
        databases.give_back(dsn)


@contextmanager
def migrated() -> Iterator[Databases]:
    """A PostgreSQL of this process alone. No world crashes it, so it need not be durable."""
    folder = Path(tempfile.mkdtemp(prefix="qianbei-worlds-"))
    folder.chmod(0o755)  # Its user must get in when this runs as root.
    try:
        cluster = EmbeddedPostgres(folder, FORGETFUL)
        signal.signal(signal.SIGTERM, lambda *_: _leave(cluster, folder))
        with cluster as server, guarded(server):
            with psycopg.connect(server.dsn, autocommit=True) as connection:
                connection.execute(f"create database {TEMPLATE}")
            migrate(make_conninfo(server.dsn, dbname=TEMPLATE), NOON)
            with closing(Databases(server.dsn, TEMPLATE)) as databases:
                yield databases
    finally:
        shutil.rmtree(folder)


@contextmanager
def guarded(server: EmbeddedPostgres) -> Iterator[None]:
    """The server ends with this process also where it is killed and can take nothing with it; the folder stays then."""
    assert server.pid is not None, "not started"
    guard = Guard(server.pid, signal.SIGQUIT)
    try:
        yield
    finally:
        server.stop()
        guard.dismiss()


def _leave(server: EmbeddedPostgres, folder: Path) -> None:
    """Told to end, at once: a world would take being interrupted for one of its faults, and go on."""
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(128 + signal.SIGTERM)


def lived(seeds: Sequence[int], log: Path | None) -> list[World]:
    """A process's part: every so many worlds a database of their own."""
    logging.disable()  # Faults are planted here, and each would be told of.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    worlds: list[World] = []

    def tell(world: World) -> None:
        worlds.append(world)
        _tell(world, log)

    with migrated() as databases:
        for first in range(0, len(seeds), WORLDS_A_DATABASE):
            part = seeds[first : first + WORLDS_A_DATABASE]
            asyncio.run(worlds_on(databases, part, tell))
    return worlds


def begin(parent: int) -> None:
    """Of a process that lives worlds: it ends with who started it, and by that alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; who started it dies of it.
    end_with_parent(parent)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="simulate")
    parser.add_argument("--seeds", default="0:1000")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--log", type=Path)
    asked = parser.parse_args(arguments)
    first, _, end = asked.seeds.partition(":")
    worlds = _told(asked.log) if asked.log else {}
    seeds = [seed for seed in range(int(first), int(end)) if seed not in worlds]
    started_s = time.monotonic()
    dealt = [seeds[first : first + WORLDS_A_PART] for first in range(0, len(seeds), WORLDS_A_PART)]
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Else it waits for what its processes still have to do.
    begun = {"initializer": begin, "initargs": (os.getpid(),)}
    with ProcessPoolExecutor(asked.processes, multiprocessing.get_context("spawn"), **begun) as processes:
        for part in as_completed([processes.submit(lived, part, asked.log) for part in dealt]):
            worlds |= {world.seed: world for world in part.result()}
    total = _sum(worlds, time.monotonic() - started_s, of=range(int(first), int(end)))
    sys.stdout.write(json.dumps(total, indent=1) + "\n")
    return 1 if total["broken"] or total["worlds"] < total["asked"] else 0


def _told(log: Path) -> dict[int, World]:
    lines = log.read_bytes().splitlines() if log.exists() else []
    found = (msgspec.json.decode(line, type=World) for line in lines)
    return {each.seed: each for each in found if not each.broken}


def _tell(world: World, log: Path | None) -> None:
    line = msgspec.json.encode(world).decode() + "\n"
    if log:
        with log.open("a") as file:
            file.write(line)
    else:
        sys.stderr.write(line)


def _sum(worlds: dict[int, World], wall_s: float, of: range) -> dict[str, Any]:
    asked = [worlds[seed] for seed in of if seed in worlds]
    faults: Counter[str] = Counter()
    for each in asked:
        faults.update(each.faults)
    machine = house.machine()
    return {
        "asked": len(of),
        "worlds": len(asked),
        "broken": [each.seed for each in asked if each.broken],
        "faults": dict(sorted(faults.items())),
        "cpu_s_a_world": round(sum(each.cpu_s for each in asked) / max(len(asked), 1), 2),
        "wall_s": round(wall_s),
        "seed": f"{of.start} to {of.stop - 1}",
        "machine": {field: getattr(machine, field) for field in machine.__struct_fields__},
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
