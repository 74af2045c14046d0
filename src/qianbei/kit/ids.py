"""128-bit ids made by the application: ordered by time when new, derived when they must be the same twice."""

import hashlib
from datetime import datetime
from random import Random
from uuid import UUID

from msgspec import to_builtins

_VERSION_7 = 0x7 << 76
_VERSION_8 = 0x8 << 76
_VARIANT = 0b10 << 62
_LOW_62 = (1 << 62) - 1


def new_id(now: datetime, random: Random) -> UUID:
    """A UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then chance. Good locality in an index."""
    bits = random.getrandbits(74)
    millis = int(now.timestamp() * 1000)
    return UUID(int=(millis << 80) | _VERSION_7 | ((bits >> 62) << 64) | _VARIANT | (bits & _LOW_62))


def derived_id(*parts: str | int | UUID) -> UUID:
    """The same parts always give the same id (UUIDv8, RFC 9562 §5.8): a retry finds what it made before.

    Parts are length-prefixed, so ("ab", "c") and ("a", "bc") differ.
    """
    texts = [str(to_builtins(part)).encode() for part in parts]  # Several times faster than str(UUID).
    framed = b"".join([len(text).to_bytes(4, "big") + text for text in texts])
    value = int.from_bytes(hashlib.blake2b(framed, digest_size=16).digest(), "big")
    high = (value >> 80) << 80
    middle = (value >> 64) & 0xFFF
    return UUID(int=high | _VERSION_8 | (middle << 64) | _VARIANT | (value & _LOW_62))
