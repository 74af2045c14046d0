"""What crosses the door of `people`: requests, outcomes and the reasons of refusal."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.kit.ids import derived_id

Names = dict[str, str]
"""A name in several languages: {"zh-Hans": …, "en": …}."""


def operator_id(cell: int) -> UUID:
    """Who acts for the installation where nobody signed in: the holder of its key, and its own commands."""
    return derived_id("operator", cell)


class IdentityKind(StrEnum):
    """What can recognise a person again."""

    ACCOUNT = "account"
    DEVICE = "device"
    PHONE = "phone"


class Role(StrEnum):
    CUSTOMER = "customer"
    MERCHANT = "merchant"
    RIDER = "rider"
    OPERATOR = "operator"


class RoleHeld(msgspec.Struct, frozen=True):
    """A role and what it is held on: a seller for a merchant, a rider id for a rider, nothing otherwise."""

    role: Role
    subject: UUID | None


class Person(msgspec.Struct, frozen=True):
    cell: int
    person_id: UUID
    language: str
    phone_masked: str | None
    created_at: datetime


class PersonKey(msgspec.Struct, frozen=True):
    """Names one person; every read of this domain is asked with a sequence of these."""

    cell: int
    person_id: UUID


class NewGuest(msgspec.Struct, frozen=True):
    cell: int
    person_id: UUID
    language: str
    at: datetime


class KeyClaim(msgspec.Struct, frozen=True):
    """`value_hash` comes from `api.identity_hash`; the plain value never reaches a table."""

    cell: int
    person_id: UUID
    kind: IdentityKind
    value_hash: bytes
    at: datetime


class Claim(StrEnum):
    CLAIMED = "claimed"
    ALREADY_MINE = "already_mine"
    TAKEN = "taken"


class ClaimOutcome(msgspec.Struct, frozen=True):
    """`owner` is whom the key belongs to now: the claimer unless the claim is TAKEN."""

    claim: Claim
    owner: PersonKey


class PhoneStart(msgspec.Struct, frozen=True):
    """A one-time code was made for this person to prove this phone; it replaces an earlier one."""

    cell: int
    person_id: UUID
    phone_hash: bytes
    code_hash: bytes
    at: datetime
    expires_at: datetime


class PhoneStartOutcome(StrEnum):
    STARTED = "started"
    TOO_OFTEN = "phone_code_too_often"


class PhoneTry(msgspec.Struct, frozen=True):
    """The code a person typed, hashed; `phone_masked` is what will be shown once it is theirs."""

    cell: int
    person_id: UUID
    phone_hash: bytes
    code_hash: bytes
    phone_masked: str
    at: datetime


class PhoneResult(StrEnum):
    VERIFIED = "verified"
    WRONG = "phone_code_wrong"
    LOCKED = "phone_code_locked"
    EXPIRED = "phone_code_expired"
    MISSING = "phone_code_missing"


class PhoneTryOutcome(msgspec.Struct, frozen=True):
    """`owner` is set when VERIFIED: the phone's person, who may be another than the one who asked."""

    result: PhoneResult
    tries_left: int
    owner: PersonKey | None


class Grant(msgspec.Struct, frozen=True):
    """MERCHANT or RIDER on a subject; the other roles have no row."""

    cell: int
    person_id: UUID
    role: Role
    subject: UUID
    at: datetime


class NewAddress(msgspec.Struct, frozen=True):
    """`address_id` is derived from person, place and detail, so the same address again is the same row."""

    cell: int
    person_id: UUID
    address_id: UUID
    place_id: UUID
    names: Names
    detail: str
    lat_e6: int
    lng_e6: int
    at: datetime


class AddressOutcome(StrEnum):
    CURRENT = "current"
    TOO_MANY = "too_many_addresses"


class Address(msgspec.Struct, frozen=True):
    """A door of a person; the place's name and point are copied, so a place renamed later moves no door."""

    cell: int
    person_id: UUID
    address_id: UUID
    place_id: UUID
    names: Names
    detail: str
    lat_e6: int
    lng_e6: int


class NewRider(msgspec.Struct, frozen=True):
    cell: int
    rider_id: UUID
    person_id: UUID
    name: str
    fleet: str
    at: datetime


class Rider(msgspec.Struct, frozen=True):
    cell: int
    rider_id: UUID
    person_id: UUID
    name: str
    fleet: str
