"""Seals: what we hand to a client and must be able to trust when it comes back.

A seal is detached: `<key id>.<expiry, Unix seconds>.<MAC>` over a purpose and the canonical bytes of the
content. The content itself stays readable to the client. A seal protects content only: it says nothing about
how often it was shown, so single use is the database's business (unique keys), never the seal's.
The MAC is keyed BLAKE2b with 20 bytes out (RFC 7693).
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

TOKENS_KEPT_MAX = 8_192
TOKEN_KEPT_LENGTH_MAX = 1_024
"""Tokens come again with each request. At most 2 kB each with what they say: 16 MB in all."""


class SealFault(StrEnum):
    """Why a seal was not accepted."""

    MALFORMED = "seal_malformed"
    UNKNOWN_KEY = "seal_unknown_key"
    BROKEN = "seal_broken"
    EXPIRED = "seal_expired"


class Sealer:
    """Makes and checks seals. `keys` maps key id to secret; the key named `current` signs."""

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        if current not in keys:
            raise ValueError(f"the current key {current!r} is not among the keys")
        if any(len(secret) < 16 for secret in keys.values()):
            raise ValueError("a seal key needs at least 16 bytes")
        self._keys = {key_id: hashlib.blake2b(key=secret, digest_size=20) for key_id, secret in keys.items()}
        self._current = current
        self._kept = lru_cache(TOKENS_KEPT_MAX)(self._sound)

    def seal(self, purpose: str, content: bytes, expires_at: datetime) -> str:
        expiry = int(expires_at.timestamp())
        mac = self._mac(self._keys[self._current], purpose, expiry, content)
        return f"{self._current}.{expiry}.{mac.decode()}"

    def check(self, purpose: str, content: bytes, seal: str, now: datetime) -> SealFault | None:
        """None when the seal holds; otherwise the first fault, integrity before age."""
        expiry = self._expiry(purpose, content, seal)
        if isinstance(expiry, SealFault):
            return expiry
        return SealFault.EXPIRED if now.timestamp() >= expiry else None

    def _expiry(self, purpose: str, content: bytes, seal: str) -> int | SealFault:
        """When a whole seal ends."""
        parts = seal.split(".")
        if len(parts) != 3 or not seal.isascii() or not parts[1].isdigit() or len(parts[1]) > 12:
            return SealFault.MALFORMED
        key_id, expiry_text, mac = parts
        key = self._keys.get(key_id)
        if key is None:
            return SealFault.UNKNOWN_KEY
        expiry = int(expiry_text)
        if expiry_text[0] == "0" and expiry_text != "0":  # One spelling a number.
            return SealFault.MALFORMED
        if not hmac.compare_digest(mac.encode(), self._mac(key, purpose, expiry, content)):
            return SealFault.BROKEN
        return expiry

    def token(self, purpose: str, content: bytes, expires_at: datetime) -> str:
        """Content and seal in one cookie-safe string, for what the client never needs to read."""
        return f"{_b64(content)}~{self.seal(purpose, content, expires_at)}"

    def open_token(self, purpose: str, token: str, now: datetime) -> bytes | SealFault:
        # Whether a token is whole never changes, only its age does.
        is_kept = len(token) <= TOKEN_KEPT_LENGTH_MAX
        found = self._kept(purpose, token) if is_kept else self._sound(purpose, token)
        if isinstance(found, SealFault):
            return found
        content, expiry = found
        return SealFault.EXPIRED if now.timestamp() >= expiry else content

    def _sound(self, purpose: str, token: str) -> tuple[bytes, int] | SealFault:
        """The content of a whole token, and when it ends."""
        body, separator, seal = token.partition("~")
        if not separator:
            return SealFault.MALFORMED
        try:
            content = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        except ValueError:
            return SealFault.MALFORMED
        if _b64(content) != body:  # The decoder is lenient; a token has one spelling.
            return SealFault.MALFORMED
        expiry = self._expiry(purpose, content, seal)
        return expiry if isinstance(expiry, SealFault) else (content, expiry)

    @staticmethod
    def _mac(key: "hashlib.blake2b", purpose: str, expiry: int, content: bytes) -> bytes:
        """`key` is a hash that has taken in the secret and nothing else; it stays as it is."""
        mac = key.copy()
        mac.update(f"{purpose}\0{expiry}\0".encode())
        mac.update(content)
        return base64.urlsafe_b64encode(mac.digest()).rstrip(b"=")


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
