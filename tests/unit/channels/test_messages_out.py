"""Words for every kind; addresses that only the installation can read; and a gateway that may do anything."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from uuid import UUID

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from webpush.vapid import VAPID

from qianbei.channels.messages import answers
from qianbei.channels.messages.port import Answer, Parcel, Text
from qianbei.channels.messages.sms import SmsGateway
from qianbei.channels.messages.targets import Targets
from qianbei.channels.messages.texts import text_of, words
from qianbei.channels.messages.web_push import Subscription, VapidKeys, WebPushMessenger, is_reachable
from qianbei.kit.signatures import check
from qianbei.kit.words import Language
from qianbei.messages.contracts import Kind, Outcome

AT = datetime(2031, 5, 20, 4, 0, tzinfo=UTC).isoformat()
PARAMS = {"face_fen": 2_500, "amount_fen": 1, "valid_until": AT, "ends_at": AT, "until": AT}
SECRET = b"s" * 32
SEND_ID, MESSAGE_ID = UUID(int=7), UUID(int=8)


def parcel(target: bytes) -> Parcel:
    return Parcel(
        SEND_ID, MESSAGE_ID, target, Text("A card ends", "Soon.", "Qianbei: A card ends. Soon."), 3_600
    )


def test_every_kind_has_words_in_every_language_and_no_word_is_left_over() -> None:
    wanted = {"when", "line", "code"} | {f"{kind}.{part}" for kind in Kind for part in ("title", "body")}
    for language in Language:
        assert words().keys(language) == wanted
        for kind in Kind:
            text = text_of(kind, PARAMS, language)
            assert "{" not in text.title + text.body


def test_money_and_times_are_told_as_the_city_tells_them() -> None:
    text = text_of(Kind.CARD_GIVEN, PARAMS, Language.EN)
    assert text.body == "It is worth ¥25.00 and good until 12:00 on 20 May. It is in your wallet."
    assert "5月20日 12:00" in text_of(Kind.CARD_GIVEN, PARAMS, Language.ZH_HANS).body


def test_only_the_installation_reads_an_address() -> None:
    ours, others = Targets(b"a" * 32), Targets(b"b" * 32)
    locked = ours.locked(b"13800138000")
    assert b"13800138000" not in locked
    assert ours.opened(locked) == b"13800138000"
    assert others.opened(locked) is None
    assert ours.fingerprint(b"1") == ours.fingerprint(b"1") != others.fingerprint(b"1")


class Browser:
    """A browser's side of Web Push, as RFC 8291 §3 has it."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = b"0123456789abcdef"
        public = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self._public = public

    def subscription(self, endpoint: str = "https://push.example/abc") -> Subscription:
        return Subscription(endpoint, _text(self._public), _text(self._auth))

    def read(self, body: bytes) -> bytes:
        salt, sender = body[:16], body[21:86]
        shared = self._key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        secret = _hkdf(shared, self._auth, b"WebPush: info\0" + self._public + sender, 32)
        key = _hkdf(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _hkdf(secret, salt, b"Content-Encoding: nonce\0", 12)
        return AESGCM(key).decrypt(nonce, body[86:], None).rstrip(b"\x02")


def _hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def vapid() -> VapidKeys:
    private, public, shown = VAPID.generate_keys()
    return VapidKeys(private.decode(), public.decode(), shown)


HOSTS = ("push.example", ".notify.example")


@pytest.mark.parametrize(
    ("endpoint", "is_good"),
    [
        ("https://push.example/a", True),
        ("https://west.notify.example/a", True),
        ("https://notify.example.evil/a", False),
        ("https://push.example.evil/a", False),
        ("https://push.example@evil/a", False),
        ("https://user@push.example/a", False),
        ("http://push.example/a", False),
        ("https://push.example:8443/a", False),
        ("https://127.0.0.1/a", False),
        ("http://127.0.0.1:9/a", False),
        ("https://[", False),
        ("https://push.example/\n", False),
        ("https://push.example/" + "a" * 1_000, False),
    ],
)
def test_only_known_push_services_are_ever_asked(endpoint: str, is_good: bool) -> None:
    assert is_reachable(Browser().subscription(endpoint), HOSTS) is is_good


def test_a_subscription_with_broken_keys_is_none() -> None:
    for key in ("", "not base64!", _text(b"short")):
        assert not is_reachable(Subscription("https://push.example/a", key, key), HOSTS)


@asynccontextmanager
async def gateway(
    *answer: bytes, pause_s: float = 0.0, hang: bool = False
) -> AsyncIterator[tuple[str, list]]:
    """An HTTP server that says what it is told to, and keeps what it heard."""
    heard: list[bytes] = []
    answering: list[asyncio.Task | None] = []
    let_go = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.append(asyncio.current_task())
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        heard.append(head + await reader.readexactly(length))
        if hang:
            await let_go.wait()
        with suppress(ConnectionError):
            for part in answer:
                writer.write(part)
                await asyncio.sleep(pause_s)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/sms", heard
    finally:
        let_go.set()
        server.close()
        await server.wait_closed()
        await asyncio.gather(*(task for task in answering if task), return_exceptions=True)


def said(status: int) -> bytes:
    return b"HTTP/1.1 %d x\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:1/\r\n\r\n" % status


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as made:
        yield made


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.SENT),
        (202, Outcome.SENT),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (400, Outcome.REFUSED),
        (403, Outcome.REFUSED),
        (413, Outcome.REFUSED),
        (302, Outcome.UNKNOWN),
        (429, Outcome.UNKNOWN),
        (500, Outcome.UNKNOWN),
        (503, Outcome.UNKNOWN),
    ],
)
async def test_what_a_gateway_answers_is_one_of_four_things(
    client: httpx.AsyncClient, status: int, outcome: Outcome
) -> None:
    async with gateway(said(status)) as (url, _):
        assert (await SmsGateway(client, url, SECRET).send(parcel(b"+99913"))).outcome is outcome


