"""The life of the embedded server, as whoever runs the tests. Real processes, real signals."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from qianbei.db.binaries import REACHABLE_ROOT
from qianbei.db.embedded import EmbeddedPostgres, running_dsn
from qianbei.db.faults import DatabaseFault, Fault, words
from qianbei.kit.words import Language


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A folder with a cluster and one committed row, made once."""
    folder = Path(tempfile.mkdtemp(prefix="qianbei-embedded-"))
    folder.chmod(0o755)
    with EmbeddedPostgres(folder) as server, psycopg.connect(server.dsn) as connection:
        connection.execute("create table kept as select 1 as n")
    yield folder
    shutil.rmtree(folder)


def kept(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("select count(*) from kept").fetchone()
    assert row is not None
    return row[0]


def test_a_second_start_is_quick_durable_and_reads_chinese(made: Path) -> None:
    started_s = time.monotonic()
    with EmbeddedPostgres(made) as server:
        assert time.monotonic() - started_s < 1
        assert kept(server.dsn) == 1
        with psycopg.connect(server.dsn) as connection:
            names = ("fsync", "synchronous_commit", "full_page_writes", "server_encoding", "lc_ctype")
            rows = connection.execute("select current_setting(unnest(%s::text[]))", [[*names[:4]]]).fetchall()
            assert [row[0] for row in rows] == ["on", "on", "on", "UTF8"]
            assert connection.execute("select '奶茶' ~ '^[[:alpha:]]+$'").fetchone() == (True,)
    assert server.pid is None
    assert running_dsn(made) is None


def test_nobody_but_its_user_enters_the_socket_folder(made: Path) -> None:
    with EmbeddedPostgres(made) as server:
        assert server.places.sockets.stat().st_mode & 0o077 == 0
        assert running_dsn(made) == server.dsn


def test_a_killed_server_starts_again_with_everything_committed(made: Path) -> None:
    with EmbeddedPostgres(made) as server:
        for n in range(2, 5):
            with psycopg.connect(server.dsn) as connection:
                connection.execute("create table if not exists more (n integer primary key)")
                connection.execute("insert into more values (%s)", [n])
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
            while server.pid is not None:
                time.sleep(0.001)
            server.start()
        with psycopg.connect(server.dsn) as connection:
            assert connection.execute("select n from more order by n").fetchall() == [(2,), (3,), (4,)]


def test_a_server_whose_supervisor_was_killed_is_taken_over(made: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from qianbei.db.embedded import EmbeddedPostgres;"
        "sys.stdout.write(EmbeddedPostgres(Path(sys.argv[1])).start() + '\\n'); sys.stdout.flush(); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, made], stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline()
        with pytest.raises(DatabaseFault) as refused:
            EmbeddedPostgres(made).start()
        assert refused.value.reason is Fault.FOLDER_IN_USE
        supervisor.kill()
    with EmbeddedPostgres(made) as server:
        assert kept(server.dsn) == 1


def test_a_lock_file_with_a_dead_or_foreign_pid_does_not_block(made: Path) -> None:
    for pid in (2**22 - 1, os.getpid()):
        (made / "cluster" / "postmaster.pid").write_text(
            f"{pid}\n{made}/cluster\n1\n5432\n{made}/sockets\n\n"
        )
        with EmbeddedPostgres(made) as server:
            assert kept(server.dsn) == 1


def test_the_terminals_interrupt_does_not_reach_the_server(made: Path) -> None:
    with EmbeddedPostgres(made) as server:
        assert server.pid is not None
        assert os.getsid(server.pid) == server.pid


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("PG_VERSION", "9\n", Fault.WRONG_VERSION),
        ("PG_VERSION", None, Fault.FOLDER_BROKEN),
        ("global/pg_control", "nonsense", Fault.FOLDER_BROKEN),
    ],
)
def test_a_broken_folder_is_one_clear_line(made: Path, file: str, text: str | None, reason: Fault) -> None:
    path = made / "cluster" / file
    before, owner = path.read_bytes(), path.stat()
    try:
        path.write_text(text) if text is not None else path.unlink()
        with pytest.raises(DatabaseFault) as fault:
            EmbeddedPostgres(made).start()
    finally:
        path.write_bytes(before)
        os.chown(path, owner.st_uid, owner.st_gid)
    assert fault.value.reason is reason
    assert "\n" not in fault.value.say(Language.ZH_HANS)
    assert str(made) in str(fault.value)


def test_a_file_where_the_folder_should_be_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(DatabaseFault) as fault:
        EmbeddedPostgres(tmp_path / "data").start()
    assert fault.value.reason is Fault.FOLDER_NOT_WRITABLE


def test_every_fault_has_its_words() -> None:
    for language in Language:
        assert words().keys(language) == set(Fault)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must step down to another user")
def test_under_a_closed_folder_root_keeps_the_cluster_where_its_user_can_go(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    server = EmbeddedPostgres(tmp_path / "data")
    try:
        with server:
            assert server.places.is_elsewhere
            assert server.places.home.is_relative_to(REACHABLE_ROOT)
            assert running_dsn(tmp_path / "data") == server.dsn
        assert tmp_path.stat().st_mode & 0o777 == 0o700
        again = EmbeddedPostgres(tmp_path / "data")
        with again:
            assert again.places.home == server.places.home
    finally:
        shutil.rmtree(server.places.home)
