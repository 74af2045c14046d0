"""The steps of an order from a terminal, up to its placing: a place, a conversation, one approval."""

import uuid
from typing import Any

from qianbei.kit.words import Language
from qianbei.runtime.cli.client import Client, Told
from qianbei.runtime.cli.failures import REFUSED, USAGE, Stop
from qianbei.runtime.cli.in_line import teller
from qianbei.runtime.cli.order_view import View, name_in, words

Json = dict[str, Any]

TURNS_MAX = 20
PLACES_NAMED = 8


def deliver_to(client: Client, session: Json, place: str | None, language: Language) -> None:
    """Makes sure of an address: the named place, else the session's own, else the first place there is."""
    if session.get("address") and not place:
        return
    found = client.get("/places", query=place or "", limit=1)["places"]
    if not found:
        known = client.get("/places", query="", limit=PLACES_NAMED)["places"]
        names = "; ".join(name_in(each["name"], language) for each in known) or "-"
        raise Stop(words().say(language, "order.no_place", place=place or "", places=names), USAGE)
    door = words().say(language, "order.door")
    client.post("/addresses", {"place_id": found[0]["place_id"], "detail": door})


def ask(client: Client, said: str, view: View, can_ask_back: bool) -> Json:
    """Talks until there is an offer; returns the state that holds it. Without somebody to ask: one turn only."""
    conversation, state, messages = str(uuid.uuid4()), {}, []
    for turn in range(TURNS_MAX):
        messages.append({"id": str(uuid.uuid4()), "role": "user", "content": said})
        reply, state = _turn(client, conversation, state, messages, teller(view, "order.waiting"))
        if state.get("offer"):
            return state
        if not can_ask_back or turn == TURNS_MAX - 1:
            raise Stop(view.line("order.no_offer", said=reply) + _ways_on(view, state), REFUSED)
        messages.append({"id": str(uuid.uuid4()), "role": "assistant", "content": reply})
        said = view.ask(reply, [chip["label"] for chip in state.get("chips", [])])
        said = next((chip["say"] for chip in state.get("chips", []) if chip["label"] == said), said)
    raise AssertionError("the last turn returns or raises")


def _ways_on(view: View, state: Json) -> str:
    """What could have been answered, and how."""
    choices = " / ".join(chip["label"] for chip in state.get("chips", []))
    return " " + view.line("order.choices", choices=choices) if choices else ""


def approve(client: Client, state: Json, view: View) -> Json:
    """Reads the checkout back, then approves exactly it. Returns the order."""
    view.checkout(state["offer"])
    body = {"offer": state["offer"], "seal": state["offer_seal"]}
    answer = client.tap("/orders", body, teller(view, "order.pending"))
    placed: Json = answer["order"]
    for entry in placed["history"][:1]:
        view.changed(placed, entry)
    return placed


def _turn(
    client: Client, conversation: str, state: Json, messages: list[Json], told: Told
) -> tuple[str, Json]:
    """One AG-UI run: what was said, and the state to send back next time."""
    said: list[str] = []
    body = {"threadId": conversation, "runId": str(uuid.uuid4()), "state": state, "messages": messages}
    body |= {"tools": [], "context": [], "forwardedProps": {}}
    for event in client.events("POST", "/turn", body, told):
        match event["type"]:
            case "TEXT_MESSAGE_CONTENT":
                said.append(event["delta"])
            case "TEXT_MESSAGE_END":
                said.append("\n")
            case "STATE_SNAPSHOT":
                state = event["snapshot"]
            case "RUN_ERROR":
                raise Stop(event["message"], REFUSED)
    return "".join(said).strip(), state
