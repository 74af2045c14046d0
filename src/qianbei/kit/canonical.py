"""One byte form per value, so that a hash or a seal over it means the value.

The form is RFC 8785 for what we let in: objects with ASCII keys, arrays, strings, integers, booleans, null, and our
structs, dates and ids, which become such strings. A float has no one spelling across languages, so no sealed type
may hold one (a test walks their fields); one that a client smuggles in cannot match a seal.
"""

import hashlib
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(order="sorted")


def canonical_json(value: Any) -> bytes:
    """The one spelling of plain data or of a struct, as UTF-8."""
    return _encoder.encode(value)


def content_hash(value: Any) -> bytes:
    """SHA-256 (32 bytes) of the canonical form."""
    return hashlib.sha256(canonical_json(value)).digest()
