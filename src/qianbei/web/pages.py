"""The built pages: five entries, one for addresses where nothing is, and their assets, as files."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from qianbei.web.errors import Code, Refused

PAGES = {
    "/": "index.html",
    "/store": "store.html",
    "/rider": "rider.html",
    "/ops": "ops.html",
    "/invite": "invite.html",
}

MISSING = "missing.html"

SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (
        b"content-security-policy",
        b"default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        b"frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(self), geolocation=(self)"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
"""On every answer, pages or not: our pages load nothing from elsewhere and are framed by nobody."""


class Assets(StaticFiles):
    """Files whose names hold their hash never change; everything else is asked for again."""

    def file_response(self, full_path: Any, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(full_path, *args, **kwargs)
        is_hashed = Path(full_path).parent.name == "assets"
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        if path.endswith(".html") or scope["method"] not in {"GET", "HEAD"}:
            raise Refused(Code.NOT_FOUND)
        return await super().get_response(path, scope)

    async def check_config(self) -> None:
        """A folder that is not there means that nothing was built: every file is then not found."""


def missing_page(static: Path, scope: Scope) -> Response | None:
    """What somebody with a browser sees at an address where nothing is; None for programs, and outside the pages."""
    accepted = next((value for name, value in scope["headers"] if name == b"accept"), b"")
    file = static / MISSING
    if scope["path"].startswith("/api/") or b"text/html" not in accepted or not file.is_file():
        return None
    return FileResponse(file, 404, headers={"Cache-Control": "no-cache"})


def pages_router(static: Path) -> APIRouter:
    """One route a page."""
    router = APIRouter(include_in_schema=False)
    for path, name in PAGES.items():
        router.add_api_route(path, _page(static / name), methods=["GET", "HEAD"])
    return router


def _page(file: Path) -> Any:
    def page() -> Response:
        if not file.is_file():
            raise Refused(Code.NOT_FOUND)
        return FileResponse(file, headers={"Cache-Control": "no-cache"})

    return page
