"""An installation of the bench's own: a durable PostgreSQL and one web worker, each measured from outside."""

import asyncio
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from qianbei.db import Database, Query
from qianbei.db.embedded import EmbeddedPostgres
from qianbei.db.migrate import migrate
from qianbei.runtime.ports import free_port
from qianbei.runtime.settings import Settings

ROOT = Path(__file__).parents[2]
STATISTICS_LATE_S = 10.5
"""A backend of PostgreSQL that has gone idle reports its counters within ten seconds (PGSTAT_IDLE_INTERVAL)."""

TICK_S = 1 / os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@contextmanager
def durable_postgres() -> Iterator[tuple[Path, str]]:
    """A new PostgreSQL with fsync and synchronous_commit on; (its folder, its dsn)."""
    folder = Path(tempfile.mkdtemp(prefix="qianbei-bench-"))
    folder.chmod(0o755)
    server = EmbeddedPostgres(folder)
    try:
        dsn = server.start()
        migrate(dsn, datetime.now(UTC))
        yield folder, dsn
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def web_server(settings: Settings, factory: str, workers: int = 1, **environment: str) -> Iterator[int]:
    """Serves `factory` ("module:function") until the block ends; the process id of its parent."""
    code = "import sys; from qianbei.runtime.serve import serve; serve(sys.argv[1], '127.0.0.1', *map(int, sys.argv[2:]))"
    log = (Path(settings.data) / "serve.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-c", code, factory, str(settings.port), str(workers)],
        env=os.environ | settings.environment() | environment,
        cwd=ROOT,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        _wait_for(settings.port)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise SystemExit("the web server did not come up; see serve.log in the bench's folder")


def settings_for(folder: Path, dsn: str) -> Settings:
    return Settings(data=str(folder), dsn=dsn, port=free_port(), sandbox=True, payer_url="http://127.0.0.1:9")


def generate(port: int, file: Path, connections: int, rate: float) -> dict:
    """Runs the generator process to its end; its report."""
    command = [
        sys.executable,
        "-m",
        "bench.support.generator",
        str(port),
        str(file),
        str(connections),
        str(rate),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def memory_mib(root: int) -> float:
    """Resident memory of a process and all its descendants; what they share counts for each."""
    pages = 0
    for process in _family(root)[0]:
        try:
            pages += int(Path(f"/proc/{process}/statm").read_text().split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return pages * PAGE_BYTES / 2**20


def cpu_s(root: int) -> float:
    """CPU seconds so far of a process and all its descendants, dead children of the living included."""
    family, times = _family(root)
    return sum(times.get(process, 0.0) for process in family)


def _family(root: int) -> tuple[list[int], dict[int, float]]:
    """(the process and all its descendants, CPU seconds of every process)"""
    children: dict[int, list[int]] = {}
    times: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
            times[int(entry.name)] = sum(int(field) for field in fields[11:15]) * TICK_S
    todo, family = [root], []
    while todo:
        process = todo.pop()
        family.append(process)
        todo += children.get(process, [])
    return family, times


def postmaster(folder: Path) -> int:
    return int(next(folder.rglob("postmaster.pid")).read_text().split()[0])


async def rows_written(database: Database) -> dict[str, int]:
    """Rows inserted or updated so far, by table."""
    query = Query(
        "bench.rows",
        "select schemaname || '.' || relname, n_tup_ins + n_tup_upd from pg_stat_user_tables"
        " where n_tup_ins + n_tup_upd > 0",
    )
    await asyncio.sleep(STATISTICS_LATE_S)
    async with database.reading() as tx:
        return dict(await tx.rows(query))  # type: ignore[arg-type]


async def wal_bytes(database: Database) -> int:
    async with database.reading() as tx:
        return (
            await tx.rows(Query("bench.wal", "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"))
        )[0][0]


class Machine(msgspec.Struct, frozen=True):
    """Where and on what the figures were measured."""

    at: str
    commit: str
    cores: int
    processor: str
    python: str
    loop_ms: float
    """CPU time of `_loop_ms`, right after the run: two figures compare as far as this one is the same in both."""


def machine() -> Machine:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    dirty = subprocess.run(
        ["git", "status", "--porcelain", "src", "bench"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    names = [line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")]
    return Machine(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=commit.stdout.strip() + ("+changes" if dirty.stdout.strip() else ""),
        cores=os.cpu_count() or 1,
        processor=names[0] if names else platform.machine(),
        python=platform.python_version(),
        loop_ms=_loop_ms(),
    )


def _loop_ms() -> float:
    """How fast the interpreter runs here and now: calls, attributes and a dictionary, the same on every machine. The
    least of five, so that it tells the processor's speed and not what else it did."""

    def once() -> float:
        began = time.process_time()
        texts = {str(number): int for number in range(50_000)}
        sum(len(texts[str(number)].__name__) for number in range(50_000))
        return (time.process_time() - began) * 1e3

    return round(min(once() for _ in range(5)), 1)


def _cpuinfo() -> list[str]:
    file = Path("/proc/cpuinfo")
    return file.read_text().splitlines() if file.exists() else []
