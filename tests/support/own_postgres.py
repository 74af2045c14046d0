"""A PostgreSQL that is not ours: Debian's, in a folder of its own, reached over TCP as somebody's own would be."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from qianbei.db.binaries import server_user
from qianbei.runtime.ports import free_port
from tests.support.installation import until

INSTALLED = Path("/usr/lib/postgresql")


def newest() -> Path | None:
    """The folder of the newest installed binaries; None when the machine has none."""
    found = INSTALLED.glob("*/bin/initdb")
    return max((each.parent for each in found), key=lambda folder: int(folder.parent.name), default=None)


@contextmanager
def own_postgres(binaries: Path) -> Iterator[str]:
    """Runs for the block; its dsn. Durability is off: what is tested here is that it is another server."""
    user, port = server_user(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="qianbei-own-"))
    os.chown(folder, user.uid, user.gid)
    flags = ["--username=owner", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    made = user.run([binaries / "initdb", "-D", folder / "cluster", *flags])
    assert made.returncode == 0, made.stderr
    listen = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "fsync": "off"}
    words = [part for name, value in listen.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "cluster", *words],
            stdout=log,
            stderr=log,
            **user.process_arguments(),
        )
    dsn = f"postgresql://owner@127.0.0.1:{port}/postgres"
    try:
        until(lambda: answers(dsn))
        yield dsn
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
        shutil.rmtree(folder)


def answers(dsn: str) -> bool:
    try:
        psycopg.connect(dsn).close()
    except psycopg.OperationalError:
        return False
    return True