@pytest.mark.anyio
async def test_a_busy_service_says_how_long_to_leave_it_alone(client: httpx.AsyncClient) -> None:
    for status, retry_after, again_after_s in ((429, b"120", 120.0), (503, b"99999", answers.WAIT_S_MAX)):
        busy = said(status).replace(b"\r\n\r\n", b"\r\nRetry-After: %s\r\n\r\n" % retry_after)
        async with gateway(busy) as (url, _):
            target = msgspec.json.encode(Browser().subscription(url))
            answer = await WebPushMessenger(client, vapid(), "ops@qianbei.example").send(parcel(target))
        assert answer == Answer(Outcome.UNKNOWN, again_after_s)


@pytest.mark.parametrize(
    ("said", "wait_s"),
    [
        (None, None),
        ("soon", None),
        ("-5", None),
        ("0", 0.0),
        ("Tue, 20 May 2031 04:01:30 GMT", 90.0),
        ("Tue, 20 May 2031 03:00:00 GMT", 0.0),
    ],
)
def test_a_wait_is_a_number_or_a_date(said: str | None, wait_s: float | None) -> None:
    assert answers.wait_s(said, datetime.fromisoformat(AT)) == wait_s


@pytest.mark.anyio
async def test_a_gateway_that_hangs_drips_or_talks_nonsense_is_unknown_in_time(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "SEND_S", 0.2)
    drip = [b"HTTP/1.1 200 OK\r\n", *[b"X-A: b\r\n"] * 20]
    for how in ({"hang": True}, {"pause_s": 0.1}):
        async with gateway(*drip, **how) as (url, _):
            begun = asyncio.get_running_loop().time()
            assert (await SmsGateway(client, url, SECRET).send(parcel(b"+99913"))).outcome is Outcome.UNKNOWN
            assert asyncio.get_running_loop().time() - begun < 2
    async with gateway(b"nonsense\r\n\r\n") as (url, _):
        assert (await SmsGateway(client, url, SECRET).send(parcel(b"+99913"))).outcome is Outcome.UNKNOWN
    assert (
        await SmsGateway(client, "http://127.0.0.1:1/", SECRET).send(parcel(b"+1"))
    ).outcome is Outcome.UNKNOWN


@pytest.mark.anyio
async def test_an_endless_body_is_not_read(client: httpx.AsyncClient) -> None:
    endless = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *[b"5\r\naaaaa\r\n"] * 3]
    async with gateway(*endless) as (url, _):
        assert (await SmsGateway(client, url, SECRET).send(parcel(b"+99913"))).outcome is Outcome.SENT


@pytest.mark.anyio
async def test_an_sms_is_signed_and_names_the_id_that_makes_it_one(client: httpx.AsyncClient) -> None:
    async with gateway(said(200)) as (url, heard):
        await SmsGateway(client, url, SECRET).send(parcel(b"+99913"))
    head, _, body = heard[0].partition(b"\r\n\r\n")
    headers = httpx.Headers([tuple(line.split(b": ", 1)) for line in head.split(b"\r\n")[1:]])
    assert headers["Idempotency-Key"] == str(SEND_ID)
    assert check(SECRET, body, headers["X-Signature"], datetime.now(UTC)) is None
    assert check(b"x" * 32, body, headers["X-Signature"], datetime.now(UTC)) is not None
    assert msgspec.json.decode(body) == {
        "id": str(SEND_ID),
        "to": "+99913",
        "text": "Qianbei: A card ends. Soon.",
    }


@pytest.mark.anyio
async def test_a_push_is_read_by_its_browser_alone(client: httpx.AsyncClient) -> None:
    browser, keys = Browser(), vapid()
    async with gateway(said(201)) as (url, heard):
        target = msgspec.json.encode(browser.subscription(url))
        messenger = WebPushMessenger(client, keys, "ops@qianbei.example")
        assert (await messenger.send(parcel(target))).outcome is Outcome.SENT
        await messenger.send(msgspec.structs.replace(parcel(target), lasts_s=0))
    head, _, body = heard[0].partition(b"\r\n\r\n")
    assert b"A card ends" not in body
    assert msgspec.json.decode(browser.read(body)) == {
        "id": str(MESSAGE_ID),
        "title": "A card ends",
        "body": "Soon.",
    }
    names = head.lower()
    assert b"ttl: 3600" in names
    assert b"ttl: 0" in heard[1].lower(), "not what the one before had"
    assert b"authorization: vapid t=" in names
    assert b"topic: " in names
    assert b"content-encoding: aes128gcm" in names
    _, token, key = re.split(r"[ ,]*(?:t|k)=", httpx_header(head, "authorization"))
    assert key == keys.public
    claims = signed_claims(token, keys)
    assert (claims["aud"], claims["sub"]) == (url.removesuffix("/sms"), "mailto:ops@qianbei.example")
    assert 0 < claims["exp"] - datetime.now(UTC).timestamp() <= 24 * 3600, "RFC 8292 §2"


def httpx_header(head: bytes, name: str) -> str:
    lines = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if line]
    return next(value for key, value in lines if key.lower() == name)


def signed_claims(token: str, keys: VapidKeys) -> dict:
    """What a JWT of ES256 (RFC 7515) says, once its signature was found to be ours."""
    said, _, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public = load_pem_public_key(keys.public_pem.encode())
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(der, said.encode(), ec.ECDSA(hashes.SHA256()))
    return msgspec.json.decode(base64.urlsafe_b64decode(said.partition(".")[2] + "=="))
