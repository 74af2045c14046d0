"""Whether a port may be listened on, asked before anything is started."""

import asyncio
import errno
import socket
import time

from qianbei.runtime.installation import InstallationFault

WAIT_S = 2.0
"""A port may stay taken for a moment after the process before us was killed."""


async def need_free_port(host: str, port: int, shared: bool = False, wait_s: float = WAIT_S) -> None:
    """Returns when the port may be listened on. Raises InstallationFault with the way out otherwise.

    Web servers share their port among themselves (SO_REUSEPORT), so without this question a second installation
    would quietly take half of the first one's customers. `shared` allows just that: another server joins.
    """
    deadline = time.monotonic() + wait_s
    while (fault := _refusal(host, port, shared)) is not None:
        if fault.errno != errno.EADDRINUSE:
            raise InstallationFault(
                f"cannot listen on {host}:{port} ({fault.strerror}); choose others with --host and --port"
            ) from fault
        if time.monotonic() >= deadline:
            raise InstallationFault(
                f"port {port} is taken; choose another with --port {_next(port)}"
            ) from fault
        await asyncio.sleep(0.1)


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _refusal(host: str, port: int, shared: bool) -> OSError | None:
    """What binding says; without listening, so that a running server's customers are not touched."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, int(shared))
            probe.bind(address)
    except OSError as fault:
        return fault
    return None


def _next(port: int) -> int:
    return port + 1 if port < 65535 else 8421
