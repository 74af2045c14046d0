"""GET /api/v1/orders/{id} and /api/v1/orders/{id}/follow: where an order stands, once or as it moves."""

import asyncio
from collections.abc import Sequence
from functools import partial
from uuid import UUID

import msgspec
from starlette.types import Receive, Scope, Send

from qianbei.db.batcher import Batcher, Full
from qianbei.orders.contracts import ENDED
from qianbei.views import orders as views
from qianbei.views.orders import OrderView, checkout_in
from qianbei.web import raw
from qianbei.web.chat import events
from qianbei.web.chat.hub import Hub
from qianbei.web.deps import Deps
from qianbei.web.errors import Code
from qianbei.web.gate import GateDoor
from qianbei.web.session import Claims, claims_of

PREFIX = "/api/v1/orders/"
FOLLOW_S_MAX = 300.0
"""One stream lasts this long at most; the client then connects again and goes on."""

QUIET_S = 15.0
"""A comment is sent after this much silence, so that a dead connection is noticed."""

Statuses = Batcher[UUID, OrderView | None]


class OrderGetRoute:
    """The handler of both paths. Somebody else's order is not found."""

    def __init__(self, deps: Deps, statuses: Statuses, hub: Hub, door: GateDoor) -> None:
        self._deps, self._statuses, self._hub, self._door = deps, statuses, hub, door

    async def __call__(self, scope: Scope, receive: Receive) -> raw.Answer | raw.Stream:
        claims = claims_of(self._deps, scope["headers"])
        if claims is None:
            return raw.refusal(scope, Code.SIGN_IN_FIRST)
        order_id, _, rest = scope["path"].removeprefix(PREFIX).partition("/")
        if rest not in ("", "follow"):
            return raw.refusal(scope, Code.NOT_FOUND)
        order = await self._door.status(claims.person_id, receive, lambda: self._find(order_id, claims))
        if order is None or isinstance(
            order, Full
        ):  # None: no slot in time, which says nothing of the order.
            return self._door.busy(scope)
        if isinstance(order, Code):
            return raw.refusal(scope, order)
        if rest == "follow":
            return partial(self._follow, order, receive)
        return raw.validated(scope, msgspec.json.encode(order), self._door.status_age_s)

    async def _find(self, text: str, claims: Claims) -> OrderView | Full | Code:
        try:
            order_id = UUID(text)
        except ValueError:
            return Code.NOT_FOUND
        order = await self._statuses.submit(order_id)
        if order is None or (isinstance(order, OrderView) and order.person_id != claims.person_id):
            return Code.NOT_FOUND
        return order

    async def _follow(self, order: OrderView, receive: Receive, send: Send) -> None:
        """One AG-UI run: a snapshot, then a patch for every change."""
        run_id = f"follow-{order.order_id}"
        thread_id = checkout_in(order).conversation
        await send({"type": "http.response.start", "status": 200, "headers": raw.SSE_HEADERS})
        await _part(send, events.run_started(thread_id, run_id) + events.state_snapshot({"order": order}))
        gone = asyncio.create_task(_disconnected(receive))
        stream = asyncio.create_task(self._stream(order, send))
        try:
            done, _ = await asyncio.wait(
                {gone, stream}, timeout=FOLLOW_S_MAX, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            gone.cancel()
            stream.cancel()
            await asyncio.wait({gone, stream})
        if gone in done:
            return
        if stream in done:
            stream.result()  # What broke the stream is not swallowed.
        await send({"type": "http.response.body", "body": events.run_finished(thread_id, run_id)})

    async def _stream(self, order: OrderView, send: Send) -> None:
        """Ends when the order has ended, or the worker stops."""
        with self._hub.following(order.order_id) as changes:
            while order.state not in ENDED:
                try:
                    # Not wait_for: before Python 3.12 it loses a cancellation that meets a change.
                    async with asyncio.timeout(QUIET_S):
                        newer = await changes.get()
                except TimeoutError:
                    await _part(send, b": still here\n\n")
                    continue
                if newer is None:
                    return
                if newer != order:
                    order = newer
                    patch = {"op": "replace", "path": "/order", "value": order}
                    await _part(send, events.state_delta([patch]))


async def _part(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def read_statuses(deps: Deps, order_ids: Sequence[UUID]) -> Sequence[OrderView | None]:
    """What the batch in front of the status route reads."""
    async with deps.database.looking() as tx:
        found = await views.by_id(tx, deps.cell, sorted(set(order_ids)))
    return [found.get(order_id) for order_id in order_ids]
