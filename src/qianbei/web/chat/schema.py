"""The hot routes' part of docs/openapi.json, made from the same structs that the handlers use."""

from typing import Any

import msgspec

from qianbei.agent.state import State
from qianbei.offers.contracts import Offer
from qianbei.views.orders import OrderView
from qianbei.web.gate_bodies import GateBoard, GateStatus, KnobsIn, PlaceBody, Standing

_REFS = "#/components/schemas/{name}"


def _schema() -> dict[str, Any]:
    _, components = msgspec.json.schema_components(
        [State, Offer, OrderView, PlaceBody, Standing, GateBoard, GateStatus, KnobsIn], ref_template=_REFS
    )
    text = {"type": "string"}
    return {
        "paths": {
            "/api/v1/turn": {"post": _turn(text)},
            "/api/v1/orders": {"post": _approve(text)},
            "/api/v1/orders/{order_id}": {"get": _status()},
            "/api/v1/orders/{order_id}/follow": {"get": _follow()},
            **_gate(),
        },
        "components": {"schemas": components},
    }


def _gate() -> dict[str, Any]:
    """The waiting room's doors and the operator's board."""
    seen = {"200": _json("Where the caller stands.", _ref("Standing"))}
    board = {"200": _json("Every worker's board, the knobs, the newest changes.", _ref("GateBoard"))}
    status = {"200": _json("The same for everybody for a second.", _ref("GateStatus"))}
    writes = {
        f"/api/v1/gate/{what}": {"post": _operation(summary, seen)}
        for what, summary in (
            ("join", "Takes a place before the first word; the same one however often."),
            ("notify", "Sends word when the turn comes, and keeps it longer then."),
            ("form", "Lets the conversation begin as the quick form."),
            ("later", "Gives the place up where the wait is long, and keeps the card for a day more."),
            ("leave", "Gives the place up."),
        )
    }
    return {
        "/api/v1/gate/status": {"get": _operation("Numbers now served, cacheable.", status)},
        "/api/v1/gate/place": {"get": _operation("Where the caller stands; keeps the place alive.", seen)},
        **writes,
        "/api/v1/ops/gate": {
            "get": _operation("The gate's live board.", board),
            "post": _operation("Sets the ladder and the orders a second.", board, _ref("KnobsIn")),
        },
    }


def _turn(text: dict[str, Any]) -> dict[str, Any]:
    run_input = {
        "type": "object",
        "required": ["threadId", "runId", "messages"],
        "properties": {
            "threadId": {"type": "string", "format": "uuid"},
            "runId": text,
            "messages": {"type": "array", "items": {"type": "object", "required": ["role"]}},
            "state": {"anyOf": [_ref("State"), {"type": "object", "maxProperties": 0}, {"type": "null"}]},
        },
    }
    return _operation(
        "One turn of a conversation: AG-UI RunAgentInput in, its events out.", _stream(), run_input
    )


def _approve(text: dict[str, Any]) -> dict[str, Any]:
    body = {
        "type": "object",
        "required": ["offer", "seal"],
        "properties": {
            "offer": _ref("Offer"),
            "seal": text,
            "again": {"type": "boolean", "default": False},
            "slip": {"anyOf": [text, {"type": "null"}]},
        },
    }
    placed = {
        "type": "object",
        "required": ["order_id", "state", "created", "order"],
        "properties": {
            "order_id": {"type": "string", "format": "uuid"},
            "state": text,
            "created": {"type": "boolean"},
            "order": _ref("OrderView"),
        },
    }
    number = {"type": "number"}
    place = {
        "type": "object",
        "required": ["number", "ahead", "from_s", "to_s", "slip"],
        "properties": {
            "number": {"type": "integer"},
            "ahead": {"type": "integer"},
            "from_s": number,
            "to_s": number,
            "slip": text,
        },
    }
    pending = {"type": "object", "required": ["pending"], "properties": {"pending": place}}
    answers = {
        "201": _json("Placed.", placed),
        "200": _json("Placed before by the same intent.", placed),
        "202": _json("In line with a number: send the same tap again, with the slip.", pending),
    }
    return _operation("The tap on exactly this checkout.", answers, body)


def _status() -> dict[str, Any]:
    kept = _json(
        "The order. Its asker may keep it for seconds, and then asks with its ETag.", _ref("OrderView")
    )
    same = {"description": "As the given If-None-Match says."}
    return _operation("Where an order stands.", {"200": kept, "304": same}) | _order_id()


def _follow() -> dict[str, Any]:
    return _operation("An order as it moves: an AG-UI run.", _stream()) | _order_id()


def _operation(summary: str, responses: dict[str, Any], body: dict[str, Any] | None = None) -> dict[str, Any]:
    operation: dict[str, Any] = {"tags": ["customer"], "summary": summary, "responses": responses}
    if body is not None:
        content = {"application/json": {"schema": body}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _order_id() -> dict[str, Any]:
    schema = {"type": "string", "format": "uuid"}
    return {"parameters": [{"name": "order_id", "in": "path", "required": True, "schema": schema}]}


def _stream() -> dict[str, Any]:
    return {
        "200": {
            "description": "AG-UI events.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    }


def _json(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": _REFS.format(name=name)}


HOT_SCHEMA = _schema()
