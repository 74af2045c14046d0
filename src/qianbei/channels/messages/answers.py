"""Asking the other side with a time limit, and what its HTTP status means. Nothing of its body is read."""

import asyncio

import httpx
import structlog

from qianbei.messages.contracts import Outcome

SEND_S = 5.0
"""An answer takes no longer, however slowly it drips; after this it is unknown."""

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


async def posted(
    client: httpx.AsyncClient, channel: str, url: str, content: bytes, headers: dict[str, str]
) -> Outcome:
    """Posts once; a redirect is not followed."""
    try:
        async with asyncio.timeout(SEND_S):
            request = client.build_request("POST", url, content=content, headers=headers)
            response = await client.send(request, stream=True, follow_redirects=False)
            await response.aclose()
    except (httpx.HTTPError, TimeoutError) as fault:
        log.warning("messenger_silent", channel=channel, fault=type(fault).__name__)
        return Outcome.UNKNOWN
    outcome = outcome_of(response.status_code)
    if outcome is not Outcome.SENT:
        log.warning("messenger_answered", channel=channel, status=response.status_code)
    return outcome
