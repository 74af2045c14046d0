"""Joining: a device becomes a person with a joining card, all in one transaction.

A device that is known leads to its person again and to no second card. The key is claimed before the person is
made, so of two requests with one device only the winner becomes somebody and the other finds that person.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.db import Tx
from qianbei.flows.cards import issue_joining_cards
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
    """One outcome a request, in order. A card is issued while a campaign runs and has budget left."""
    claims = [KeyClaim(cell, r.person_id, IdentityKind.DEVICE, r.device_hash, r.at) for r in requests]
    outcomes = await people.claim_identity_keys(tx, claims)
    joined = [Joined(outcome.owner, outcome.claim is Claim.CLAIMED) for outcome in outcomes]
    new = [request for request, each in zip(requests, joined, strict=True) if each.created]
    if new:
        await people.create_guests(tx, [NewGuest(cell, r.person_id, r.language, r.at) for r in new])
        await issue_joining_cards(tx, cell, [r.person_id for r in new], max(r.at for r in new))
    return joined
