"""The carrier's HTTP door: POST /sms as a gateway has it, GET /sms for whoever wants to read along, POST /knobs for trouble.

A text needs a right signature and a number; the same id again is answered as before and kept once.
"""

import asyncio
from collections import OrderedDict
from typing import Annotated, Any

import msgspec

from qianbei.kit.clock import Clock
from qianbei.kit.signatures import check
from qianbei.sandbox.asgi import Receive, Send, read_body

BODY_BYTES_MAX = 16_384
KEPT_MAX = 10_000
"""The oldest text is forgotten then; its id might be taken twice after so many others."""


class Sms(msgspec.Struct, frozen=True):
    """One text, as a gateway is asked to send it."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    to: Annotated[str, msgspec.Meta(pattern=r"^\+?[0-9]{5,20}$")]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]


class Knobs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All the trouble there is. `status` answers every text so, without taking it; `lost_replies` of the next texts are
    taken and answered 504."""

    latency_ms: Annotated[int, msgspec.Meta(ge=0, le=60_000)] = 0
    status: Annotated[int, msgspec.Meta(ge=200, le=599)] | None = None
    lost_replies: Annotated[int, msgspec.Meta(ge=0)] = 0


class CarrierApp:
    """One carrier. `clock` is wall time."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        self._secret, self._clock = secret, clock
        self.knobs = Knobs()
        self.taken: OrderedDict[str, Sms] = OrderedDict()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            for said in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{said}.complete"})
        elif scope["type"] == "http":
            status, body = await self._route(scope, await read_body(receive, BODY_BYTES_MAX))
            headers = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": msgspec.json.encode(body)})

    async def _route(self, scope: dict[str, Any], body: bytes | None) -> tuple[int, Any]:
        asked = (scope["method"], scope["path"])
        if body is None:
            return 413, {"error": "too_large"}
        if asked == ("GET", "/healthz"):
            return 200, {"status": "ok"}
        if asked == ("GET", "/sms"):
            return 200, {"texts": list(reversed(self.taken.values()))}
        try:
            if asked == ("POST", "/sms"):
                return await self._take(scope, body)
            if asked == ("POST", "/knobs"):
                self.knobs = msgspec.json.decode(body, type=Knobs)
                return 200, self.knobs
        except msgspec.DecodeError as fault:
            return 422, {"error": str(fault)}
        return 404, {"error": "not_found"}

    async def _take(self, scope: dict[str, Any], body: bytes) -> tuple[int, Any]:
        await asyncio.sleep(self.knobs.latency_ms / 1000)
        signature = next((value for name, value in scope["headers"] if name == b"x-signature"), b"")
        if check(self._secret, body, signature.decode("latin-1"), self._clock.now()) is not None:
            return 401, {"error": "signature"}
        if self.knobs.status is not None:
            return self.knobs.status, {"error": "as_told"}
        sms = msgspec.json.decode(body, type=Sms)
        known = self.taken.setdefault(sms.id, sms)
        if known != sms:
            return 409, {"error": "another_text_under_this_id"}
        if len(self.taken) > KEPT_MAX:
            self.taken.popitem(last=False)
        if self.knobs.lost_replies:
            self.knobs = msgspec.structs.replace(self.knobs, lost_replies=self.knobs.lost_replies - 1)
            return 504, {"error": "reply_lost"}
        return 202, {"id": sms.id}
