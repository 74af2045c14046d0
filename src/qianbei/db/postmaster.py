"""What a running server tells about itself: its pid file and its log."""

import os
import subprocess
from pathlib import Path

import msgspec


class Postmaster(msgspec.Struct, frozen=True):
    """The lines of `postmaster.pid` that matter here (src/include/utils/pidfile.h)."""

    pid: int
    sockets: Path
    is_ready: bool


def read_postmaster(cluster: Path) -> Postmaster | None:
    """None when there is no pid file or it is half written."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return None
    if not lines or not lines[0].strip().isdigit():
        return None
    sockets = Path(lines[4]) if len(lines) > 4 else Path()
    return Postmaster(int(lines[0]), sockets, is_ready=len(lines) > 7 and lines[7].strip() == "ready")


def is_live_server(found: Postmaster, cluster: Path) -> bool:
    """Whether the pid is a living postgres of this cluster: not a zombie, not a number used again."""
    state, command = _process(found.pid)
    return bool(state) and not state.startswith("Z") and "postgres" in command and str(cluster) in command


def _process(pid: int) -> tuple[str, str]:
    """State letters and command line of a process; empty when there is none. /proc where it exists, else ps."""
    if Path("/proc/self/stat").exists():
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return "", ""
        return state, os.fsdecode(command)
    question = ["ps", "-o", "stat=", "-o", "args=", "-p", str(pid)]
    answer = subprocess.run(question, capture_output=True, text=True, check=False).stdout.strip()
    state, _, command = answer.partition(" ")
    return state, command


def last_complaint(log: Path, start: int) -> str:
    """The last FATAL, PANIC or error line that the server wrote since byte `start` of its log."""
    with log.open("rb") as file:
        file.seek(max(start, log.stat().st_size - 65536))
        lines = file.read().decode(errors="replace").splitlines()
    for line in reversed(lines):
        for mark in ("PANIC:", "FATAL:", "could not", "No space left"):
            if mark in line:
                return (
                    line.partition("FATAL:")[2].strip() or line.partition("PANIC:")[2].strip() or line.strip()
                )
    return lines[-1].strip() if lines else "it ended without a word"
