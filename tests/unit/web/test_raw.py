"""How a hot route reads what it is sent."""

from typing import Any

import pytest

from qianbei.web import raw

pytestmark = pytest.mark.anyio

PIECES = [b"a cup", b" of tea", b""]
LEFT = {"type": "http.disconnect"}


async def read(announced: bytes | None, messages: list[dict[str, Any]]) -> bytes | None:
    """What is read of these messages; those that nobody asked for are left in the list."""

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    headers = [] if announced is None else [(b"content-length", announced)]
    return await raw.read_body({"type": "http", "headers": headers}, receive)


def told(pieces: list[bytes]) -> list[dict[str, Any]]:
    """As the server tells a body: piece by piece, and then that it has ended."""
    last = len(pieces) - 1
    return [
        {"type": "http.request", "body": piece, "more_body": place < last}
        for place, piece in enumerate(pieces)
    ]


async def test_a_body_of_announced_length_is_not_asked_for_its_end():
    messages = told(PIECES)
    assert (await read(b"12", messages), messages) == (b"a cup of tea", told(PIECES)[-1:])


@pytest.mark.parametrize("announced", [None, b"x", b"99"])
async def test_a_body_of_another_length_is_read_to_its_end(announced):
    messages = told(PIECES)
    assert (await read(announced, messages), messages) == (b"a cup of tea", [])


async def test_a_body_cut_short_is_none():
    assert await read(b"12", [told(PIECES)[0], LEFT]) is None
