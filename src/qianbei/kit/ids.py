"""128-bit ids made by the application: ordered by time when new, derived when they must be the same twice."""

import hashlib
from datetime import datetime
from functools import lru_cache
from random import Random
from uuid import UUID

from msgspec import convert, to_builtins

_VERSION_7 = 0x7 << 76
_VERSION_8 = 0x8 << 76
_VARIANT = 0b10 << 62
_MARKS = 0xF << 76 | 0b11 << 62
_HIGH_48 = ((1 << 48) - 1) << 80
_LOW_62 = (1 << 62) - 1


def new_id(now: datetime, random: Random) -> UUID:
    """A UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then chance. Good locality in an index."""
    bits = random.getrandbits(74)
    millis = int(now.timestamp() * 1000)
    return _made((millis << 80) | _VERSION_7 | ((bits >> 62) << 64) | _VARIANT | (bits & _LOW_62))


def derived_id(*parts: str | int | UUID) -> UUID:
    """The same parts always give the same id (UUIDv8, RFC 9562 §5.8): a retry finds what it made before.

    Parts are length-prefixed, so ("ab", "c") and ("a", "bc") differ.
    """
    return _version_8(int.from_bytes(hashlib.blake2b(_framed(*parts), digest_size=16).digest(), "big"))


def derived_beside(neighbour: UUID, *parts: str | int | UUID, also: UUID | None = None) -> UUID:
    """A derived id of the parts, `neighbour` and `also` that begins with the 48 bits with which `neighbour` begins.

    Ids of things that are made together then lie together in an index, however many there are: a page is written
    for hundreds of them, not for one. `parts` are kept: they should name one of few occasions.
    """
    own = neighbour.int.to_bytes(16, "big")
    begun = _begun(*parts).copy()
    begun.update(own if also is None else own + also.bytes)
    hashed = int.from_bytes(begun.digest(), "big")
    return _version_8(neighbour.int & _HIGH_48 | hashed & ~_HIGH_48)


@lru_cache(maxsize=256)
def _begun(*parts: str | int | UUID) -> hashlib.blake2b:
    return hashlib.blake2b(_framed(*parts), digest_size=16)


def _framed(*parts: str | int | UUID) -> bytes:
    texts = [str(to_builtins(part)).encode() for part in parts]
    return b"".join([len(text).to_bytes(4, "big") + text for text in texts])


def text_of(each: UUID) -> str:
    """str(UUID), which is made in Python, several times as fast."""
    return to_builtins(each)


def _version_8(value: int) -> UUID:
    """`value` but for the bits that say which kind of id it is."""
    return _made(value & ~_MARKS | _VERSION_8 | _VARIANT)


def _made(value: int) -> UUID:
    """UUID(int=…), which is made in Python, several times as fast."""
    return convert(value.to_bytes(16, "big"), UUID)
