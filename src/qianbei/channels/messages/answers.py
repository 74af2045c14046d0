"""Asking the other side with a time limit, and what its HTTP status means. Nothing of its body is read."""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import structlog

from qianbei.channels.messages.port import Answer
from qianbei.messages.contracts import Outcome

SEND_S = 5.0
"""An answer takes no longer, however slowly it drips; after this it is unknown."""

WAIT_S_MAX = 3_600.0
"""No other side silences us for longer."""

log = structlog.get_logger(__name__)

_GONE = frozenset({404, 410})
_REFUSED = frozenset({400, 401, 403, 405, 409, 413, 415, 422})


def outcome_of(status: int) -> Outcome:
    """Success is sent; no such address is gone; what will never be taken is refused; all else is asked again."""
    if 200 <= status < 300:
        return Outcome.SENT
    if status in _GONE:
        return Outcome.GONE
    return Outcome.REFUSED if status in _REFUSED else Outcome.UNKNOWN


def wait_s(retry_after: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header (RFC 9110 §10.2.3) asks for, as a number or a date; None where it says nothing."""
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return min(float(retry_after), WAIT_S_MAX)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return min(max(0.0, (until.astimezone(UTC) - now).total_seconds()), WAIT_S_MAX)


async def posted(
    client: httpx.AsyncClient, channel: str, url: str, content: bytes, headers: dict[str, str]
) -> Answer:
    """Posts once; a redirect is not followed."""
    try:
        async with asyncio.timeout(SEND_S):
            request = client.build_request("POST", url, content=content, headers=headers)
            response = await client.send(request, stream=True, follow_redirects=False)
            await response.aclose()
    except (httpx.HTTPError, TimeoutError) as fault:
        log.warning("messenger_silent", channel=channel, fault=type(fault).__name__)
        return Answer(Outcome.UNKNOWN)
    outcome = outcome_of(response.status_code)
    if outcome is not Outcome.SENT:
        log.warning("messenger_answered", channel=channel, status=response.status_code)
    return Answer(outcome, wait_s(response.headers.get("retry-after"), datetime.now(UTC)))
