"""The only caller of this package's SQL: rows ↔ contracts, nothing decided here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from qianbei.db.database import Tx
from qianbei.db.sql import load_queries
from qianbei.people import rules
from qianbei.people.contracts import (
    Address,
    Grant,
    KeyClaim,
    NewAddress,
    NewGuest,
    NewRider,
    Person,
    PersonKey,
    PhoneStart,
    PhoneTry,
    Rider,
    Role,
    RoleHeld,
)

queries = load_queries("qianbei.people")

CodeKey = tuple[int, UUID, bytes]

CountKey = tuple[int, str, bytes]
"""(cell, kind, what is counted)"""


def columns(requests: Sequence[Any], **names: str) -> dict[str, object]:
    """Parameters of a set-based statement: one array per named attribute."""
    return {name: [getattr(r, attribute) for r in requests] for name, attribute in names.items()}


def _persons(people: Sequence[Any]) -> dict[str, object]:
    return columns(people, cells="cell", person_ids="person_id")


async def persons_after(tx: Tx, cell: int, after: UUID, limit: int) -> list[UUID]:
    parameters = {"cell": cell, "after": after, "limit": limit}
    return [row[0] for row in await tx.rows(queries.persons_after, parameters)]


async def insert_persons(tx: Tx, guests: Sequence[NewGuest]) -> None:
    await tx.run(queries.insert_persons, _persons(guests) | columns(guests, languages="language", ats="at"))


async def find_persons(tx: Tx, people: Sequence[PersonKey]) -> dict[PersonKey, Person]:
    rows = await tx.rows(queries.find_persons, _persons(people))
    return {PersonKey(row[0], row[1]): Person(*row) for row in rows}


async def update_languages(tx: Tx, people: Sequence[PersonKey], languages: Sequence[str]) -> None:
    await tx.run(queries.update_languages, _persons(people) | {"languages": list(languages)})


async def update_phones(tx: Tx, people: Sequence[PersonKey], masked: Sequence[str]) -> None:
    await tx.run(queries.update_phones, _persons(people) | {"masked": list(masked)})


async def insert_identity_keys(tx: Tx, claims: Sequence[KeyClaim]) -> set[tuple[str, bytes]]:
    """The keys that were nobody's until now."""
    rows = await tx.rows(
        queries.insert_identity_keys,
        _persons(claims) | columns(claims, kinds="kind", value_hashes="value_hash", ats="at"),
    )
    return {(row[0], row[1]) for row in rows}


async def find_identity_keys(tx: Tx, claims: Sequence[Any]) -> dict[tuple[str, bytes], PersonKey]:
    rows = await tx.rows(queries.find_identity_keys, columns(claims, kinds="kind", value_hashes="value_hash"))
    return {(row[0], row[1]): PersonKey(row[2], row[3]) for row in rows}


async def start_phone_codes(tx: Tx, starts: Sequence[PhoneStart]) -> None:
    arrays = columns(starts, phone_hashes="phone_hash", code_hashes="code_hash", expire_ats="expires_at")
    await tx.run(queries.start_phone_codes, _persons(starts) | arrays | {"tries_max": rules.CODE_TRIES_MAX})


async def count_code_starts(tx: Tx, counts: Mapping[CountKey, int], at: datetime) -> set[CountKey]:
    """Counts so many askings; the keys that may go on."""
    keys = sorted(counts)
    parameters = {
        "cells": [cell for cell, _, _ in keys],
        "kinds": [kind for _, kind, _ in keys],
        "counted": [counted for _, _, counted in keys],
        "starts": [counts[key] for key in keys],
        "at": at,
        "window": rules.CODE_STARTS_WINDOW,
        "person_max": rules.CODE_STARTS_MAX["person"],
        "phone_max": rules.CODE_STARTS_MAX["phone"],
    }
    return {(row[0], row[1], row[2]) for row in await tx.rows(queries.count_code_starts, parameters)}


async def lock_phone_codes(tx: Tx, tries: Sequence[PhoneTry | PhoneStart]) -> dict[CodeKey, rules.CodeState]:
    rows = await tx.rows(
        queries.lock_phone_codes, _persons(tries) | columns(tries, phone_hashes="phone_hash")
    )
    return {(row[0], row[1], row[2]): rules.CodeState(row[3], row[4], row[5]) for row in rows}


async def update_tries(tx: Tx, left: dict[CodeKey, int]) -> None:
    await tx.run(queries.update_tries, _code_keys(list(left)) | {"tries_left": list(left.values())})


async def delete_phone_codes(tx: Tx, keys: Sequence[CodeKey]) -> None:
    await tx.run(queries.delete_phone_codes, _code_keys(keys))


def _code_keys(keys: Sequence[CodeKey]) -> dict[str, object]:
    return {
        "cells": [key[0] for key in keys],
        "person_ids": [key[1] for key in keys],
        "phone_hashes": [key[2] for key in keys],
    }


async def insert_roles(tx: Tx, grants: Sequence[Grant]) -> None:
    await tx.run(
        queries.insert_roles, _persons(grants) | columns(grants, roles="role", subjects="subject", ats="at")
    )


async def find_roles(tx: Tx, people: Sequence[PersonKey]) -> dict[PersonKey, list[RoleHeld]]:
    found: dict[PersonKey, list[RoleHeld]] = {}
    for cell, person_id, role, subject in await tx.rows(queries.find_roles, _persons(people)):
        found.setdefault(PersonKey(cell, person_id), []).append(RoleHeld(Role(role), subject))
    return found


async def insert_riders(tx: Tx, riders: Sequence[NewRider]) -> None:
    await tx.run(
        queries.insert_riders,
        _persons(riders) | columns(riders, rider_ids="rider_id", names="name", fleets="fleet", ats="at"),
    )


async def find_riders_of(tx: Tx, people: Sequence[Any]) -> dict[PersonKey, Rider]:
    rows = await tx.rows(queries.find_riders_of, _persons(people))
    return {PersonKey(row[0], row[2]): Rider(*row) for row in rows}


async def find_riders(tx: Tx, cell: int, rider_ids: Sequence[UUID]) -> dict[UUID, Rider]:
    rows = await tx.rows(queries.find_riders, {"cell": cell, "rider_ids": list(rider_ids)})
    return {row[1]: Rider(*row) for row in rows}


async def address_ids(tx: Tx, people: Sequence[Any]) -> dict[PersonKey, set[UUID]]:
    rows = await tx.rows(queries.address_ids, _persons(people))
    return {PersonKey(row[0], row[1]): set(row[2]) for row in rows}


async def choose_addresses(tx: Tx, addresses: Sequence[NewAddress]) -> None:
    await tx.run(
        queries.choose_addresses,
        _persons(addresses)
        | columns(addresses, address_ids="address_id", place_ids="place_id", names="names", details="detail")
        | columns(addresses, lats="lat_e6", lngs="lng_e6", ats="at"),
    )


async def current_addresses(tx: Tx, people: Sequence[PersonKey]) -> dict[PersonKey, Address]:
    rows = await tx.rows(queries.current_addresses, _persons(people))
    return {PersonKey(row[0], row[1]): Address(*row) for row in rows}


async def addresses_of(tx: Tx, person: PersonKey) -> list[Address]:
    parameters = {"cell": person.cell, "person_id": person.person_id}
    return [Address(*row) for row in await tx.rows(queries.addresses_of, parameters)]
