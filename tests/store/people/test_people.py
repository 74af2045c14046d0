"""Every door of `people` on a real PostgreSQL."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import msgspec
import pytest

from qianbei.db.database import Tx
from qianbei.kit.clock import FixedClock
from qianbei.kit.ids import derived_id, new_id
from qianbei.people import api, rules
from qianbei.people.contracts import (
    AddressOutcome,
    Claim,
    Grant,
    IdentityKind,
    KeyClaim,
    NewAddress,
    NewGuest,
    NewRider,
    PersonKey,
    PhoneResult,
    PhoneStart,
    PhoneStartOutcome,
    PhoneTry,
    Role,
    RoleHeld,
)

pytestmark = pytest.mark.anyio

CELL = 1
PHONE = b"p" * 32
RIGHT = b"r" * 32
WRONG = b"w" * 32


async def guest(tx: Tx, clock: FixedClock, random: Random) -> PersonKey:
    key = PersonKey(CELL, new_id(clock.now(), random))
    await api.create_guests(tx, [NewGuest(CELL, key.person_id, "zh-Hans", clock.now())])
    return key


def claim(person: PersonKey, value: bytes, at: datetime) -> KeyClaim:
    return KeyClaim(person.cell, person.person_id, IdentityKind.DEVICE, value, at)


def start(person: PersonKey, at: datetime, code: bytes = RIGHT) -> PhoneStart:
    return PhoneStart(person.cell, person.person_id, PHONE, code, at, at + timedelta(minutes=5))


def attempt(person: PersonKey, at: datetime, code: bytes = RIGHT) -> PhoneTry:
    return PhoneTry(person.cell, person.person_id, PHONE, code, "138****8000", at)


def address(person: PersonKey, detail: str, at: datetime) -> NewAddress:
    place = UUID(int=9)
    address_id = derived_id("address", person.person_id, place, detail)
    return NewAddress(
        CELL, person.person_id, address_id, place, {"zh-Hans": "东门", "en": "East gate"}, detail, 1, 2, at
    )


async def test_a_guest_made_twice_is_one_person(tx: Tx, clock, random):
    person = await guest(tx, clock, random)
    await api.create_guests(tx, [NewGuest(CELL, person.person_id, "en", clock.now())])
    found = await api.persons(tx, [person])
    assert found[person].language == "zh-Hans"
    assert found[person].phone_masked is None


async def test_a_key_is_claimed_once_and_the_second_is_told_by_whom(tx: Tx, clock, random):
    first, second = await guest(tx, clock, random), await guest(tx, clock, random)
    at = clock.now()
    outcomes = await api.claim_identity_keys(
        tx, [claim(first, b"a" * 32, at), claim(second, b"a" * 32, at), claim(second, b"b" * 32, at)]
    )
    assert [o.claim for o in outcomes] == [Claim.CLAIMED, Claim.TAKEN, Claim.CLAIMED]
    assert outcomes[1].owner == first
    again = await api.claim_identity_keys(tx, [claim(first, b"a" * 32, at)])
    assert [o.claim for o in again] == [Claim.ALREADY_MINE]


async def test_a_right_code_makes_the_phone_the_guests(tx: Tx, clock, random):
    person = await guest(tx, clock, random)
    assert await api.start_phone(tx, [start(person, clock.now())]) == [PhoneStartOutcome.STARTED]
    [outcome] = await api.verify_phone(tx, [attempt(person, clock.now())])
    assert (outcome.result, outcome.owner) == (PhoneResult.VERIFIED, person)
    assert (await api.persons(tx, [person]))[person].phone_masked == "138****8000"


async def test_a_code_is_spent_once(tx: Tx, clock, random):
    person = await guest(tx, clock, random)
    await api.start_phone(tx, [start(person, clock.now())])
    tries = [attempt(person, clock.now()), attempt(person, clock.now())]
    outcomes = await api.verify_phone(tx, tries)
    assert [o.result for o in outcomes] == [PhoneResult.VERIFIED, PhoneResult.MISSING]
    assert (await api.verify_phone(tx, tries[:1]))[0].result is PhoneResult.MISSING


async def test_a_known_phone_leads_to_its_person_and_changes_nobody(tx: Tx, clock, random):
    owner, newcomer = await guest(tx, clock, random), await guest(tx, clock, random)
    for person in (owner, newcomer):
        await api.start_phone(tx, [start(person, clock.now())])
        [outcome] = await api.verify_phone(tx, [attempt(person, clock.now())])
        assert outcome.owner == owner
    assert (await api.persons(tx, [newcomer]))[newcomer].phone_masked is None


async def test_five_wrong_tries_lock_the_code_even_for_the_right_one(tx: Tx, clock, random):
    person = await guest(tx, clock, random)
    await api.start_phone(tx, [start(person, clock.now())])
    left = []
    for _ in range(rules.CODE_TRIES_MAX):
        [outcome] = await api.verify_phone(tx, [attempt(person, clock.now(), WRONG)])
        assert outcome.result is PhoneResult.WRONG
        left.append(outcome.tries_left)
    assert left == [4, 3, 2, 1, 0]
    [outcome] = await api.verify_phone(tx, [attempt(person, clock.now())])
    assert outcome.result is PhoneResult.LOCKED
    assert (await api.persons(tx, [person]))[person].phone_masked is None


async def test_wrong_tries_of_one_batch_are_counted_one_by_one(tx: Tx, clock, random):
    person = await guest(tx, clock, random)
    await api.start_phone(tx, [start(person, clock.now())])
    outcomes = await api.verify_phone(tx, [attempt(person, clock.now(), WRONG)] * 6)
    assert [o.tries_left for o in outcomes] == [4, 3, 2, 1, 0, 0]
    assert outcomes[-1].result is PhoneResult.LOCKED


async def test_an_old_code_is_not_accepted(tx: Tx, clock, random):
    person = await guest(tx, clock, random)
    await api.start_phone(tx, [start(person, clock.now())])
    clock.advance(minutes=5)
    [outcome] = await api.verify_phone(tx, [attempt(person, clock.now())])
    assert outcome.result is PhoneResult.EXPIRED


def code(number: int) -> bytes:
    return number.to_bytes(32)


async def test_codes_asked_for_too_often_are_refused_until_the_window_ends(tx: Tx, clock, random):
    person = await guest(tx, clock, random)
    for number in range(rules.CODE_STARTS_MAX["person"]):
        fresh = msgspec.structs.replace(start(person, clock.now(), code(number)), phone_hash=code(number % 3))
        assert await api.start_phone(tx, [fresh]) == [PhoneStartOutcome.STARTED]
    standing = start(person, clock.now(), code(9))
    standing = msgspec.structs.replace(standing, phone_hash=code(0))
    for another in (WRONG, code(8)):
        refused = msgspec.structs.replace(standing, code_hash=another)
        assert await api.start_phone(tx, [refused]) == [PhoneStartOutcome.TOO_OFTEN], "over all phones"
    assert await api.start_phone(tx, [standing]) == [PhoneStartOutcome.STARTED], (
        "the same asking again is no asking"
    )
    clock.advance(hours=1)
    assert await api.start_phone(tx, [start(person, clock.now())]) == [PhoneStartOutcome.STARTED]


async def test_a_refused_asking_leaves_the_standing_code_alone(tx: Tx, clock, random):
    person = await guest(tx, clock, random)
    for number in range(rules.CODE_STARTS_MAX["person"]):
        await api.start_phone(tx, [start(person, clock.now(), code(number))])
    [wrong] = await api.verify_phone(tx, [attempt(person, clock.now(), WRONG)])
    again = await api.start_phone(
        tx, [start(person, clock.now(), code(9)), start(person, clock.now(), WRONG)]
    )
    assert again == [PhoneStartOutcome.STARTED, PhoneStartOutcome.TOO_OFTEN]
    [second] = await api.verify_phone(tx, [attempt(person, clock.now(), WRONG)])
    assert (wrong.tries_left, second.tries_left) == (4, 3), "asking again gives no tries back"


async def test_one_phone_is_asked_for_so_often_by_all_together(tx: Tx, clock, random):
    per_person, most = rules.CODE_STARTS_MAX["person"], rules.CODE_STARTS_MAX["phone"]
    crowd = [await guest(tx, clock, random) for _ in range(most // per_person)]
    for number in range(per_person):
        outcomes = await api.start_phone(tx, [start(each, clock.now(), code(number)) for each in crowd])
        assert set(outcomes) == {PhoneStartOutcome.STARTED}
    stranger = await guest(tx, clock, random)
    assert await api.start_phone(tx, [start(stranger, clock.now())]) == [PhoneStartOutcome.TOO_OFTEN]
    [missing] = await api.verify_phone(tx, [attempt(stranger, clock.now())])
    assert missing.result is PhoneResult.MISSING
    elsewhere = msgspec.structs.replace(start(stranger, clock.now()), phone_hash=code(7))
    assert await api.start_phone(tx, [elsewhere]) == [PhoneStartOutcome.STARTED]


async def test_roles_are_granted_once_and_everybody_is_a_customer(tx: Tx, clock, random):
    person, other = await guest(tx, clock, random), await guest(tx, clock, random)
    seller = UUID(int=7)
    grant = Grant(CELL, person.person_id, Role.MERCHANT, seller, clock.now())
    await api.grant(tx, [grant, grant])
    assert await api.roles_of(tx, [person, other]) == [
        (RoleHeld(Role.CUSTOMER, None), RoleHeld(Role.MERCHANT, seller)),
        (RoleHeld(Role.CUSTOMER, None),),
    ]


async def test_a_person_rides_as_one_rider(tx: Tx, clock, random):
    person = await guest(tx, clock, random)
    requests = [
        NewRider(CELL, UUID(int=number), person.person_id, name, "快马", clock.now())
        for number, name in ((1, "小周"), (2, "小吴"))
    ]
    [rider] = await api.register_riders(tx, requests[:1])
    [again] = await api.register_riders(tx, requests[1:])
    assert again == rider
    assert (await api.riders(tx, CELL, [rider.rider_id])) == {rider.rider_id: rider}
    assert (await api.roles_of(tx, [person]))[0][1] == RoleHeld(Role.RIDER, rider.rider_id)


async def test_the_address_chosen_last_is_the_current_one(tx: Tx, clock, random):
    person, other = await guest(tx, clock, random), await guest(tx, clock, random)
    for detail in ("一号楼", "二号楼", "一号楼"):
        clock.advance(minutes=1)
        assert await api.add_addresses(tx, [address(person, detail, clock.now())]) == [AddressOutcome.CURRENT]
    current, nobody = await api.current_addresses(tx, [person, other])
    assert current is not None
    assert current.detail == "一号楼"
    assert nobody is None
    assert [a.detail for a in await api.addresses_of(tx, person)] == ["一号楼", "二号楼"]


async def test_one_address_too_many_is_refused_and_changes_nothing(tx: Tx, clock, random):
    person = await guest(tx, clock, random)
    batch = [address(person, f"{n} 号楼", clock.now()) for n in range(rules.ADDRESSES_MAX + 1)]
    outcomes = await api.add_addresses(tx, batch)
    assert outcomes == [AddressOutcome.CURRENT] * rules.ADDRESSES_MAX + [AddressOutcome.TOO_MANY]
    assert len(await api.addresses_of(tx, person)) == rules.ADDRESSES_MAX
    assert await api.add_addresses(tx, batch[:1]) == [AddressOutcome.CURRENT]
