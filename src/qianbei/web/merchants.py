"""Routes of merchants: register, open stores, upload menus, change hours and capacity."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import (
    DeliveryTerms,
    MenuRefused,
    MenuUpload,
    NewSeller,
    NewStore,
    OpeningHours,
    Seller,
    Store,
    StoreChange,
    StoreRefusal,
    StoreStatus,
)
from qianbei.db import Tx
from qianbei.flows.register_merchant import MerchantRefusal, register_merchant
from qianbei.kit.ids import new_id
from qianbei.kit.words import spelled
from qianbei.menu.problems import explain
from qianbei.people.contracts import Role
from qianbei.web import bodies
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.errors import Code, Refused, language_of_scope
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.session import Anybody, Claims, Merchant, Somebody

UTC_OFFSET_MINUTES = 480
"""Stores of this city keep the time of UTC+8."""

router = APIRouter(prefix="/api/v1", tags=["merchants"])


@router.post("/merchants", response_model=bodies.MerchantOut, status_code=201)
async def become_merchant(
    body: bodies.MerchantIn, deps: FromDeps, claims: Somebody, write: Writing
) -> Response:
    """A person with a verified phone becomes the merchant of a new seller."""

    async def work(tx: Tx) -> Answer:
        now = deps.clock.now()
        seller = NewSeller(new_id(now, deps.random), body.name.texts(), now)
        outcome = await register_merchant(tx, claims.person, seller)
        if isinstance(outcome, MerchantRefusal):
            return refuse(outcome)
        renewed = Claims(claims.cell, claims.person_id, outcome.roles, claims.operator_until)
        return Answer(201, {"seller_id": seller.seller_id}, renewed)

    return await write.once(claims, work)


@router.post("/stores", response_model=bodies.StoreOut, status_code=201)
async def add_store(body: bodies.StoreIn, deps: FromDeps, claims: Merchant, write: Writing) -> Response:
    """A new store of one's own seller; it begins as a draft."""
    if body.seller_id not in claims.subjects(Role.MERCHANT):
        raise Refused(Code.NOT_FOUND, seller_id=body.seller_id)

    async def work(tx: Tx) -> Answer:
        now = deps.clock.now()
        new = NewStore(
            store_id=new_id(now, deps.random),
            seller_id=body.seller_id,
            names=body.name.texts(),
            address=body.address,
            lat_e6=body.lat_e6,
            lng_e6=body.lng_e6,
            hours=_hours(body.hours),
            utc_offset_minutes=UTC_OFFSET_MINUTES,
            cups_per_slot=body.cups_per_slot,
            prep_s=body.prep_s,
            delivery=_delivery(body.delivery),
            phone=body.phone,
            at=now,
        )
        (outcome,) = await catalog.create_stores(tx, deps.cell, [new])
        return await _store_answer(tx, deps, outcome, 201)

    return await write.once(claims, work)


@router.put("/stores/{store_id}/menu", response_model=bodies.MenuOut)
async def put_menu(
    request: Request, store_id: UUID, body: bodies.MenuIn, deps: FromDeps, claims: Merchant, write: Writing
) -> Response:
    """A new version of a store's menu, also for other stores of one's own; only a sound menu is kept."""
    # A large text takes a while: not on the loop, and before the transaction.
    checked = await asyncio.to_thread(catalog.check_menu, body.document)
    language = language_of_scope(request.scope)

    async def work(tx: Tx) -> Answer:
        if isinstance(checked, MenuRefused):
            problems = [
                {
                    "line": problem.line,
                    "column": problem.column,
                    "path": problem.path,
                    "code": problem.code,
                    "message": explain(problem, language),
                }
                for problem in checked.problems
            ]
            return refuse(Code.MENU_INVALID, problems=problems)
        sellers = claims.subjects(Role.MERCHANT)
        upload = MenuUpload(store_id, tuple(body.share_with), sellers, checked, deps.clock.now())
        outcome = await catalog.publish_menu(tx, deps.cell, upload)
        if isinstance(outcome, StoreRefusal):
            return refuse(outcome)
        answer = {
            "menu_id": outcome.menu_id,
            "version": outcome.version,
            "items": len(checked.menu.items),
        }
        return Answer(200, answer)

    return await write.once(claims, work)


