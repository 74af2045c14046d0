"""A shared-secret signature for messages between two servers, made and checked.

`X-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256(secret, f"{t}." + raw body)>`. The time is signed too, so a
recorded message cannot be shown again much later.
"""

import hashlib
import hmac
from datetime import datetime
from enum import StrEnum

AGE_S_MAX = 300


class SignatureFault(StrEnum):
    MISSING = "signature_missing"
    BROKEN = "signature_broken"
    TOO_OLD = "signature_too_old"


def sign(secret: bytes, body: bytes, now: datetime) -> str:
    """The header's value for a body sent at `now`."""
    at_s = int(now.timestamp())
    return f"t={at_s},v1={_digest(secret, at_s, body)}"


def check(secret: bytes, body: bytes, header: str | None, now: datetime) -> SignatureFault | None:
    """None when the header is right and at most five minutes away from `now`."""
    if not header:
        return SignatureFault.MISSING
    parts = {name: value for name, _, value in (part.partition("=") for part in header.split(","))}
    time_text, digest = parts.get("t", ""), parts.get("v1", "")
    if not (time_text.isascii() and time_text.isdigit() and len(time_text) <= 12):
        return SignatureFault.BROKEN
    if not hmac.compare_digest(digest.encode(), _digest(secret, int(time_text), body).encode()):
        return SignatureFault.BROKEN
    if abs(now.timestamp() - int(time_text)) > AGE_S_MAX:
        return SignatureFault.TOO_OLD
    return None


def _digest(secret: bytes, at_s: int, body: bytes) -> str:
    return hmac.new(secret, f"{at_s}.".encode() + body, hashlib.sha256).hexdigest()
