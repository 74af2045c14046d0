"""Addresses that only who sends can read: encrypted with a key of the installation, told apart without it.

AES-SIV (RFC 5297) needs no number used once, and the same target is always the same bytes.
"""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

KEY_BYTES = 32


class Targets:
    """Locks and opens targets of one installation."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(key)
        self._key = key

    def fingerprint(self, target: bytes) -> bytes:
        """Equal for equal targets, and for nobody else."""
        return hashlib.blake2b(b"fingerprint\0" + target, key=self._key, digest_size=16).digest()

    def locked(self, target: bytes) -> bytes:
        return self._cipher.encrypt(target, None)

    def opened(self, locked: bytes) -> bytes | None:
        """None when it was locked with another key."""
        try:
            return self._cipher.decrypt(locked, None)
        except InvalidTag:
            return None
