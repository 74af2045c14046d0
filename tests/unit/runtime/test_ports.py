import socket
from collections.abc import Iterator

import pytest

from qianbei.runtime.installation import InstallationFault
from qianbei.runtime.ports import free_port, need_free_port

pytestmark = pytest.mark.anyio


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


async def test_a_free_port_is_free() -> None:
    await need_free_port("127.0.0.1", free_port())


async def test_a_taken_port_is_said_with_the_way_out_even_when_it_could_be_shared(taken: int) -> None:
    with pytest.raises(InstallationFault, match=f"port {taken} is taken; choose another with --port"):
        await need_free_port("127.0.0.1", taken, wait_s=0)


async def test_another_web_server_may_join_on_a_shared_port(taken: int) -> None:
    await need_free_port("127.0.0.1", taken, shared=True, wait_s=0)


async def test_a_port_that_cannot_be_shared_cannot_be_joined() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with pytest.raises(InstallationFault, match="is taken"):
            await need_free_port("127.0.0.1", listener.getsockname()[1], shared=True, wait_s=0)


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
async def test_a_host_that_is_not_ours_is_said(host: str) -> None:
    with pytest.raises(InstallationFault, match="choose others with --host"):
        await need_free_port(host, 8420, wait_s=0)
