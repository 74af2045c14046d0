"""Puts the web together: framework, routes, errors, pages, and the shell around them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.responses import Response
from starlette.types import ASGIApp, Lifespan

from qianbei.web import (
    bodies,
    campaign,
    card_plans,
    drops,
    failures,
    gifts,
    invites,
    merchants,
    messages,
    openapi,
    pacing,
    packets,
    people,
    phones,
    places,
    rewards,
)
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.errors import Code, Refused
from qianbei.web.metrics import CONTENT_TYPE, Metrics
from qianbei.web.pages import Assets, pages_router
from qianbei.web.readiness import Problem
from qianbei.web.shell import Browse, HotRoutes, Shell

Problems = Callable[[], Sequence[Problem]]

ROUTERS: Sequence[APIRouter] = (
    people.router,
    phones.router,
    places.router,
    merchants.router,
    invites.router,
    packets.router,
    drops.router,
    rewards.router,
    gifts.router,
    card_plans.router,
    campaign.router,
    pacing.router,
    messages.router,
)


def create_app(
    deps: Deps,
    hot: HotRoutes,
    hot_schema: Mapping[str, Any],
    routers: Sequence[APIRouter] = (),
    lifespan: Lifespan[FastAPI] | None = None,
    metrics: Metrics | None = None,
    browse: Browse | None = None,
    problems: Problems = lambda: (),
) -> ASGIApp:
    """The whole web as one ASGI application. `hot` are raw handlers and `hot_schema` their part of OpenAPI.

    `metrics` are those that other parts of the worker count in; without them it has its own. `browse` is the gate's. `problems` are what keeps this worker from writing orders.
    """
    metrics = metrics or Metrics()
    return Shell(framework(deps, hot_schema, metrics, routers, lifespan, problems), hot, metrics, browse)


def framework(
    deps: Deps,
    hot_schema: Mapping[str, Any],
    metrics: Metrics,
    routers: Sequence[APIRouter] = (),
    lifespan: Lifespan[FastAPI] | None = None,
    problems: Problems = lambda: (),
) -> FastAPI:
    """Everything but the shell and the hot routes."""
    app = FastAPI(
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.deps = deps
    app.state.batchers = {}
    app.state.metrics = metrics
    failures.install(app)
    app.include_router(_house_router(metrics, problems))
    for router in (*ROUTERS, *routers):
        app.include_router(router)
    app.include_router(pages_router(deps.settings.static))
    # Not a mount, which would swallow the paths whose method alone is wrong.
    app.router.default = Assets(directory=deps.settings.static, check_dir=False)
    made: dict[str, Any] = {}

    def schema() -> dict[str, Any]:
        if not made:
            made.update(openapi.document(app, hot_schema))
        return made

    app.openapi = schema
    return app


def _house_router(metrics: Metrics, problems: Problems) -> APIRouter:
    router = APIRouter(tags=["house"])

    @router.get("/healthz", response_model=bodies.Health)
    async def health(deps: FromDeps) -> dict[str, str]:
        """Answers while this worker serves; it says nothing of the database."""
        settings = deps.settings
        return {"status": "ok", "version": settings.version, "roles": settings.roles}

    @router.get("/readyz", response_model=bodies.Ready)
    async def ready() -> dict[str, str]:
        """Answers 200 while this worker can write orders, as of a second ago; else 503 `not_ready`, and `details.problems`
        says why (`database_lost`, `database_out_of_room`, `database_silent`, `orders_not_written`, `disk_full`)."""
        if found := problems():
            raise Refused(Code.NOT_READY, problems=list(found))
        return {"status": "ready"}

    @router.get("/metrics", include_in_schema=False)
    async def exposition() -> Response:
        return Response(metrics.exposition(), media_type=CONTENT_TYPE)

    return router
