"""A crowd of customers, if wanted: guests who order by words, and tell the rider their code at the door.

They do what the chat page does: say something, take the offer if there is one, answer the first suggested reply
if there is none, and leave after a few turns.
"""

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any

import msgspec
import structlog

from qianbei.kit.words import Language
from qianbei.sandbox.city import City
from qianbei.sandbox.people.doors import Doors, DoorShutError
from qianbei.sandbox.people.pace import Pace
from qianbei.sandbox.people.street import Street

TURNS_MAX = 4
AT_ONCE_MAX = 200
LOOK_CITY_S = 15.0
LOOK_REAL_S = 2.0
FOLLOW_LOOKS_MAX = 2_000
ENDED = frozenset({"handed_over", "cancelled"})

_log = structlog.get_logger(__name__)


class Crowd:
    """Customers that come `per_minute` (city time) at random, each alone."""

    def __init__(
        self,
        doors: Doors,
        city: City,
        place_ids: Sequence[str],
        street: Street,
        pace: Pace,
        random: Random,
        per_minute: float,
    ) -> None:
        self._doors = doors
        self._city = city
        self._place_ids = place_ids
        self._street = street
        self._pace = pace
        self._random = random
        self._per_minute = per_minute
        self._here: set[asyncio.Task[None]] = set()

    async def come(self) -> None:
        """Never ends by itself. At most `AT_ONCE_MAX` are here at once; who comes then, does not come."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._pace.live(self._random.expovariate(self._per_minute / 60))
                if len(self._here) < AT_ONCE_MAX:
                    task = group.create_task(self._visit())
                    self._here.add(task)
                    task.add_done_callback(self._here.discard)

    async def _visit(self) -> None:
        try:
            await self.visit()
        except DoorShutError as shut:
            _log.warning("sandbox_customer_left", reason=str(shut))

    async def visit(self) -> str | None:
        """One customer from the greeting to the cup; how the order ended, None when there was none."""
        language = self._random.choice([Language.ZH_HANS, Language.EN])
        greeting = {"language": language.value, "place_id": self._random.choice(self._place_ids)}
        session = await self._doors.write("POST", "/session", greeting)
        if not session.is_yes:
            return None
        token = session.body["token"]
        state = await self._talk(token, self._wish(language))
        if not state.get("offer"):
            return None
        approval = {"offer": state["offer"], "seal": state["offer_seal"]}
        placed = await self._doors.write("POST", "/orders", approval, token)
        if not placed.is_yes:
            _log.info("sandbox_customer_refused", code=placed.code)
            return None
        return await self._follow(placed.body["order_id"], token)

    def _wish(self, language: Language) -> str:
        phrases = self._city.phrases[language.value]
        item = self._random.choice(self._random.choice(self._city.brands).menu.items)
        order, more = self._random.choice(phrases.orders), self._random.choice(phrases.endings)
        return order.format(item=item.name.of(language), more=more)

    async def _talk(self, token: str, words: str) -> dict[str, Any]:
        """The chat's last state: with an offer, or without when a few turns did not lead to one."""
        conversation, state = str(self._doors.new_id()), {}
        for _ in range(TURNS_MAX):
            said = {"id": str(self._doors.new_id()), "role": "user", "content": words}
            turn = {
                "threadId": conversation,
                "runId": str(self._doors.new_id()),
                "state": state,
                "messages": [said],
                "tools": [],
                "context": [],
                "forwardedProps": {},
            }
            state = last_state(await self._doors.say("/turn", turn, token)) or {}
            chips = state.get("chips") or []
            if state.get("offer") or not chips:
                break
            words = chips[0]["say"]
        return state

    async def _follow(self, order_id: str, token: str) -> str | None:
        """Looks until the order ended, a shut house included: the rider at the door needs the code."""
        for _ in range(FOLLOW_LOOKS_MAX):
            await self._pace.live(LOOK_CITY_S)
            await self._pace.wait(LOOK_REAL_S)
            try:
                looked = await self._doors.get(f"/orders/{order_id}", token)
            except DoorShutError:
                continue
            if not looked.is_yes:
                continue
            order = looked.body
            if order["state"] == "at_door" and order["handover_code"] is not None:
                self._street.say(order_id, order["handover_code"])
            if order["state"] in ENDED:
                return order["state"]
        return None


def last_state(stream: bytes) -> dict[str, Any] | None:
    """The last STATE_SNAPSHOT of an AG-UI event stream (SSE, one `data:` line an event)."""
    state = None
    for line in stream.splitlines():
        if line.startswith(b"data:"):
            event = msgspec.json.decode(line.removeprefix(b"data:"))
            if event.get("type") == "STATE_SNAPSHOT":
                state = event["snapshot"]
    return state
