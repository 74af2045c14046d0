"""The door of `people`. Callers hold the transaction; every function takes a batch and answers row by row."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from qianbei.db.database import Tx
from qianbei.people import rules, store
from qianbei.people.contracts import (
    Address,
    AddressOutcome,
    Claim,
    ClaimOutcome,
    Grant,
    IdentityKind,
    KeyClaim,
    NewAddress,
    NewGuest,
    NewRider,
    Person,
    PersonKey,
    PhoneResult,
    PhoneStart,
    PhoneStartOutcome,
    PhoneTry,
    PhoneTryOutcome,
    Rider,
    Role,
    RoleHeld,
)

identity_hash = rules.identity_hash
code_hash = rules.code_hash
code_of = rules.code_of
is_invented = rules.is_invented
normal_phone = rules.normal_phone
masked_phone = rules.masked_phone


async def create_guests(tx: Tx, guests: Sequence[NewGuest]) -> None:
    """Makes persons; one who exists already stays as they are."""
    await store.insert_persons(tx, guests)


async def persons(tx: Tx, people: Sequence[PersonKey]) -> dict[PersonKey, Person]:
    """Those who exist, unlocked."""
    return await store.find_persons(tx, people)


async def page(tx: Tx, cell: int, after: UUID, limit: int) -> list[UUID]:
    """The next persons of a cell in the order of their ids, for whoever goes through all of them."""
    return await store.persons_after(tx, cell, after, limit)


async def speak(tx: Tx, people: Sequence[PersonKey], languages: Sequence[str]) -> None:
    """Remembers the language each person chose."""
    await store.update_languages(tx, people, languages)


async def claim_identity_keys(tx: Tx, claims: Sequence[KeyClaim]) -> list[ClaimOutcome]:
    """Each key becomes the claimer's unless it is somebody's; the first claim of a batch wins.

    The claimer must exist as a person by the end of the transaction, not before the call.
    """
    fresh = await store.insert_identity_keys(tx, claims)
    owners = await store.find_identity_keys(tx, claims)
    outcomes: list[ClaimOutcome] = []
    for claim in claims:
        key = (claim.kind.value, claim.value_hash)
        owner = owners[key]
        if owner != PersonKey(claim.cell, claim.person_id):
            outcomes.append(ClaimOutcome(Claim.TAKEN, owner))
        else:
            outcomes.append(ClaimOutcome(Claim.CLAIMED if key in fresh else Claim.ALREADY_MINE, owner))
            fresh.discard(key)
    return outcomes


async def owns(tx: Tx, claim: KeyClaim) -> bool:
    """Whether this key is the person's already; nothing is claimed."""
    owners = await store.find_identity_keys(tx, [claim])
    return owners.get((claim.kind.value, claim.value_hash)) == PersonKey(claim.cell, claim.person_id)


async def start_phone(tx: Tx, starts: Sequence[PhoneStart]) -> list[PhoneStartOutcome]:
    """Puts a new one-time code in place of the last; asking too often keeps the last one.

    The same code asked again while it lasts changes nothing and is not counted. Of several starts for one person and
    phone in a batch the first counts.
    """
    first = {_code_key(start): start for start in reversed(starts)}
    standing = await store.lock_phone_codes(tx, list(first.values()))
    known = {
        key for key, start in first.items() if rules.stands(standing.get(key), start.code_hash, start.at)
    }
    fresh = {key: start for key, start in first.items() if key not in known}
    counts = Counter(each for start in fresh.values() for each in _counted(start))
    counted = await store.count_code_starts(tx, counts, starts[0].at) if counts else set()
    allowed = {key for key, start in fresh.items() if counted.issuperset(_counted(start))}
    if allowed:
        await store.start_phone_codes(tx, [fresh[key] for key in sorted(allowed)])
    begun = known | allowed
    return [
        PhoneStartOutcome.STARTED if first[key] is start and key in begun else PhoneStartOutcome.TOO_OFTEN
        for start in starts
        for key in [_code_key(start)]
    ]


def _code_key(start: PhoneStart) -> store.CodeKey:
    return start.cell, start.person_id, start.phone_hash


def _counted(start: PhoneStart) -> list[store.CountKey]:
    return [(start.cell, "person", start.person_id.bytes), (start.cell, "phone", start.phone_hash)]


