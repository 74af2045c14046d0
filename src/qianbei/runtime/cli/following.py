"""Watching an order until it ends. The stream may break off as often as it likes; the order does not mind."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from qianbei.runtime.cli.client import Client, Refusal
from qianbei.runtime.cli.failures import USAGE, Stop
from qianbei.runtime.cli.order_view import View

Json = dict[str, Any]

ENDED = frozenset({"handed_over", "cancelled"})
INTERRUPTED = 130
LOST_MAX = 30
"""Streams that end without news in a row, a second apart, before we say that we lost sight of the order."""
_PASSING = frozenset({429, 502, 503, 504})


def follow(
    client: Client, order: Json, view: View, in_sandbox: bool, sleep: Callable[[float], None] = time.sleep
) -> Json:
    """Tells every change from the second history entry on; returns the order as it ended.

    In a sandbox installation the customer's part at the door (telling the code) is done through the app.
    """
    order_id, told, lost, shared = order["order_id"], 1, 0, False
    try:
        while True:
            for order in _versions(client, order_id):
                lost = 0
                for entry in order["history"][told:]:
                    view.changed(order, entry)
                told = max(told, len(order["history"]))
                if order["state"] in ENDED:
                    return order
                if order["state"] == "at_door" and in_sandbox and not shared:
                    shared = _share_code(client, order_id, view)
            lost += 1
            if lost > LOST_MAX:
                raise Stop(view.line("order.lost", order_id=order_id), USAGE)
            sleep(1.0)
    except KeyboardInterrupt as interrupt:
        raise Stop(view.line("order.left_alone", order_id=order_id), INTERRUPTED) from interrupt


def _versions(client: Client, order_id: str) -> Iterator[Json]:
    """The order, whole, after each change, for as long as one stream lasts; a broken stream just ends."""
    try:
        for event in client.events("GET", f"/orders/{order_id}/follow"):
            if event["type"] == "STATE_SNAPSHOT":
                yield event["snapshot"]["order"]
            elif event["type"] == "STATE_DELTA":
                yield client.get(f"/orders/{order_id}")
    except httpx.TransportError:
        return
    except Refusal as refusal:
        if refusal.status not in _PASSING:
            raise


def _share_code(client: Client, order_id: str, view: View) -> bool:
    """Tells the rider the code. When the order has meanwhile moved on there is nothing to tell."""
    try:
        client.post(f"/orders/{order_id}/share-code", {})
    except Refusal as refusal:
        if refusal.status != 409:
            raise
        return False
    view.note("order.code_shared")
    return True
