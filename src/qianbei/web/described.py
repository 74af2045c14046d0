"""What a route answers, as docs/openapi.json describes it: the same struct that the route makes its JSON from.

A route whose answer is a pydantic model names that as `response_model`; all others say `@answers(Struct)`.
"""

from collections.abc import Callable, Sequence
from types import UnionType
from typing import Any, TypeVar

import msgspec
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

REFS = "#/components/schemas/{name}"
_MARK = "answers_with"

EndpointT = TypeVar("EndpointT", bound=Callable[..., Any])


def answers(body: type[msgspec.Struct] | UnionType, *also: int) -> Callable[[EndpointT], EndpointT]:
    """The body of a route's answer, under the route's own status and under those in `also`."""

    def marked(endpoint: EndpointT) -> EndpointT:
        setattr(endpoint, _MARK, (body, also))
        return endpoint

    return marked


def describe(schema: dict[str, Any], routes: Sequence[BaseRoute]) -> None:
    """Writes the bodies that routes answer with into the document."""
    marked = [route for route in _own(routes) if hasattr(route.endpoint, _MARK)]
    references, made = msgspec.json.schema_components(
        [getattr(route.endpoint, _MARK)[0] for route in marked], ref_template=REFS
    )
    known: dict[str, Any] = schema["components"]["schemas"]
    for name, struct in made.items():
        assert _alike(known.setdefault(name, struct), struct), f"two schemas are called {name}"
    for route, reference in zip(marked, references, strict=True):
        _, also = getattr(route.endpoint, _MARK)
        for method in route.methods or ():
            told = schema["paths"][route.path_format][method.lower()]["responses"]
            for status in (route.status_code or 200, *also):
                answer = told.setdefault(str(status), {"description": "Successful Response"})
                answer["content"] = {"application/json": {"schema": reference}}


def _own(routes: Sequence[BaseRoute]) -> list[APIRoute]:
    every = (context.original_route for context in iter_route_contexts(routes))
    return [route for route in every if isinstance(route, APIRoute)]


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether they are one schema; both libraries describe our enums, each in its own order."""
    return one == other or ("enum" in one and sorted(one["enum"]) == sorted(other.get("enum", ())))
