"""The sandbox payer's HTTP door: a bare ASGI application over the book, the journal and the mood.

Payment routes need a right signature; `/knobs` and `/healthz` do not, since this payer listens on loopback only
and moves no real money. An answer is 200 with the payment as it stands, 404 for one never heard of, 409 with the
payment as it stands when the verb does not fit it, 422 for a body that says something else than before.
"""

import asyncio
from typing import Annotated, Any

import msgspec
import structlog

from qianbei.kit.clock import Clock
from qianbei.kit.signatures import check
from qianbei.sandbox.asgi import Receive, Send, read_body
from qianbei.sandbox.payer.book import Book, Payment, Refusal, Verb
from qianbei.sandbox.payer.callbacks import Callbacks, account_of
from qianbei.sandbox.payer.journal import Journal
from qianbei.sandbox.payer.knobs import Knobs, Mood

BODY_BYTES_MAX = 65_536

_log = structlog.get_logger(__name__)


class AuthoriseBody(msgspec.Struct, frozen=True):
    amount_fen: Annotated[int, msgspec.Meta(ge=1, le=100_000_000)]
    currency: str
    person: Annotated[str, msgspec.Meta(max_length=200)]
    description: Annotated[str, msgspec.Meta(max_length=500)] = ""


class VerbBody(msgspec.Struct, frozen=True):
    amount_fen: int | None = None


class Answer(msgspec.Struct, frozen=True):
    status: int
    body: Any


class PayerApp:
    """One payer. `clock` is wall time: the payer lives outside the city and does not run at its speed."""

    def __init__(
        self, book: Book, journal: Journal, mood: Mood, callbacks: Callbacks, secret: bytes, clock: Clock
    ) -> None:
        self._book = book
        self._journal = journal
        self._mood = mood
        self._callbacks = callbacks
        self._secret = secret
        self._clock = clock
        self._deciding: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            body = await read_body(receive, BODY_BYTES_MAX)
            answer = Answer(413, _fault("too_large")) if body is None else await self._route(scope, body)
            await _reply(send, answer)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                for payment in self._book.undecided():
                    self._decide_later(payment)
                await send({"type": "lifespan.startup.complete"})
            else:
                for task in self._deciding:
                    task.cancel()
                await self._callbacks.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _route(self, scope: dict[str, Any], body: bytes) -> Answer:
        method, parts = scope["method"], scope["path"].strip("/").split("/")
        if parts == ["healthz"]:
            return Answer(200, {"status": "ok"})
        try:
            if parts == ["knobs"]:
                return self._turn_knobs(method, body)
            is_account = parts[0] == "accounts" and len(parts) == 2 and method == "GET"
            if not is_account and (parts[0] != "payments" or len(parts) not in {2, 3}):
                return Answer(404, _fault("not_found"))
            fault = check(self._secret, body, _header(scope, b"x-signature"), self._clock.now())
            if fault is not None:
                return Answer(401, _fault(fault))
            await asyncio.sleep(self._mood.knobs.latency_ms / 1000)
            if is_account:
                return Answer(200, {"account": account_of(parts[1])})
            return self._payment(method, parts[1], parts[2] if len(parts) == 3 else None, body)
        except msgspec.DecodeError as error:
            return Answer(422, _fault("malformed", str(error)))

    def _turn_knobs(self, method: str, body: bytes) -> Answer:
        if method == "POST":
            self._mood.knobs = msgspec.json.decode(body, type=Knobs)
            _log.info("payer_knobs", **msgspec.to_builtins(self._mood.knobs))
        return Answer(200, self._mood.knobs)

    def _payment(self, method: str, payment_id: str, verb: str | None, body: bytes) -> Answer:
        before = self._book.find(payment_id)
        if verb is None:
            return _shown(before) if method == "GET" and before else Answer(404, _fault(Refusal.NOT_FOUND))
        if method != "POST":
            return Answer(405, _fault("method_not_allowed"))
        if verb in {"authorise", "pay-out"}:
            after = self._begin(verb, payment_id, msgspec.json.decode(body, type=AuthoriseBody))
        elif verb in set(Verb):
            asked = msgspec.json.decode(body or b"{}", type=VerbBody)
            after = self._book.apply(Verb(verb), payment_id, asked.amount_fen)
        else:
            return Answer(404, _fault("not_found"))
        if isinstance(after, Refusal):
            return _refused(after, before)
        return self._told(after) if after is not before else _shown(after)

    def _begin(self, verb: str, payment_id: str, asked: AuthoriseBody) -> Payment | Refusal:
        verdict = self._mood.verdict(payment_id, asked.person, self._clock.now())
        begin = self._book.pay_out if verb == "pay-out" else self._book.authorise
        return begin(payment_id, asked.amount_fen, asked.person, verdict)

    def _told(self, payment: Payment) -> Answer:
        """A change: written down, then told by the reply and sometimes by callback too."""
        self._journal.append(payment)
        if payment.decide_at_ms is not None:
            self._decide_later(payment)
        if self._mood.doubles(payment.payment_id, payment.sequence):
            self._callbacks.tell(payment, times=2)
        if self._mood.loses_reply(payment.payment_id, payment.sequence):
            return Answer(504, _fault("reply_lost"))
        return _shown(payment)

    def _decide_later(self, payment: Payment) -> None:
        task = asyncio.get_running_loop().create_task(self._decide(payment))
        self._deciding.add(task)
        task.add_done_callback(self._deciding.discard)

    async def _decide(self, payment: Payment) -> None:
        due_ms = payment.decide_at_ms or 0
        await asyncio.sleep(max(0.0, due_ms / 1000 - self._clock.now().timestamp()))
        after = self._book.decide(payment.payment_id)
        if after is None:
            return
        self._journal.append(after)
        if not self._mood.loses_callback(after.payment_id, after.sequence):
            self._callbacks.tell(
                after, times=2 if self._mood.doubles(after.payment_id, after.sequence) else 1
            )


def _shown(payment: Payment) -> Answer:
    return Answer(200, _view(payment))


def _view(payment: Payment) -> dict[str, Any]:
    return {
        "payment_id": payment.payment_id,
        "state": payment.state,
        "sequence": payment.sequence,
        "amount_fen": payment.amount_fen,
    }


def _refused(refusal: Refusal, before: Payment | None) -> Answer:
    status = {Refusal.NOT_FOUND: 404, Refusal.WRONG_STATE: 409, Refusal.AMOUNT_CHANGED: 422}[refusal]
    return Answer(status, (_view(before) if before else {}) | _fault(refusal))


def _fault(code: str, detail: str | None = None) -> dict[str, Any]:
    return {"error": {"code": code} | ({"detail": detail} if detail else {})}


def _header(scope: dict[str, Any], name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)


async def _reply(send: Send, answer: Answer) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": msgspec.json.encode(answer.body)})
