"""Holds an answer against docs/openapi.json (which is what the routes say: tests/web/test_openapi.py)."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from jsonschema import Draft202012Validator

DOCS = Path(__file__).parents[2] / "docs" / "openapi.json"


def assert_described(response: httpx.Response) -> httpx.Response:
    """The response, if its JSON is what its operation says; what has no JSON and what is no operation passes."""
    operation = _operation(response.request.method, response.request.url.path)
    if operation is not None and response.headers.get("content-type") == "application/json":
        _validator(*operation, str(response.status_code)).validate(response.json())
    return response


@cache
def _document() -> dict[str, Any]:
    return json.loads(DOCS.read_text(encoding="utf-8"))


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Paths without parameters first: `/orders/{order_id}` is not `/orders/all`."""
    paths = sorted(_document()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in paths]


@cache
def _operation(method: str, path: str) -> tuple[str, str] | None:
    for pattern, known in _patterns():
        if pattern.fullmatch(path) and method.lower() in _document()["paths"][known]:
            return method.lower(), known
    return None


@cache
def _validator(method: str, path: str, status: str) -> Draft202012Validator:
    responses = _document()["paths"][path][method]["responses"]
    told = responses.get(status) or responses[f"{status[0]}XX"]
    schema = told["content"]["application/json"]["schema"]
    assert schema, f"{method} {path} says nothing of its answer"
    return Draft202012Validator({**schema, "components": _document()["components"]})
