"""Routes of persons: session, operator, addresses, riders."""

import secrets
from typing import Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from qianbei.abuse import api as abuse
from qianbei.campaigns.contracts import CardState
from qianbei.db import Tx
from qianbei.flows.join import JoinRequest, join
from qianbei.kit.ids import derived_id, new_id
from qianbei.kit.words import Language, spelled
from qianbei.people import api as people
from qianbei.people.contracts import (
    Address,
    AddressOutcome,
    IdentityKind,
    NewAddress,
    NewGuest,
    NewRider,
    PersonKey,
    operator_id,
)
from qianbei.views import wallet
from qianbei.web import bodies, shown
from qianbei.web.cards import card_body
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.errors import Code, Refused, language_of_scope
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.session import (
    CARD_KNOWN,
    OPERATOR_LASTS,
    SESSION_COOKIE,
    Anybody,
    Claims,
    Somebody,
    city_span,
    device_of,
    new_device,
)

router = APIRouter(prefix="/api/v1", tags=["people"])


@router.post("/session", response_model=bodies.SessionOut, responses={201: {"model": bodies.SessionOut}})
async def begin_session(
    request: Request, body: bodies.SessionIn, deps: FromDeps, claims: Anybody, write: Writing
) -> Response:
    """The person of this session, else of this device, else a new guest.

    Not remembered by key: a repeat finds the same person by session or device, and an answer that opens a session
    must not be had by a key alone. Who has no card claims one, beside everybody else who claims just now.
    """
    device = device_of(deps, request.scope["headers"]) or new_device(deps)
    language = body.language or language_of_scope(request.scope)

    async def arrive(tx: Tx) -> _Arrived | Answer:
        by_session = claims is not None and claims.person in await people.persons(tx, [claims.person])
        if claims is not None and by_session:
            person, created = claims.person, False
        else:
            person, created = await _joined(tx, deps, device, language)
        if not created and body.language is not None:
            await people.speak(tx, [person], [body.language])
        if body.place_id is not None:
            refusal = await _choose(tx, deps, person, body.place_id, "")
            if refusal is not None:
                return refusal
        await abuse.observe(
            tx, person.cell, person.person_id, shown.browser(deps, request, person.person_id, device)
        )
        has_card = not created and bool(await wallet.cards_of(tx, deps.cell, person.person_id))
        return _Arrived(person, created, has_card, None if by_session else device)

    arrived = await write.committed(arrive)
    if isinstance(arrived, Answer):
        return rendered(deps, language, arrived)
    if not arrived.has_card:
        await deps.claims.submit(arrived.person.person_id)
    operator_until = claims.operator_until if claims is not None else None
    async with deps.database.reading() as tx:
        renewed = await renewed_claims(tx, arrived.person, operator_until)
        answered = await session_body(tx, deps, renewed, language)
    known = _with_card(deps, renewed, answered)
    return rendered(deps, language, Answer(201 if arrived.created else 200, answered, known, arrived.device))


@router.get("/session", response_model=bodies.SessionOut)
async def show_session(request: Request, deps: FromDeps, claims: Somebody) -> Response:
    language = language_of_scope(request.scope)
    async with deps.database.reading() as tx:
        if claims.person not in await people.persons(tx, [claims.person]):
            raise Refused(Code.SIGN_IN_FIRST)
        body = await session_body(tx, deps, claims, language)
    return rendered(deps, language, Answer(200, body, _with_card(deps, claims, body)))


@router.delete("/session", status_code=204)
async def end_session() -> Response:
    """Forgets the session in this browser; the device stays known."""
    response = Response(status_code=204)
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
    return response


@router.post("/session/operator", response_model=bodies.SessionOut)
async def become_operator(
    request: Request, body: bodies.OperatorIn, deps: FromDeps, claims: Anybody, write: Writing
) -> Response:
    """Whoever holds the installation's key is its operator for 12 hours, under the session they have or one of
    the operator's own."""
    if not secrets.compare_digest(body.key.encode(), deps.settings.operator_key.encode()):
        raise Refused(Code.OPERATOR_KEY_WRONG)
    language = language_of_scope(request.scope)

    async def work(tx: Tx) -> Answer:
        now = deps.clock.now()
        own = PersonKey(deps.cell, operator_id(deps.cell))
        person = claims.person if claims is not None else own
        if person not in await people.persons(tx, [person]):
            person = own
            await people.create_guests(tx, [NewGuest(own.cell, own.person_id, language, now)])
        renewed = await renewed_claims(tx, person, now + city_span(deps, OPERATOR_LASTS))
        return Answer(200, await session_body(tx, deps, renewed, language), renewed)

    return await write.unrecorded(work)


@router.post("/addresses", response_model=bodies.AddressOut, status_code=201)
async def add_address(body: bodies.AddressIn, deps: FromDeps, claims: Somebody, write: Writing) -> Response:
    """Adds an address, or chooses one that is known; it becomes the current one."""

    async def work(tx: Tx) -> Answer:
        refusal = await _choose(tx, deps, claims.person, body.place_id, body.detail)
        if refusal is not None:
            return refusal
        (current,) = await people.current_addresses(tx, [claims.person])
        assert current is not None, "an address was chosen in this transaction"
        return Answer(201, address_body(current))

    return await write.once(claims, work)


