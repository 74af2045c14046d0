"""Web Push: encrypted for one browser (RFC 8291), signed as ours (RFC 8292), handed to the browser's own push service.

A push service cannot be told an id; the Topic header makes it keep one of two equal texts for a device that sleeps, and
the page's service worker shows one notification a message. An address is somebody else's word, so it must be https
on a host that is known to be a push service.
"""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import jwt
import msgspec
from pydantic import AnyHttpUrl
from webpush import VAPID, WebPush, WebPushSubscription

from qianbei.channels.messages.answers import posted
from qianbei.channels.messages.port import Answer, Parcel
from qianbei.messages.contracts import Channel

ENDPOINT_LENGTH_MAX = 1_000


class Subscription(msgspec.Struct, frozen=True):
    """What a browser gives for being reached: where, and the two keys that only it can read with."""

    endpoint: str
    p256dh: str
    auth: str


class VapidKeys(msgspec.Struct, frozen=True):
    """Who we are to push services: a P-256 key pair in PEM, and the public one as browsers want it."""

    private_pem: str
    public_pem: str
    public: str


def is_reachable(subscription: Subscription, hosts: Sequence[str]) -> bool:
    """Whether this may be asked at all: known host, https, sound keys. A host may be named by a leading dot's suffix."""
    try:
        place = urlsplit(subscription.endpoint)
        name, port = place.hostname or "", place.port
        keys = [len(_decoded(key)) for key in (subscription.p256dh, subscription.auth)]
    except ValueError:
        return False
    if len(subscription.endpoint) > ENDPOINT_LENGTH_MAX or keys != [65, 16] or place.username:
        return False
    if not subscription.endpoint.isascii() or not subscription.endpoint.isprintable():
        return False
    known = any(name == host or (host.startswith(".") and name.endswith(host)) for host in hosts)
    return known and ((place.scheme == "https" and port in (None, 443)) or _is_ours(place.scheme, name))


def _is_ours(scheme: str, name: str) -> bool:
    """A receiver on this machine, where the installation names it."""
    return scheme == "http" and name == "127.0.0.1"


def _decoded(key: str) -> bytes:
    return base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True)


TOKEN_LASTS = timedelta(hours=12)
"""A push service takes none that lasts longer than a day (RFC 8292 §2)."""


class _Vapid(VAPID):
    """The library's, but for the audience: that is an origin with its port, which the library leaves out."""

    def get_authorization_header(self, endpoint: AnyHttpUrl, subscriber: str, expiration: int) -> str:
        port = "" if endpoint.port in (80, 443) else f":{endpoint.port}"
        claims = {
            "aud": f"{endpoint.scheme}://{endpoint.host}{port}",
            "exp": int(datetime.now(UTC).timestamp()) + expiration,
            "sub": f"mailto:{subscriber}",
        }
        token = jwt.encode(claims, self.private_key, algorithm="ES256")
        return f"vapid t={token}, k={self.get_application_server_key(self.public_key)}"


class WebPushMessenger:
    """Implements `port.Messenger`; a target is a `Subscription` in JSON."""

    def __init__(self, client: httpx.AsyncClient, keys: VapidKeys, contact: str) -> None:
        self._client = client
        pems = keys.private_pem.encode(), keys.public_pem.encode()
        self._push = WebPush(*pems, subscriber=contact, expiration=int(TOKEN_LASTS.total_seconds()))
        self._push.vapid = _Vapid(*pems)

    async def send(self, parcel: Parcel) -> Answer:
        target = msgspec.json.decode(parcel.target, type=Subscription)
        subscription = WebPushSubscription.model_validate(
            {"endpoint": target.endpoint, "keys": {"p256dh": target.p256dh, "auth": target.auth}}
        )
        said = {"id": parcel.message_id, "title": parcel.text.title, "body": parcel.text.body}
        message = self._push.get(msgspec.json.encode(said), subscription)
        headers = {
            **{name: str(value) for name, value in message.headers.items()},
            "ttl": str(parcel.lasts_s),
            "Topic": base64.urlsafe_b64encode(parcel.message_id.bytes).rstrip(b"=").decode(),
            "Urgency": "normal",
        }
        return await posted(self._client, Channel.WEB_PUSH, target.endpoint, message.encrypted, headers)
