"""Asks a payer from which account a person would pay, before anything is paid.

A payer whose people are known to it before they pay tells; one that keeps it, does not know, is slow or is silent says
nothing, and nobody waits for it: what it did not say now comes with the first payment.
"""

from datetime import UTC, datetime
from typing import Protocol

import httpx
import msgspec
import structlog

from qianbei.kit.signatures import sign

TIMEOUT_S = 1.0
"""Somebody waits for this answer."""

ACCOUNT_MAX = 200

log = structlog.get_logger()


class Purses(Protocol):
    """The port."""

    async def account_of(self, person: str) -> str:
        """The payer's name for the account of this person, who is opaque to it; "" when it says none."""
        ...


class _Reply(msgspec.Struct, frozen=True):
    account: str = ""


class HttpPurses:
    """Implements `Purses` for any payer that answers GET /accounts/{person}, signed as every question is."""

    def __init__(self, client: httpx.AsyncClient, base_url: str, secret: bytes) -> None:
        self._client = client
        self._base_url = base_url.rstrip("/")
        self._secret = secret

    async def account_of(self, person: str) -> str:
        headers = {"X-Signature": sign(self._secret, b"", datetime.now(UTC))}
        try:
            response = await self._client.get(
                f"{self._base_url}/accounts/{person}", headers=headers, timeout=TIMEOUT_S
            )
            reply = msgspec.json.decode(response.content, type=_Reply) if response.is_success else _Reply()
        except (httpx.HTTPError, msgspec.DecodeError) as fault:
            log.warning("purse_unknown", fault=repr(fault))
            return ""
        return reply.account[:ACCOUNT_MAX]