async def verify_phone(tx: Tx, tries: Sequence[PhoneTry]) -> list[PhoneTryOutcome]:
    """Judges typed codes. A right one is spent and the phone becomes the person's, or turns out to be another's.

    A wrong one costs a try, so the transaction must commit after a refusal too.
    """
    codes = await store.lock_phone_codes(tx, tries)
    left: dict[store.CodeKey, int] = {}
    results: list[tuple[PhoneResult, int]] = []
    spent: list[store.CodeKey] = []
    for trial in tries:
        key = (trial.cell, trial.person_id, trial.phone_hash)
        result = rules.judge_code(codes.get(key), trial.code_hash, trial.at)
        if result is PhoneResult.VERIFIED:
            del codes[key]
            spent.append(key)
        elif result is PhoneResult.WRONG:
            code = codes[key]
            left[key] = code.tries_left - 1
            codes[key] = rules.CodeState(code.code_hash, left[key], code.expires_at)
        results.append((result, codes[key].tries_left if key in codes else 0))
    if left:
        await store.update_tries(tx, left)
    if not spent:
        return [PhoneTryOutcome(result, tries_left, None) for result, tries_left in results]
    await store.delete_phone_codes(tx, spent)
    owners = await _claim_phones(
        tx, [t for t, (result, _) in zip(tries, results, strict=True) if result is PhoneResult.VERIFIED]
    )
    return [
        PhoneTryOutcome(result, tries_left, next(owners) if result is PhoneResult.VERIFIED else None)
        for result, tries_left in results
    ]


async def _claim_phones(tx: Tx, verified: Sequence[PhoneTry]):
    claims = [KeyClaim(t.cell, t.person_id, IdentityKind.PHONE, t.phone_hash, t.at) for t in verified]
    outcomes = await claim_identity_keys(tx, claims)
    mine = [(o.owner, t) for o, t in zip(outcomes, verified, strict=True) if o.claim is not Claim.TAKEN]
    await store.update_phones(tx, [owner for owner, _ in mine], [t.phone_masked for _, t in mine])
    return iter([outcome.owner for outcome in outcomes])


async def grant(tx: Tx, grants: Sequence[Grant]) -> None:
    """Gives merchant or rider roles; granting twice is granting once."""
    await store.insert_roles(tx, grants)


async def roles_of(tx: Tx, people: Sequence[PersonKey]) -> list[tuple[RoleHeld, ...]]:
    """Every role of each person, that of a customer first."""
    found = await store.find_roles(tx, people)
    return [(RoleHeld(Role.CUSTOMER, None), *found.get(person, ())) for person in people]


async def register_riders(tx: Tx, riders: Sequence[NewRider]) -> list[Rider]:
    """Makes riders and grants their role; who rides already gets the rider they are."""
    await store.insert_riders(tx, riders)
    found = await store.find_riders_of(tx, riders)
    registered = [found[PersonKey(r.cell, r.person_id)] for r in riders]
    grants = [
        Grant(rider.cell, rider.person_id, Role.RIDER, rider.rider_id, request.at)
        for rider, request in zip(registered, riders, strict=True)
    ]
    await store.insert_roles(tx, grants)
    return registered


async def riders(tx: Tx, cell: int, rider_ids: Sequence[UUID]) -> dict[UUID, Rider]:
    """Riders by id, for showing their names."""
    return await store.find_riders(tx, cell, rider_ids)


async def add_addresses(tx: Tx, addresses: Sequence[NewAddress]) -> list[AddressOutcome]:
    """Each address becomes its person's current one; a new one beyond the bound is refused.

    Of several current ones in a batch the one with the latest `at` is current.
    """
    known = await store.address_ids(tx, addresses)
    outcomes: list[AddressOutcome] = []
    chosen: dict[tuple[int, UUID, UUID], NewAddress] = {}
    for address in addresses:
        ids = known.setdefault(PersonKey(address.cell, address.person_id), set())
        if address.address_id not in ids and len(ids) >= rules.ADDRESSES_MAX:
            outcomes.append(AddressOutcome.TOO_MANY)
            continue
        ids.add(address.address_id)
        chosen[(address.cell, address.person_id, address.address_id)] = address
        outcomes.append(AddressOutcome.CURRENT)
    if chosen:
        await store.choose_addresses(tx, list(chosen.values()))
    return outcomes


async def current_addresses(tx: Tx, people: Sequence[PersonKey]) -> list[Address | None]:
    """The address each person chose last; None for who has none."""
    found = await store.current_addresses(tx, people)
    return [found.get(person) for person in people]


async def addresses_of(tx: Tx, person: PersonKey) -> list[Address]:
    """Every address of one person, the current one first; at most `rules.ADDRESSES_MAX`."""
    return await store.addresses_of(tx, person)
