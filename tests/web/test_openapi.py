"""docs/openapi.json is what the routes say, and what the routes do is what it says."""

import json
import os
from pathlib import Path

import httpx
import pytest
from jsonschema import ValidationError

from qianbei.runtime.asgi import ROUTERS
from qianbei.web.app import framework
from qianbei.web.chat.schema import HOT_SCHEMA
from qianbei.web.metrics import Metrics
from qianbei.web.openapi import document
from tests.support.described import assert_described

DOCS = Path(__file__).parents[2] / "docs" / "openapi.json"


@pytest.fixture
def database() -> None:
    """A description needs none."""


def test_the_description_is_current(deps):
    """Made anew with QIANBEI_WRITE_DOCS=1."""
    made = (
        json.dumps(framework(deps, HOT_SCHEMA, Metrics(), ROUTERS).openapi(), indent=2, ensure_ascii=False)
        + "\n"
    )
    if os.environ.get("QIANBEI_WRITE_DOCS"):
        DOCS.parent.mkdir(exist_ok=True)
        DOCS.write_text(made, encoding="utf-8")
    assert DOCS.read_text(encoding="utf-8") == made


def test_hot_routes_are_described_with_the_others(deps):
    hot = {
        "paths": {"/api/v1/turn": {"post": {"responses": {"200": {"description": "An event stream."}}}}},
        "components": {"schemas": {"Draft": {"type": "object"}}},
    }
    schema = document(framework(deps, {}, Metrics()), hot)
    assert "4XX" in schema["paths"]["/api/v1/turn"]["post"]["responses"]
    assert "parameters" not in schema["paths"]["/api/v1/turn"]["post"]
    assert schema["components"]["schemas"]["Draft"] == {"type": "object"}
    assert "/api/v1/session" in schema["paths"]


def test_every_answer_is_described_field_by_field(deps):
    schema = framework(deps, HOT_SCHEMA, Metrics(), ROUTERS).openapi()
    assert untyped(schema) == []
    schema["paths"]["/api/v1/orders"]["get"]["responses"]["200"]["content"]["application/json"] = {
        "schema": {}
    }
    assert untyped(schema) == [("get", "/api/v1/orders", "200")]


def untyped(schema: dict) -> list[tuple[str, str, str]]:
    return [
        (method, path, status)
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
        for status, answer in operation["responses"].items()
        if answer.get("content", {}).get("application/json") == {"schema": {}}
    ]


def test_an_answer_that_is_not_as_described_is_caught():
    request = httpx.Request("GET", "http://127.0.0.1/api/v1/rider/tasks")
    said = assert_described(httpx.Response(200, json={"current": None, "offers": []}, request=request))
    assert said.status_code == 200
    with pytest.raises(ValidationError, match="offers"):
        assert_described(httpx.Response(200, json={"current": None}, request=request))


def test_every_write_is_described_with_its_key(deps):
    schema = framework(deps, {}, Metrics()).openapi()
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            names = {parameter["name"] for parameter in operation.get("parameters", [])}
            assert ("Idempotency-Key" in names) == (method in {"post", "put", "patch"}), (method, path)
    assert "HTTPValidationError" not in json.dumps(schema)
