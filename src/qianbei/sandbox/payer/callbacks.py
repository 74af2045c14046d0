"""What the sandbox payer says by itself: signed callbacks, sometimes twice, sometimes never.

A callback is tried a few times with growing pauses and then given up, as real payers do; whoever needs the truth
asks for it. Callbacks under way are not kept over a restart, those still to be decided are (see `app`).
"""

import asyncio

import httpx
import msgspec
import structlog

from qianbei.kit.clock import Clock
from qianbei.kit.ids import derived_id
from qianbei.kit.signatures import sign
from qianbei.sandbox.payer.book import Payment

ATTEMPTS_MAX = 5
UNDER_WAY_MAX = 10_000
"""Beyond this many the newest are dropped: a callback is a courtesy, never the truth."""
AT_ONCE_MAX = 16

_log = structlog.get_logger(__name__)


class Callbacks:
    """Sends callbacks to one URL. `tell` returns at once; `stop` gives up what is under way."""

    def __init__(self, client: httpx.AsyncClient, url: str, secret: bytes, clock: Clock) -> None:
        self._client = client
        self._url = url
        self._secret = secret
        self._clock = clock
        self._under_way: set[asyncio.Task[None]] = set()
        self._gate = asyncio.Semaphore(AT_ONCE_MAX)

    def tell(self, payment: Payment, times: int = 1) -> None:
        """Tells a payment's state, `times` over with one message id."""
        for copy in range(times):
            if len(self._under_way) >= UNDER_WAY_MAX:
                _log.warning("callback_dropped", payment_id=payment.payment_id)
                return
            task = asyncio.get_running_loop().create_task(self._deliver(payment, pause_s=0.2 * copy))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def stop(self) -> None:
        tasks = list(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, payment: Payment, pause_s: float) -> None:
        body = callback_body(payment)
        for attempt in range(ATTEMPTS_MAX):
            await asyncio.sleep(pause_s)
            if await self._post(body):
                return
            pause_s = 0.25 * 2**attempt
        _log.warning("callback_given_up", payment_id=payment.payment_id, sequence=payment.sequence)

    async def _post(self, body: bytes) -> bool:
        headers = {
            "Content-Type": "application/json",
            "X-Signature": sign(self._secret, body, self._clock.now()),
        }
        async with self._gate:
            try:
                answer = await self._client.post(self._url, content=body, headers=headers)
            except httpx.HTTPError:
                return False
        return answer.is_success


def callback_body(payment: Payment) -> bytes:
    """The JSON bytes of a callback; the same change always has the same message id."""
    return msgspec.json.encode(
        {
            "message_id": derived_id("payer-callback", payment.payment_id, payment.sequence),
            "payment_id": payment.payment_id,
            "state": payment.state,
            "amount_fen": payment.amount_fen,
            "sequence": payment.sequence,
            "account": account_of(payment.person),
        }
    )


def account_of(person: str) -> str:
    """The name under which this payer keeps whoever is called so."""
    return str(derived_id("payer-account", person))
