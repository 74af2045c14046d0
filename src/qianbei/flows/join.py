"""Joining: a device becomes a person. Their joining card is claimed afterwards, in batches (`claim_batches`).

A device that is known leads to its person again. The key is claimed before the person is
made, so of two requests with one device only the winner becomes somebody and the other finds that person.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.db import Tx
from qianbei.people import api as people
from qianbei.people.contracts import Claim, IdentityKind, KeyClaim, NewGuest, PersonKey


class JoinRequest(msgspec.Struct, frozen=True):
    """`person_id` is whom the device becomes when it is nobody's yet."""

    cell: int
    person_id: UUID
    device_hash: bytes
    language: str
    at: datetime


class Joined(msgspec.Struct, frozen=True):
    """`created` is false for a device that was known; its person may live in another cell."""

    person: PersonKey
    created: bool


async def join(tx: Tx, cell: int, requests: Sequence[JoinRequest]) -> list[Joined]:
    """One outcome a request, in order."""
    claims = [KeyClaim(cell, r.person_id, IdentityKind.DEVICE, r.device_hash, r.at) for r in requests]
    outcomes = await people.claim_identity_keys(tx, claims)
    joined = [Joined(outcome.owner, outcome.claim is Claim.CLAIMED) for outcome in outcomes]
    new = [request for request, each in zip(requests, joined, strict=True) if each.created]
    if new:
        await people.create_guests(tx, [NewGuest(cell, r.person_id, r.language, r.at) for r in new])
    return joined