@router.get("/addresses", response_model=bodies.AddressesOut)
async def list_addresses(request: Request, deps: FromDeps, claims: Somebody) -> Response:
    async with deps.database.reading() as tx:
        found = await people.addresses_of(tx, claims.person)
    body = {"addresses": [address_body(address) for address in found]}
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


@router.post("/riders", response_model=bodies.RiderOut, status_code=201)
async def become_rider(body: bodies.RiderIn, deps: FromDeps, claims: Somebody, write: Writing) -> Response:
    """A person with a verified phone rides for a fleet; who rides already gets the rider they are."""

    async def work(tx: Tx) -> Answer:
        found = (await people.persons(tx, [claims.person])).get(claims.person)
        if found is None or found.phone_masked is None:
            return refuse(Code.PHONE_FIRST)
        now = deps.clock.now()
        rider_id = new_id(now, deps.random)
        new = NewRider(claims.cell, rider_id, claims.person_id, body.name, body.fleet, now)
        (rider,) = await people.register_riders(tx, [new])
        renewed = await renewed_claims(tx, claims.person, claims.operator_until)
        answer = {"rider_id": rider.rider_id, "name": rider.name, "fleet": rider.fleet}
        return Answer(201, answer, renewed)

    return await write.once(claims, work)


async def session_body(tx: Tx, deps: Deps, claims: Claims, language: Language) -> dict[str, Any]:
    """CONTRACT's Session without its token, which is made when it is answered."""
    person = (await people.persons(tx, [claims.person]))[claims.person]
    (address,) = await people.current_addresses(tx, [claims.person])
    now = deps.clock.now()
    roles: list[dict[str, Any]] = [{"role": held.role, "subject": held.subject} for held in claims.roles]
    if claims.is_operator(now):
        roles.append({"role": "operator", "subject": None})
    cards = await wallet.cards_of(tx, claims.cell, claims.person_id)
    return {
        "person_id": claims.person_id,
        "roles": roles,
        "language": person.language,
        "phone_masked": person.phone_masked,
        "sandbox": deps.settings.sandbox,
        "city": {"name": spelled(deps.settings.city_name), "now": now, "speed": deps.speed},
        "address": address_body(address) if address is not None else None,
        "cards": [card_body(card, language, deps.city.city) for card in cards],
    }


def address_body(address: Address) -> dict[str, Any]:
    """CONTRACT's Address."""
    return {
        "address_id": address.address_id,
        "place_id": address.place_id,
        "name": spelled(address.names),
        "detail": address.detail,
        "lat_e6": address.lat_e6,
        "lng_e6": address.lng_e6,
    }


class _Arrived(msgspec.Struct, frozen=True):
    """Whom a session is for; `device` is what the browser is told to keep."""

    person: PersonKey
    created: bool
    has_card: bool
    device: str | None


async def _joined(tx: Tx, deps: Deps, device: str, language: Language) -> tuple[PersonKey, bool]:
    """The device's person, and whether they are new."""
    now = deps.clock.now()
    device_hash = people.identity_hash(deps.pepper, IdentityKind.DEVICE, device)
    request = JoinRequest(deps.cell, new_id(now, deps.random), device_hash, language, now)
    (joined,) = await join(tx, deps.cell, [request])
    return joined.person, joined.created


async def renewed_claims(tx: Tx, person: PersonKey, operator_until: Any) -> Claims:
    (roles,) = await people.roles_of(tx, [person])
    return Claims(person.cell, person.person_id, roles, operator_until)


def _with_card(deps: Deps, claims: Claims, body: dict[str, Any]) -> Claims:
    """The claims as they say, for a while, that one of the cards in this answer can be used."""
    ends = [card["valid_until"] for card in body["cards"] if card["state"] == CardState.ISSUED]
    known_until = deps.clock.now() + city_span(deps, CARD_KNOWN)
    return msgspec.structs.replace(claims, card_until=min(max(ends), known_until) if ends else None)


async def _choose(tx: Tx, deps: Deps, person: PersonKey, place_id: UUID, detail: str) -> Answer | None:
    """Makes an address of a known place the person's current one; an Answer is the refusal."""
    place = deps.city.city.places.get(place_id)
    if place is None:
        return refuse(Code.NOT_FOUND, place_id=place_id)
    address = NewAddress(
        cell=person.cell,
        person_id=person.person_id,
        address_id=derived_id("address", person.person_id, place_id, detail),
        place_id=place_id,
        names=place.names,
        detail=detail,
        lat_e6=place.lat_e6,
        lng_e6=place.lng_e6,
        at=deps.clock.now(),
    )
    (outcome,) = await people.add_addresses(tx, [address])
    if outcome is not AddressOutcome.CURRENT:
        return refuse(outcome)
    await abuse.observe(
        tx, person.cell, person.person_id, shown.door(deps, person.person_id, place_id, detail)
    )
    return None
