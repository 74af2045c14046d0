"""A worker that cannot begin says so and ends; it never stays to answer 500 to everybody."""

from contextlib import asynccontextmanager

import pytest

from qianbei.db.errors import ConnectionLost
from qianbei.runtime import asgi
from qianbei.runtime.settings import Settings

pytestmark = pytest.mark.anyio


async def test_a_worker_that_cannot_open_tells_the_server_why(monkeypatch, capsys):
    @asynccontextmanager
    async def closed(*_):
        raise ConnectionLost("nobody answers")
        yield

    async def receive():
        return {"type": "lifespan.startup"}

    async def send(message):
        sent.append(message)

    sent: list[dict] = []
    monkeypatch.setattr(asgi, "web_worker", closed)
    with pytest.raises(ConnectionLost):
        await asgi.Application(Settings())({"type": "lifespan"}, receive, send)
    assert [each["type"] for each in sent] == ["lifespan.startup.failed"]
    assert "nobody answers" in sent[0]["message"]
    assert "ConnectionLost" in capsys.readouterr().err
