"""A guard for a process that cannot watch its parent itself, such as PostgreSQL.

It is a shell that waits on a pipe. The pipe's other end is held by this process alone, so it closes when this
process ends, however it ends; the guard then sends its one signal. Portable to every Unix, a megabyte, no polling.
"""

import os
import signal
import subprocess

_SCRIPT = 'cat >/dev/null; kill -"$1" "$2"'


class Guard:
    """Sends `sign` to `process` when this process ends without having called `dismiss`."""

    def __init__(self, process: int, sign: signal.Signals) -> None:
        read_end, self._write_end = os.pipe()
        try:
            self._shell = subprocess.Popen(
                ["/bin/sh", "-c", _SCRIPT, "guard", str(int(sign)), str(process)],
                stdin=read_end,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            os.close(read_end)

    def dismiss(self) -> None:
        """Ends the guard without a signal; call it only after the guarded process has ended."""
        os.killpg(self._shell.pid, signal.SIGKILL)
        self._shell.wait()
        os.close(self._write_end)
