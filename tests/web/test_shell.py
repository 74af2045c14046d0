"""What every request passes: bounds, headers, errors of one shape, measures, hot routes."""

import ast
from pathlib import Path

import httpx
import msgspec
import pytest

import qianbei.web
from qianbei.abuse.contracts import Reason, ReviewState, Reward
from qianbei.campaigns.contracts import CardEvent, SourceKind
from qianbei.db.errors import ConnectionLost, SerializationFailure
from qianbei.gate.ladder import Step
from qianbei.kit.words import Language
from qianbei.web import raw
from qianbei.web.app import create_app
from qianbei.web.cards import SAYING_MORE
from qianbei.web.errors import RETRY_AFTER_S, STATUS, Code, words
from qianbei.web.readiness import Problem

pytestmark = pytest.mark.anyio

KEY = {"Idempotency-Key": "0123456789abcdef"}


@pytest.fixture
def database() -> None:
    """Nothing here reaches a table."""


SHAPE = {"code", "message", "safe", "next", "details"}


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "code"),
    [
        ("GET", "/api/v1/nowhere", None, 404, "not_found"),
        ("GET", "/nowhere.html", None, 404, "not_found"),
        ("GET", "/../../etc/passwd", None, 404, "not_found"),
        ("PUT", "/api/v1/session", b"{}", 405, "method_not_allowed"),
        ("POST", "/api/v1/session", b'{"language":', 400, "malformed"),
        ("POST", "/api/v1/session", b'{"language": "tlh"}', 422, "invalid"),
        ("POST", "/api/v1/session", b"[]", 422, "invalid"),
        ("POST", "/api/v1/session", b"\xff\xfe", 400, "malformed"),
        ("GET", "/api/v1/places?limit=0", None, 422, "invalid"),
        ("POST", "/api/v1/session", b'"' + b"x" * 300_000 + b'"', 413, "too_large"),
    ],
)
async def test_every_error_has_the_one_shape(client, method, path, content, status, code):
    headers = {**KEY, "Content-Type": "application/json"}
    response = await client.http.request(method, path, content=content, headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert set(response.json()["error"]) == SHAPE


async def test_a_worker_that_can_write_no_order_lives_and_is_not_ready_and_says_why(deps):
    found = []
    app = create_app(deps, {}, {}, problems=lambda: found)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as http:
        assert (await http.get("/readyz")).json() == {"status": "ready"}
        found.append(Problem.DISK_FULL)
        told = await http.get("/readyz")
        assert (await http.get("/healthz")).is_success
    assert (told.status_code, told.headers["retry-after"]) == (503, "2")
    assert told.json()["error"]["details"] == {"problems": ["disk_full"]}


async def test_a_browser_at_an_address_where_nothing_is_sees_a_page_and_a_program_an_error(client, deps):
    deps.settings.static.mkdir()
    (deps.settings.static / "missing.html").write_text("<title>Nothing here</title>")
    as_browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for path in ("/nothing", "/missing.html", "/assets/old.js"):
        page = await client.http.get(path, headers=as_browser)
        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "Nothing here" in page.text
        assert "default-src 'self'" in page.headers["content-security-policy"]
    for path, headers in (("/nothing", {}), ("/api/v1/nowhere", as_browser)):
        error = await client.http.get(path, headers=headers)
        assert (error.status_code, error.json()["error"]["code"]) == (404, "not_found")


async def test_a_body_that_never_announced_its_size_is_cut_off(client):
    sent = 0

    async def endless():
        nonlocal sent
        for _ in range(100):
            sent += 10_000
            yield b"x" * 10_000

    headers = {**KEY, "Content-Type": "application/json"}
    response = await client.http.post("/api/v1/session", content=endless(), headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")
    assert sent < 400_000


async def test_answers_carry_the_security_headers(client):
    for path in ("/healthz", "/api/v1/nowhere"):
        headers = (await client.http.get(path)).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        ("en-US", "It was not found."),
        ("zh-TW", "沒有找到。"),
        ("zh-CN", "没有找到。"),
        ("fr", "没有找到。"),
    ],
)
async def test_errors_speak_the_language_of_the_request(client, tag, message):
    by_header = await client.http.get("/api/v1/nowhere", headers={"Accept-Language": tag})
    by_query = await client.http.get(f"/api/v1/nowhere?lang={tag}")
    assert by_header.json()["error"]["message"] == by_query.json()["error"]["message"] == message


