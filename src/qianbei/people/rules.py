"""Pure decisions about identity: hashes, masks, what a typed phone means, whether a code is right."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qianbei.people.contracts import IdentityKind, PhoneResult

CODE_TRIES_MAX = 5
"""A six-digit code with five tries is guessed once in 200,000 codes."""

CODE_STARTS_MAX = {"person": 10, "phone": 20}
"""Codes in a window that one person may ask for, over all phones, and that may be asked for one phone, by anybody.

With the tries above a phone is guessed in 10,000 windows. A phone's share is larger, so that a stranger who asks for
it cannot shut its owner out alone.
"""

CODE_STARTS_WINDOW = timedelta(hours=1)

ADDRESSES_MAX = 50
"""Doors one person may keep: more than people have, few enough that a list of them is one small read."""

_E164 = re.compile(r"\+[1-9]\d{7,14}")
_MAINLAND = re.compile(r"1\d{10}")


class CodeState(msgspec.Struct, frozen=True):
    """A stored one-time code."""

    code_hash: bytes
    tries_left: int
    expires_at: datetime


def identity_hash(pepper: bytes, kind: IdentityKind, value: str) -> bytes:
    """32 bytes of keyed BLAKE2b: without the pepper, a list of all phone numbers finds nobody in our tables."""
    return hashlib.blake2b(f"{kind}\0{value}".encode(), key=pepper, digest_size=32).digest()


def code_hash(pepper: bytes, phone_hash: bytes, code: str) -> bytes:
    """The one-time code bound to its phone, so that a code for one phone proves no other."""
    return hashlib.blake2b(b"code\0" + phone_hash + code.encode(), key=pepper, digest_size=32).digest()


def code_of(pepper: bytes, phone_hash: bytes, person_id: UUID, key: str) -> str:
    """Six digits. The same request asked again has the same code, so its text need not be sent twice."""
    material = b"digits\0" + phone_hash + person_id.bytes + key.encode()
    digest = hashlib.blake2b(material, key=pepper, digest_size=8).digest()
    return f"{int.from_bytes(digest) % 1_000_000:06d}"


def is_invented(phone: str) -> bool:
    """No country has the code +999 (ITU-T E.164.1), so nobody's telephone rings; the people of a sandbox have such numbers."""
    return phone.startswith("+999")


def normal_phone(typed: str) -> str | None:
    """E.164 of what a person typed (`138 0013 8000`, `+86-138…`); None when it is no phone number."""
    bare = re.sub(r"[\s\-().]", "", typed)
    if re.fullmatch(_MAINLAND, bare):
        return f"+86{bare}"
    if re.fullmatch(_E164, bare) and bare.isascii():
        return bare
    return None


def masked_phone(phone: str) -> str:
    """What a screen may show of an E.164 number: `138****8000`."""
    local = phone.removeprefix("+86")
    return f"{local[:3]}****{local[-4:]}"


def stands(stored: CodeState | None, code_hash: bytes, at: datetime) -> bool:
    """Whether this very code was asked for before and lasts."""
    return stored is not None and at < stored.expires_at and hmac.compare_digest(stored.code_hash, code_hash)


def judge_code(stored: CodeState | None, tried_hash: bytes, at: datetime) -> PhoneResult:
    """Age and lock are judged before the code, so a locked code gives away nothing more."""
    if stored is None:
        return PhoneResult.MISSING
    if at >= stored.expires_at:
        return PhoneResult.EXPIRED
    if stored.tries_left <= 0:
        return PhoneResult.LOCKED
    if hmac.compare_digest(stored.code_hash, tried_hash):
        return PhoneResult.VERIFIED
    return PhoneResult.WRONG
