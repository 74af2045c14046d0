"""The waiting room's doors, and the operator's: thin handlers beside the framework, which must answer in any spike.

GET /api/v1/gate/status is the same for everybody, under a kilobyte and cacheable: a crowd that waits costs a cache and
not us. Everything else here belongs to one person. All writes are repeatable by their nature, so a key is not asked for.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec
from starlette.types import Receive, Scope

from qianbei.flows import later
from qianbei.gate.answers import Knobs, Waiting
from qianbei.gate.board import together
from qianbei.gate.classes import TrafficClass
from qianbei.gate.ladder import Step
from qianbei.web import raw
from qianbei.web.deps import Deps
from qianbei.web.errors import Code
from qianbei.web.gate import GateDoor
from qianbei.web.gate_bodies import KnobsIn, Standing
from qianbei.web.gate_members import Members
from qianbei.web.gate_nowcast import Nowcasts
from qianbei.web.idempotency import sound_key
from qianbei.web.raw import Answer
from qianbei.web.session import Claims, claims_of

PREFIX = "/api/v1/gate/"
STATUS_PATH = "/api/v1/gate/status"
OPS_PATH = "/api/v1/ops/gate"

_CACHED = [
    (name, b"public, max-age=1" if name == b"cache-control" else value) for name, value in raw.JSON_HEADERS
]


_knobs = msgspec.json.Decoder(KnobsIn)


class StatusRoute:
    """What a cache may give to everybody for a second: the numbers now served, by worker and lane."""

    def __init__(self, door: GateDoor) -> None:
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive) -> Answer:
        return Answer(200, self._door.status_document(), _CACHED)


class PlaceRoute:
    """GET place; POST join, and the ways out: notify, form, later, leave."""

    def __init__(self, deps: Deps, door: GateDoor) -> None:
        self._deps, self._door = deps, door

    async def __call__(self, scope: Scope, receive: Receive) -> Answer:
        claims = claims_of(self._deps, scope["headers"])
        if claims is None:
            return raw.refusal(scope, Code.SIGN_IN_FIRST)
        what = scope["path"].removeprefix(PREFIX)
        if scope["method"] == "GET":
            if what != "place":
                return raw.refusal(scope, Code.NOT_FOUND)
            is_elsewhere = self._door.bring(scope, claims.person_id)
            return self._door.standing(claims.person_id, has_ticket=is_elsewhere)
        key = raw.header(scope, b"idempotency-key")
        if key is None or not sound_key(key):
            return raw.refusal(scope, Code.KEY_MISSING)
        is_elsewhere = self._door.bring(scope, claims.person_id)
        if what == "later":
            return _said(await self._later(claims))
        work: Mapping[str, Callable[[Claims], None]] = {
            "join": self._join,
            "notify": self._notify,
            "form": self._form,
            "leave": self._leave,
        }
        if what not in work:
            return raw.refusal(scope, Code.NOT_FOUND)
        work[what](claims)
        return self._door.standing(claims.person_id, has_ticket=is_elsewhere)

    def _join(self, claims: Claims) -> None:
        lane = TrafficClass.HOLDER if claims.holds_card(self._deps.clock.now()) else TrafficClass.NEW
        self._door.gate.room.join(claims.person_id, lane, self._door.seconds())

    def _notify(self, claims: Claims) -> None:
        place = self._door.gate.room.find(claims.person_id)
        if place is not None:
            place.notify = True
            self._door.gate.room.keep(place)

    def _form(self, claims: Claims) -> None:
        """Their conversation is to be the quick form, whatever the ladder says."""
        place = self._door.gate.room.find(claims.person_id)
        if place is not None:
            place.step = Step.D3
            self._door.gate.room.keep(place)

    def _leave(self, claims: Claims) -> None:
        self._door.gate.leave(claims.person_id)

    async def _later(self, claims: Claims) -> Standing:
        """Gives the place up for a longer card, where that is offered; else nothing changes."""
        standing = self._door.gate.look(claims.person_id, self._door.seconds())
        is_offered = self._door.knobs.least_step >= Step.D4
        if isinstance(standing, Waiting):
            is_offered = is_offered or standing.keep_card
        if not is_offered:
            return Standing("none") if standing is None else Standing("waiting")
        deps = self._deps
        async with deps.database.transaction() as tx:
            card_until = await later.keep(tx, deps.cell, claims.person_id, deps.clock.now())
        self._door.gate.leave(claims.person_id)
        return Standing("later", card_until=card_until)


class OpsRoute:
    """The live board, and the ladder's knob."""

    def __init__(self, deps: Deps, door: GateDoor, members: Members) -> None:
        self._deps, self._door, self._members = deps, door, members
        self._nowcasts = Nowcasts(deps, door, members)

    async def __call__(self, scope: Scope, receive: Receive) -> Answer:
        claims = claims_of(self._deps, scope["headers"])
        if claims is None:
            return raw.refusal(scope, Code.SIGN_IN_FIRST)
        if not claims.is_operator(self._deps.clock.now()):
            return raw.refusal(scope, Code.FORBIDDEN)
        if scope["method"] == "POST" and (refused := await self._turn(scope, receive)) is not None:
            return refused
        knobs = self._door.knobs
        return _said(
            {
                "now": self._deps.clock.now(),
                "member": self._door.member,
                "board": together(self._door.board(), self._members.others()),
                "members": self._members.living,
                "knobs": _shown(knobs),
                "nowcast": await self._nowcasts.now(),
                "changes": await self._members.changes(),
            }
        )

    async def _turn(self, scope: Scope, receive: Receive) -> Answer | None:
        key = raw.header(scope, b"idempotency-key")
        if key is None or not sound_key(key):
            return raw.refusal(scope, Code.KEY_MISSING)
        body = await raw.read_body(scope, receive)
        wanted = raw.decoded(_knobs, body) if body is not None else None
        if wanted is None:
            return raw.refusal(scope, Code.INVALID)
        await self._members.turn_knobs(_wanted(wanted))
        return None


def routes(
    deps: Deps, door: GateDoor, members: Members
) -> dict[tuple[str, str], Callable[..., Awaitable[Answer]]]:
    """Method and path of every handler here."""
    place, ops = PlaceRoute(deps, door), OpsRoute(deps, door, members)
    return {
        ("GET", STATUS_PATH): StatusRoute(door),
        ("GET", PREFIX): place,
        ("POST", PREFIX): place,
        ("GET", OPS_PATH): ops,
        ("POST", OPS_PATH): ops,
    }


def _shown(knobs: Knobs) -> KnobsIn:
    off = [int(step) for step in knobs.off]
    return KnobsIn(int(knobs.least_step), knobs.orders_per_s, off, knobs.back_at, knobs.expected_per_s)


def _wanted(said: KnobsIn) -> Knobs:
    off = tuple(sorted({Step(step) for step in said.off}))
    return Knobs(Step(said.least_step), said.orders_per_s, off, said.expected_per_s, said.back_at)


def _said(body: Any) -> Answer:
    return Answer(200, msgspec.json.encode(body))