def test_every_code_has_a_status_and_words_and_no_word_is_left_over():
    wanted = {f"error.{code}.{part}" for code in Code for part in ("message", "safe", "next")}
    wanted |= {f"card.{event.value}" for event in set(CardEvent) - {CardEvent.GIVE}}
    wanted |= {f"card.issue.{kind.value}" for kind in SourceKind}
    wanted |= {f"card.{reason}" for reason in SAYING_MORE} | {"card.because", "invite.text"}
    wanted |= {f"reward.{reward}" for reward in Reward} | {"reward.how"}
    wanted |= {f"reward.state.{state}" for state in ReviewState}
    wanted |= {f"reward.reason.{reason}" for reason in Reason}
    wanted |= {f"gate.mode.{step.name}" for step in Step if Step.D0 < step <= Step.D3}
    for language in Language:
        assert words().keys(language) == wanted
    assert set(STATUS) == set(Code)
    told_by_the_gate = {
        Code.WAITING,
        Code.OUT_OF_REACH,
        Code.TOO_SOON,
        Code.CLOSED,
    }  # Each person is given a time of their own.
    later = {code for code, status in STATUS.items() if status in {429, 502, 503}} - told_by_the_gate
    assert later == set(RETRY_AFTER_S)


def test_no_route_speaks_in_its_own_words():
    """A text in Chinese inside the code is a word that escaped the catalogue."""
    for file in Path(qianbei.web.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not any("\u4e00" <= c <= "\u9fff" for c in node.value), (file, node.value)


async def test_requests_are_measured_by_template_not_by_path(client):
    await client.http.get("/healthz")
    await client.http.patch("/api/v1/stores/00000000-0000-0000-0000-000000000001", json={}, headers=KEY)
    await client.http.get("/api/v1/nowhere/at/all")
    text = (await client.http.get("/metrics")).text
    assert 'qianbei_http_requests_total{method="GET",route="/healthz",status="200"} 1.0' in text
    assert 'route="/api/v1/stores/{store_id}",status="401"' in text
    assert "nowhere" not in text


async def test_a_bug_is_a_500_of_the_one_shape_and_leaks_nothing(deps):
    class Broken:
        @property
        def places(self):
            raise RuntimeError("a secret")

    class Memory:
        city = Broken()

    app = create_app(msgspec.structs.replace(deps, city=Memory()), {}, {})
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        response = await http.get("/api/v1/places")
    assert (response.status_code, response.json()["error"]["code"]) == (500, "internal")
    assert "secret" not in response.text


async def test_pages_are_served_and_hashed_assets_kept_for_ever(deps, client):
    static = deps.settings.static
    assert (await client.http.get("/")).status_code == 404
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html>cup")
    (static / "assets" / "index-abc.js").write_text("1")
    (static / "icon.svg").write_text("<svg/>")
    page = await client.http.get("/")
    assert (page.text, page.headers["cache-control"]) == ("<!doctype html>cup", "no-cache")
    assert "immutable" in (await client.http.get("/assets/index-abc.js")).headers["cache-control"]
    assert (await client.http.get("/icon.svg")).headers["cache-control"] == "no-cache"
    assert (await client.http.get("/store")).status_code == 404


async def test_hot_routes_are_called_straight_by_path_or_prefix(deps):
    async def hot(scope, receive):
        body = await raw.read_body(scope, receive)
        if body is None:
            return raw.refusal(scope, Code.TOO_LARGE)
        return raw.Answer(200, f"hot {scope['path']}".encode())

    app = create_app(deps, {("POST", "/api/v1/turn"): hot, ("GET", "/api/v1/orders/"): hot}, {})
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        turn = await http.post("/api/v1/turn")
        assert turn.text == "hot /api/v1/turn"
        assert "content-security-policy" in turn.headers
        assert (await http.get("/api/v1/orders/1/follow")).text == "hot /api/v1/orders/1/follow"
        assert (await http.get("/api/v1/turn")).status_code in {404, 405}
        assert (await http.post("/api/v1/turn/x")).status_code in {404, 405}
        large = await http.post("/api/v1/turn", content=b"x" * 300_000)
        assert large.status_code == 413
        assert 'route="/api/v1/orders/"' in (await http.get("/metrics")).text


@pytest.mark.parametrize(
    ("raised", "status", "code"),
    [
        (ConnectionLost("the database is away"), 503, "busy"),
        (SerializationFailure("another was first"), 503, "busy"),
        (RuntimeError("a secret"), 500, "internal"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
async def test_what_a_hot_route_raises_is_an_error_of_the_one_shape(deps, raised, status, code):
    async def hot(scope, receive):
        raise raised

    app = create_app(deps, {("POST", "/api/v1/orders"): hot}, {})
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        response = await http.post("/api/v1/orders")
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert ("retry-after" in response.headers) == (status == 503)
    assert "secret" not in response.text


async def test_a_stream_that_breaks_in_the_middle_says_nothing_more(deps):
    async def stream(send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        raise ConnectionLost("the database is away")

    async def hot(scope, receive):
        return stream

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/api/v1/orders/1", "headers": [], "query_string": b""}
    await create_app(deps, {("GET", "/api/v1/orders/"): hot}, {})(scope, None, send)
    assert [message.get("body") for message in sent] == [None, b"begun"]