@router.patch("/stores/{store_id}", response_model=bodies.StoreOut)
async def change_store(
    store_id: UUID, body: bodies.StorePatch, deps: FromDeps, claims: Merchant, write: Writing
) -> Response:
    """Opens or pauses a store, or changes its hours, capacity or delivery."""

    async def work(tx: Tx) -> Answer:
        change = StoreChange(
            store_id=store_id,
            sellers=claims.subjects(Role.MERCHANT),
            status=body.status,
            hours=_hours(body.hours) if body.hours is not None else None,
            cups_per_slot=body.cups_per_slot,
            prep_s=body.prep_s,
            delivery=_delivery(body.delivery) if body.delivery is not None else None,
        )
        (outcome,) = await catalog.change_stores(tx, deps.cell, [change])
        return await _store_answer(tx, deps, outcome, 200)

    return await write.once(claims, work)


@router.get("/stores", response_model=bodies.StoresOut)
async def list_stores(
    request: Request, deps: FromDeps, claims: Anybody, mine: Annotated[bool, Query()] = False
) -> Response:
    """Everybody sees the open stores; `mine` are all of the caller's, drafts too."""
    if not mine:
        city = deps.city.city
        stores = [store for store in city.stores.values() if store.status is StoreStatus.OPEN]
        sellers = city.sellers
    else:
        if claims is None:
            raise Refused(Code.SIGN_IN_FIRST)
        async with deps.database.reading() as tx:
            owned = sorted(claims.subjects(Role.MERCHANT))
            stores = await catalog.stores_of(tx, deps.cell, owned)
            sellers = await catalog.sellers(tx, deps.cell, owned)
    body = {"stores": [store_body(deps, store, sellers[store.seller_id]) for store in stores]}
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


def store_body(deps: Deps, store: Store, seller: Seller) -> dict[str, Any]:
    """CONTRACT's Store."""
    in_hours = catalog.open_at(store.hours, store.utc_offset_minutes, deps.clock.now())
    return {
        "store_id": store.store_id,
        "seller_id": store.seller_id,
        "seller_name": spelled(seller.names),
        "name": spelled(store.names),
        "address": store.address,
        "lat_e6": store.lat_e6,
        "lng_e6": store.lng_e6,
        "hours": [
            {
                "days": span.days,
                "open": catalog.clock_text(span.open_minute),
                "close": catalog.clock_text(span.close_minute),
            }
            for span in store.hours
        ],
        "status": store.status,
        "open_now": store.status is StoreStatus.OPEN and in_hours,
        "cups_per_slot": store.cups_per_slot,
        "prep_s": store.prep_s,
        "delivery": store.delivery,
        "menu_version": store.menu_version,
    }


async def _store_answer(tx: Tx, deps: Deps, outcome: Store | StoreRefusal, status: int) -> Answer:
    if isinstance(outcome, StoreRefusal):
        return refuse(outcome)
    sellers = await catalog.sellers(tx, deps.cell, [outcome.seller_id])
    return Answer(status, store_body(deps, outcome, sellers[outcome.seller_id]))


def _hours(spans: list[bodies.HoursBody]) -> tuple[OpeningHours, ...]:
    """Raises Refused for a time that no day has."""
    hours: list[OpeningHours] = []
    for span in spans:
        opens, closes = catalog.minute_of(span.open), catalog.minute_of(span.close)
        if opens is None or closes is None:
            raise Refused(Code.HOURS_INVALID)
        hours.append(OpeningHours(tuple(sorted(set(span.days))), opens, closes))
    if not catalog.sound_hours(hours):
        raise Refused(Code.HOURS_INVALID)
    return tuple(hours)


def _delivery(terms: bodies.DeliveryBody) -> DeliveryTerms:
    return DeliveryTerms(**terms.model_dump())
