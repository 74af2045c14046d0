"""What every set-up step shares: the checkout's paths, one-line speech, commands, and stamps of finished work."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".bootstrap"
ENVIRONMENT = ROOT / ".venv"
_STAMPS = TOOLS / "stamps"
_SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
_LAST_LINES = 15


class Stuck(Exception):
    """Set-up cannot go on; the text says why and what to do."""


def say(text: str) -> None:
    sys.stderr.write(f"set-up · {text}\n")
    sys.stderr.flush()


def do(command: Sequence[str | Path], way_out: str, *, cwd: Path = ROOT, **environment: str) -> None:
    """Runs a command quietly. When it fails: its last lines, then one line with the way out."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=cwd,
            env=_trusting_the_system() | os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as fault:
        raise Stuck(f"could not start {command[0]} ({fault.strerror}); {way_out}") from fault
    if done.returncode:
        sys.stderr.write("".join(f"    {line}\n" for line in done.stdout.splitlines()[-_LAST_LINES:]))
        raise Stuck(f"{Path(command[0]).name} failed; {way_out}")


def _trusting_the_system() -> dict[str, str]:
    """uv and npm bring certificates of their own; behind a company's proxy only the system's are right."""
    if not _SYSTEM_CERTIFICATES.exists():
        return {}
    return {"UV_SYSTEM_CERTS": "true", "NODE_EXTRA_CA_CERTS": str(_SYSTEM_CERTIFICATES)}


def answer(command: Sequence[str | Path]) -> str | None:
    """What a command says on its standard output, or None when it is absent or fails."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=20,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def digest(files: Iterable[Path], **facts: str) -> str:
    """One hash over the names and bytes of files and over facts such as a version."""
    total = hashlib.sha256()
    for file in sorted(files):
        body = file.read_bytes()
        total.update(f"{file.relative_to(ROOT)}\0{len(body)}\0".encode())
        total.update(body)
    _add_facts(total, facts)
    return total.hexdigest()


def _add_facts(total: "hashlib._Hash", facts: Mapping[str, str]) -> None:
    for name, value in sorted(facts.items()):
        total.update(f"{name}={value}\0".encode())


def is_stamped(step: str, key: str) -> bool:
    """Whether `step` was finished for exactly this key."""
    try:
        return (_STAMPS / step).read_text() == key
    except OSError:
        return False


def stamp(step: str, key: str) -> None:
    _STAMPS.mkdir(parents=True, exist_ok=True)
    (_STAMPS / step).write_text(key)
