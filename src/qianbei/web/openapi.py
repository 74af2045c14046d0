"""docs/openapi.json: what the routes say of themselves, with the hot routes' schemas merged in."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from qianbei.web.described import describe

KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 16, "maxLength": 64, "pattern": "^[!-~]+$"},
    "description": "Made by the client, one for each thing it wants done. The same key gets the same answer.",
}
_WRITES = ("post", "put", "patch")


def document(app: FastAPI, hot_schema: Mapping[str, Any]) -> dict[str, Any]:
    """The whole document. `hot_schema` has `paths` and `components.schemas` like the document itself."""
    schema = get_openapi(
        title="Qianbei",
        version="1",
        summary="An AI ordering agent and the free-order campaign engine behind it.",
        routes=app.routes,
    )
    for path, operations in hot_schema.get("paths", {}).items():
        schema["paths"].setdefault(path, {}).update(operations)
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(hot_schema.get("components", {}).get("schemas", {}))
    describe(schema, app.routes)
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["ErrorBody"] = _error_schema()
    return schema


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """Adds what all operations share: the key of a write, and the one shape of an error."""
    if method in _WRITES and path.startswith("/api/v1/") and path != "/api/v1/turn":
        operation.setdefault("parameters", []).append(KEY_PARAMETER)
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}
    responses = operation.setdefault("responses", {})
    responses.pop("422", None)
    responses["4XX"] = {
        "description": "Refused: what happened, what is safe, what to do.",
        "content": content,
    }
    responses["5XX"] = {"description": "Not now: the same request may be sent again.", "content": content}


def _error_schema() -> dict[str, Any]:
    texts = {name: {"type": "string"} for name in ("code", "message", "safe", "next")}
    return {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": [*texts, "details"],
                "properties": {**texts, "details": {"type": "object", "additionalProperties": True}},
            }
        },
    }
