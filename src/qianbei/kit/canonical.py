"""One byte form per value, so that a hash or a seal over it means the value.

The form is RFC 8785 for what we let in: objects with ASCII keys, arrays, strings, integers, booleans, null.
Floats are refused: money and measures here are integers, and a float has no one spelling across languages.
"""

import hashlib
from typing import Any

import msgspec


class NotCanonicalError(ValueError):
    """The value holds something that has no single canonical spelling (a float, a non-ASCII key)."""


def canonical_json(value: Any) -> bytes:
    """RFC 8785 bytes of plain data or of msgspec structs. Raises NotCanonicalError on floats."""
    plain = msgspec.to_builtins(value)
    _check(plain)
    return msgspec.json.encode(plain, order="sorted")


def content_hash(value: Any) -> bytes:
    """SHA-256 (32 bytes) of the canonical form."""
    return hashlib.sha256(canonical_json(value)).digest()


def _check(value: Any) -> None:
    if isinstance(value, float):
        raise NotCanonicalError("a float has no canonical form here; use an integer and a unit")
    if isinstance(value, dict):
        for key, inner in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise NotCanonicalError(f"key {key!r} is not ASCII text")
            _check(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _check(inner)
