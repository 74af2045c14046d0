"""The screens: built by Vite into the package's static folder, only when their sources changed.

Node is the system's when it is new enough, else the wheel from PyPI, so a machine without Node needs nothing.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from python_environment import sync_environment
from steps import ENVIRONMENT, ROOT, answer, digest, do, is_stamped, say, stamp

SOURCES = ROOT / "frontend"
BUILT = ROOT / "src" / "qianbei" / "web" / "static"
_NOT_SOURCES = {"node_modules", "dist", "test-results"}
_NETWORK = "check the network (npm must reach its registry or your mirror), then run the same command again"


def build_front_end() -> None:
    """Brings `src/qianbei/web/static/` up to date with `frontend/`."""
    key = digest(_source_files(SOURCES))
    if is_stamped("front-end", key) and any(BUILT.glob("*.html")):
        return
    tools, version = _node()
    _install_packages(tools, version)
    say("front end")
    npm = shutil.which("npm", path=tools) or "npm"
    do([npm, "run", "build"], "mend the front end in frontend/", cwd=SOURCES, PATH=tools)
    stamp("front-end", key)


def _install_packages(tools: str, version: str) -> None:
    locks = [SOURCES / "package.json", SOURCES / "package-lock.json"]
    key = digest(locks, node=version)
    if is_stamped("front-end-packages", key) and (SOURCES / "node_modules").is_dir():
        return
    say(f"front-end packages from package-lock.json (Node {version})")
    npm = shutil.which("npm", path=tools) or "npm"
    do([npm, "ci", "--no-audit", "--no-fund"], _NETWORK, cwd=SOURCES, PATH=tools)
    stamp("front-end-packages", key)


def _node() -> tuple[str, str]:
    """A PATH whose `node` and `npm` can build the front end, and that Node's version."""
    system_path = os.environ.get("PATH", os.defpath)
    version = answer(["node", "--version"]) or ""
    if is_new_enough(version) and shutil.which("npm"):
        return system_path, version.removeprefix("v")
    say(f"the system's Node is {version or 'absent'}; taking the one from PyPI")
    sync_environment(("node",))
    own_path = os.pathsep.join((str(ENVIRONMENT / "bin"), system_path))
    return own_path, answer([ENVIRONMENT / "bin" / "node", "--version"]) or "from PyPI"


def is_new_enough(version: str) -> bool:
    """What Vite 8 asks for: ^20.19 or >= 22.12."""
    found = re.match(r"v(\d+)\.(\d+)\.", version)
    if not found:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def _source_files(folder: Path) -> Iterator[Path]:
    for entry in os.scandir(folder):
        if entry.name in _NOT_SOURCES or entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _source_files(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)
