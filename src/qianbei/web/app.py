"""Puts the web together: framework, routes, errors, pages, and the shell around them."""

from collections.abc import Mapping, Sequence
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
from qianbei.web.metrics import CONTENT_TYPE, Metrics
from qianbei.web.pages import Assets, pages_router
from qianbei.web.shell import Browse, HotRoutes, Shell

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
) -> ASGIApp:
    """The whole web as one ASGI application. `hot` are raw handlers and `hot_schema` their part of OpenAPI.

    `metrics` are those that other parts of the worker count in; without them it has its own. `browse` is the gate's.
    """
    metrics = metrics or Metrics()
    return Shell(framework(deps, hot_schema, metrics, routers, lifespan), hot, metrics, browse)


def framework(
    deps: Deps,
    hot_schema: Mapping[str, Any],
    metrics: Metrics,
    routers: Sequence[APIRouter] = (),
    lifespan: Lifespan[FastAPI] | None = None,
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
    app.include_router(_house_router(metrics))
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


def _house_router(metrics: Metrics) -> APIRouter:
    router = APIRouter(tags=["house"])

    @router.get("/healthz", response_model=bodies.Health)
    async def health(deps: FromDeps) -> dict[str, str]:
        """Answers while this worker serves; it says nothing of the database."""
        settings = deps.settings
        return {"status": "ok", "version": settings.version, "roles": settings.roles}

    @router.get("/metrics", include_in_schema=False)
    async def exposition() -> Response:
        return Response(metrics.exposition(), media_type=CONTENT_TYPE)

    return router
