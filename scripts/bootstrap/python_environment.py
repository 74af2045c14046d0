"""The Python side: a private folder with uv in it, and the locked environment that uv makes."""

import os
import platform
import shutil
import sys

from steps import ENVIRONMENT, ROOT, TOOLS, Stuck, answer, digest, do, is_stamped, say, stamp

UV_VERSION = "0.13.9"
_UV = TOOLS / "bin" / "uv"


def sync_environment(groups: tuple[str, ...]) -> None:
    """Makes `.venv` hold exactly what `uv.lock` says for the runtime and for the named dependency groups."""
    step = "-".join(("environment", *groups))
    key = digest([ROOT / "uv.lock", ROOT / "pyproject.toml"], python=sys.version, root=str(ROOT))
    if is_stamped(step, key) and (ENVIRONMENT / "bin" / "python").exists():
        return
    _forget_a_moved_environment()
    _have_uv()
    say(f"Python environment from uv.lock ({', '.join(('runtime', *groups))})")
    wanted = [word for group in groups for word in ("--group", group)]
    command = [_UV, "sync", "--quiet", "--frozen", "--inexact", "--no-default-groups", *wanted]
    do(
        [*command, "--python", sys.executable],
        "check the network and the free disk space, then run the same command again",
        UV_PYTHON_DOWNLOADS="never",
        UV_PROJECT_ENVIRONMENT=str(ENVIRONMENT),
        VIRTUAL_ENV="",
    )
    stamp(step, key)


def _have_uv() -> None:
    if answer([_UV, "--version"]):
        return
    if not os.access(ROOT, os.W_OK):
        raise Stuck(f"{ROOT} cannot be written to; use a checkout that belongs to you")
    say("own tool folder .bootstrap with uv")
    shutil.rmtree(TOOLS, ignore_errors=True)
    release = ".".join(platform.python_version_tuple()[:2])
    do(
        [sys.executable, "-m", "venv", TOOLS],
        f"on Debian or Ubuntu: apt install python3-venv (or python{release}-venv)",
    )
    do(
        [TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", f"uv=={UV_VERSION}"],
        "check the network (pip must reach PyPI or your mirror), then run the same command again",
    )


def _forget_a_moved_environment() -> None:
    """Console scripts hold absolute paths: an environment made before the checkout moved is made anew."""
    script = ENVIRONMENT / "bin" / "qianbei"
    if script.exists() and str(ENVIRONMENT) not in script.read_text():
        say("the checkout has moved; making .venv anew")
        shutil.rmtree(ENVIRONMENT)
