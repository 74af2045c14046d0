"""A person becomes a merchant: the seller and the role on it appear together."""

from enum import StrEnum

import msgspec

from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import NewSeller
from qianbei.db import Tx
from qianbei.people import api as people
from qianbei.people.contracts import Grant, PersonKey, Role, RoleHeld


class MerchantRefusal(StrEnum):
    """Why nobody became a merchant. Nothing has changed."""

    PHONE_FIRST = "phone_first"


class Registered(msgspec.Struct, frozen=True):
    """Every role the person holds now."""

    roles: tuple[RoleHeld, ...]


async def register_merchant(tx: Tx, person: PersonKey, seller: NewSeller) -> Registered | MerchantRefusal:
    """Needs a verified phone. The same seller id again is the same seller."""
    found = (await people.persons(tx, [person])).get(person)
    if found is None or found.phone_masked is None:
        return MerchantRefusal.PHONE_FIRST
    await catalog.create_sellers(tx, person.cell, [seller])
    await people.grant(tx, [Grant(person.cell, person.person_id, Role.MERCHANT, seller.seller_id, seller.at)])
    (roles,) = await people.roles_of(tx, [person])
    return Registered(roles)
