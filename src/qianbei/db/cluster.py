"""Where a cluster lives, and how it is made.

Normally everything is in the folder the caller names. When we are root and the server's user cannot enter that
folder (a checkout under a closed home), the cluster stands under REACHABLE_ROOT instead and the file `elsewhere`
in the folder points to it. Nothing is ever opened up for others on the way.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

import msgspec

from qianbei.db.binaries import REACHABLE_ROOT, Binaries, ServerUser, server_user
from qianbei.db.faults import DatabaseFault, Fault

_SOCKET_PATH_MAX = 80
"""A unix socket's whole path must fit about 100 bytes (104 on macOS, 108 on Linux)."""

_LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
"""Character classes must know Chinese: under plain C no trigram is found in 奶茶. macOS may lack C.UTF-8."""

_LOG_BYTES_MAX = 10_000_000


class Places(msgspec.Struct, frozen=True):
    folder: Path
    home: Path
    """What holds the cluster: `folder` itself, or a place under REACHABLE_ROOT."""

    @property
    def is_elsewhere(self) -> bool:
        return self.home != self.folder

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def sockets(self) -> Path:
        short = self.home / "sockets"
        if len(os.fsencode(short)) <= _SOCKET_PATH_MAX:
            return short
        return Path("/tmp") / f"qianbei-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]}"


def choose_places(folder: Path, may_create: bool = True) -> tuple[ServerUser, Places]:
    """The places of a folder and whom the server runs as. Raises OSError when nothing can be made."""
    pointer = folder / "elsewhere"
    if pointer.is_file():
        home = Path(pointer.read_text().strip())
        return server_user(_owner(home / "cluster")), Places(folder, home)
    user = server_user(_owner(folder / "cluster"))
    if not may_create or (folder / "cluster").exists() or user.can_enter(folder):
        return user, Places(folder, folder)
    REACHABLE_ROOT.mkdir(mode=0o755, parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="data-", dir=REACHABLE_ROOT))
    os.chown(home, user.uid, user.gid)
    pointer.write_text(f"{home}\n")
    return user, Places(folder, home)


def make_cluster(places: Places, binaries: Binaries, user: ServerUser) -> None:
    """Makes the cluster when there is none, under another name first so that a half-made one is never taken for
    whole. Raises DatabaseFault for one that cannot be used."""
    if places.log.exists() and places.log.stat().st_size > _LOG_BYTES_MAX:
        places.log.replace(places.log.with_suffix(".log.old"))
    if places.cluster.exists():
        _check_version(places, binaries)
        return
    partial = places.home / "cluster.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    if user.drops:
        os.chown(partial, user.uid, user.gid)
    flags = [
        "--username=qianbei",
        "--auth=trust",
        "--encoding=UTF8",
        f"--locale={_LOCALE}",
        "--no-instructions",
    ]
    answer = user.run([binaries.folder / "initdb", "-D", partial, *flags])
    if answer.returncode != 0:
        shutil.rmtree(partial, ignore_errors=True)
        complaint = (answer.stderr.strip().splitlines() or ["initdb failed"])[-1]
        if "No space left on device" in answer.stderr:
            raise DatabaseFault(Fault.DISK_FULL, folder=places.folder)
        raise DatabaseFault(Fault.FOLDER_BROKEN, folder=places.folder, detail=complaint)
    partial.rename(places.cluster)


def socket_folder(path: Path, user: ServerUser) -> None:
    """Makes the folder of the socket, for its user alone. Refuses one that somebody else put there."""
    path.mkdir(mode=0o700, exist_ok=True)
    stat = path.lstat()
    if stat.st_uid not in {os.geteuid(), user.uid} or path.is_symlink():
        raise PermissionError(1, f"{path} belongs to somebody else")
    os.chown(path, user.uid, user.gid)
    path.chmod(0o700)


def _check_version(places: Places, binaries: Binaries) -> None:
    try:
        found = (places.cluster / "PG_VERSION").read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        raise DatabaseFault(
            Fault.FOLDER_BROKEN, folder=places.folder, detail="PG_VERSION is missing"
        ) from None
    if found != str(binaries.major):
        raise DatabaseFault(
            Fault.WRONG_VERSION, folder=places.folder, found=found, wanted=str(binaries.major)
        )


def _owner(path: Path) -> int | None:
    try:
        return path.stat().st_uid
    except (FileNotFoundError, NotADirectoryError):
        return None
