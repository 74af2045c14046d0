"""The HTTP payer: signed JSON requests with a time limit; silence and nonsense become `NO_ANSWER`."""

from datetime import UTC, datetime
from uuid import UUID

import httpx
import msgspec
import structlog

from qianbei.channels.payers.port import PayerAnswer
from qianbei.kit.signatures import sign

TIMEOUT_S = 3.0
"""The order waits as `placed` meanwhile; after this the question is put again later."""

log = structlog.get_logger()


class _Reply(msgspec.Struct, frozen=True):
    state: PayerAnswer


class HttpPayer:
    """Implements `port.Payer` for any payer that speaks the documented HTTP contract."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        base_url: str,
        secret: bytes,
    ) -> None:
        self._client = client
        self._base_url = base_url.rstrip("/")
        self._secret = secret

    async def authorise(self, payment_id: UUID, amount_fen: int, person: str) -> PayerAnswer:
        return await self._ask("POST", f"/payments/{payment_id}/authorise", _whom(amount_fen, person))

    async def capture(self, payment_id: UUID) -> PayerAnswer:
        return await self._ask("POST", f"/payments/{payment_id}/capture", {})

    async def void(self, payment_id: UUID) -> PayerAnswer:
        return await self._ask("POST", f"/payments/{payment_id}/void", {})

    async def refund(self, payment_id: UUID) -> PayerAnswer:
        return await self._ask("POST", f"/payments/{payment_id}/refund", {})

    async def pay_out(self, payout_id: UUID, amount_fen: int, person: str) -> PayerAnswer:
        return await self._ask("POST", f"/payments/{payout_id}/pay-out", _whom(amount_fen, person))

    async def query(self, payment_id: UUID) -> PayerAnswer:
        return await self._ask("GET", f"/payments/{payment_id}", None)

    async def _ask(self, method: str, path: str, body: dict[str, object] | None) -> PayerAnswer:
        raw = b"" if body is None else msgspec.json.encode(body)
        headers = {
            "Content-Type": "application/json",
            "X-Signature": sign(self._secret, raw, datetime.now(UTC)),
        }
        try:
            response = await self._client.request(
                method, self._base_url + path, content=raw, headers=headers, timeout=TIMEOUT_S
            )
        except httpx.HTTPError as fault:
            log.warning("payer_silent", path=path, fault=repr(fault))
            return PayerAnswer.NO_ANSWER
        if response.status_code == 404 and method == "GET":
            return PayerAnswer.NEVER_HEARD_OF
        try:
            return msgspec.json.decode(response.content, type=_Reply).state
        except msgspec.DecodeError:
            log.warning("payer_not_understood", path=path, status=response.status_code)
            return PayerAnswer.NO_ANSWER


def _whom(amount_fen: int, person: str) -> dict[str, object]:
    return {"amount_fen": amount_fen, "currency": "CNY", "person": person, "description": "Qianbei"}
