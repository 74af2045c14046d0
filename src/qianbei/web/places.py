"""Routes of places: where one can have delivered to."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import Place
from qianbei.db import Tx
from qianbei.kit.ids import derived_id
from qianbei.kit.words import spelled
from qianbei.web import bodies
from qianbei.web.deps import FromDeps
from qianbei.web.errors import language_of_scope
from qianbei.web.idempotency import Answer, Writing, rendered
from qianbei.web.session import Operator

router = APIRouter(prefix="/api/v1", tags=["places"])


@router.get("/places", response_model=bodies.PlacesOut)
async def list_places(
    request: Request,
    deps: FromDeps,
    query: Annotated[str, Query(max_length=80)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """Known places whose name in any language has the query in it."""
    wanted = query.strip().casefold()
    found = [
        place
        for place in deps.city.city.places.values()
        if any(wanted in name.casefold() for name in place.names.values())
    ]
    found.sort(key=lambda place: place.place_id)
    body = {"places": [_body(place) for place in found[:limit]]}
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


@router.post("/ops/places", response_model=bodies.PlacesOut, status_code=201)
async def add_places(body: bodies.PlacesIn, deps: FromDeps, claims: Operator, write: Writing) -> Response:
    """Makes places known; one that is known already stays as it is."""

    async def work(tx: Tx) -> Answer:
        places = [
            Place(
                derived_id("place", deps.cell, place.name.zh_hans, place.lat_e6, place.lng_e6),
                place.name.texts(),
                place.lat_e6,
                place.lng_e6,
            )
            for place in body.places
        ]
        await catalog.add_places(tx, deps.cell, places)
        return Answer(201, {"places": [_body(place) for place in places]})

    return await write.once(claims, work)


def _body(place: Place) -> dict[str, Any]:
    return {
        "place_id": place.place_id,
        "name": spelled(place.names),
        "lat_e6": place.lat_e6,
        "lng_e6": place.lng_e6,
    }
