"""Where a request came from, behind proxies of one's own and behind somebody else's."""

import pytest

from qianbei.runtime.proxies import behind, fault_in

OWN = "10.0.0.0/8 192.0.2.7 fd00::1"


async def _address_seen(proxies: str, peer: str, *forwarded: str, name: bytes = b"x-forwarded-for") -> str:
    seen = []

    async def app(scope, receive, send):
        seen.append(scope["client"][0])

    headers = [(name, each.encode()) for each in forwarded]
    await behind(app, proxies)({"type": "http", "client": (peer, 40_000), "headers": headers}, None, None)  # type: ignore
    return seen[0]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("peer", "forwarded"),
    [
        ("10.1.2.3", ["8.8.4.4"]),
        ("192.0.2.7", ["8.8.4.4, 10.9.9.9"]),
        ("10.1.2.3", ["8.8.4.4", "10.9.9.9, fd00::1"]),
        ("::ffff:10.1.2.3", ["8.8.4.4, ::ffff:10.9.9.9"]),
        ("10.1.2.3", ["1.1.1.1, 8.8.4.4"]),
        ("10.1.2.3", ["10.0.0.9, 1.1.1.1, 8.8.4.4, 10.9.9.9"]),
        ("10.1.2.3", ["unknown", "8.8.4.4"]),
        ("10.1.2.3", ["8.8.4.4:4711"]),
        ("10.1.2.3", ["8.8.4.4:4711, 10.9.9.9:80", "[fd00::1]:443 ,[fd00::1]"]),
        ("10.1.2.3", ["10.9.9.9, [1.1.1.1]:80, 8.8.4.4:9"]),
    ],
    ids=[
        *("one", "two", "two-headers", "mapped", "spoofed", "spoofed-proxy", "spoofed-words"),
        *("port", "ports", "spoofed-port"),
    ],
)
async def test_behind_own_proxies_the_last_hop_that_is_none_of_them_is_the_person(
    peer: str, forwarded: list[str]
) -> None:
    assert await _address_seen(OWN, peer, *forwarded) == "8.8.4.4"


@pytest.mark.anyio
@pytest.mark.parametrize("written", ["[2001:db8::1]:4711", "[2001:db8::1]", "2001:db8::1"])
async def test_an_address_is_the_same_with_and_without_a_port(written: str) -> None:
    assert await _address_seen(OWN, "10.1.2.3", written) == "2001:db8::1"


@pytest.mark.parametrize(
    "proxies",
    [
        *("0.0.0.0/0", "::/0", "0.0.0.0/1 128.0.0.0/1", "::/1 8000::/1", "2000::/3"),
        *("128.0.0.0/1 ::ffff:0:0/97", "10.0.0.1 2000::/4 3000::/4"),
    ],
)
def test_proxies_that_together_are_everybody_are_refused(proxies: str) -> None:
    assert "everybody" in (fault_in(proxies) or "")


@pytest.mark.parametrize("proxies", ["", OWN, "0.0.0.0/1", "128.0.0.0/1 2000::/4"])
def test_proxies_that_are_less_than_everybody_are_not_refused(proxies: str) -> None:
    assert fault_in(proxies) is None


@pytest.mark.anyio
@pytest.mark.parametrize("peer", ["8.8.4.4", "192.0.2.8", "fd00::2", "11.0.0.1", "unknown"])
async def test_what_a_stranger_forwards_changes_nothing(peer: str) -> None:
    for spoofed in ("1.1.1.1", "10.0.0.1", "127.0.0.1, 192.0.2.7", ""):
        assert await _address_seen(OWN, peer, spoofed) == peer


@pytest.mark.anyio
@pytest.mark.parametrize("proxies", ["", " "])
async def test_by_default_nobody_is_believed_not_even_this_machine(proxies: str) -> None:
    assert await _address_seen(proxies, "127.0.0.1", "1.1.1.1") == "127.0.0.1"


@pytest.mark.anyio
async def test_the_other_header_is_not_read_since_a_proxy_passes_on_what_its_client_wrote_there() -> None:
    assert await _address_seen(OWN, "10.1.2.3", "for=1.1.1.1", name=b"forwarded") == "10.1.2.3"
