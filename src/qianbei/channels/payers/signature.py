"""The shared-secret signature of payer messages: `t=<unix>,v1=<hex HMAC-SHA256 over "t.body">`."""

import hashlib
import hmac

WINDOW_S = 300
"""A message signed longer ago than this, or this far in the future, is refused."""


def sign(secret: bytes, unix_s: int, body: bytes) -> str:
    return f"t={unix_s},v1={_mac(secret, unix_s, body)}"


def is_signed(secret: bytes, header: str, body: bytes, unix_now_s: int) -> bool:
    """Whether the header is our partner's signature over exactly this body, made just now."""
    parts: dict[str, str] = {}
    for part in header.split(","):
        name, _, value = part.partition("=")
        parts[name] = value
    stamp, given = parts.get("t", ""), parts.get("v1", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    if abs(unix_now_s - int(stamp)) > WINDOW_S:
        return False
    return hmac.compare_digest(given.encode(), _mac(secret, int(stamp), body).encode())


def _mac(secret: bytes, unix_s: int, body: bytes) -> str:
    return hmac.new(secret, f"{unix_s}.".encode() + body, hashlib.sha256).hexdigest()
