"""What waiting and admitted people carry in cookies: tickets and passes, opened and sealed here."""

from collections import OrderedDict
from collections.abc import Container, Sequence
from math import inf
from typing import NamedTuple
from uuid import UUID

from starlette.types import Scope

from qianbei.gate.answers import Admitted, Waiting
from qianbei.gate.ladder import Step
from qianbei.gate.room import SILENCE_S, Came
from qianbei.gate.store import Taken
from qianbei.gate.tickets import (
    PASS_LASTS,
    STEP_LASTS,
    Pass,
    Ticket,
    open_pass,
    open_ticket,
    seal_pass,
    seal_ticket,
)
from qianbei.kit.clock import Clock
from qianbei.kit.seals import Sealer
from qianbei.web import raw

TICKET_COOKIE, PASS_COOKIE = "qianbei_ticket", "qianbei_pass"
COOKIE_PATH = "/api/v1"
TICKET_AGE_S = 6 * 3600
TAKEN_MAX = 100_000
"""Persons who came from a worker that is gone; about 320 bytes each."""
Header = tuple[bytes, bytes]


class Carried(NamedTuple):
    """What a conversation brings: the step of a pass, over or not, and the place that a worker gave which is gone since.
    `is_elsewhere`: it has a place at a worker that may live."""

    step: Step | None
    is_over: bool = False
    came: Came | None = None
    is_elsewhere: bool = False


NOTHING_CARRIED = Carried(None)


class _Took(NamedTuple):
    """When somebody's ticket was taken, and when it was told to them: infinite where another worker took it."""

    at: float
    told_at: float


_NOT_TAKEN = _Took(0.0, inf)


class Carrying:
    """Of one worker; `member` is its name. `is_secure`: people reach us by https alone."""

    def __init__(self, sealer: Sealer, clock: Clock, member: str, *, is_secure: bool) -> None:
        self._sealer, self._clock, self._member, self._is_secure = sealer, clock, member, is_secure
        self.living: Container[str] | None = None
        """The other workers; None before anybody was heard of."""
        self._taken: OrderedDict[UUID, _Took] = OrderedDict()
        """Whose ticket was taken: of those told before, however many they kept, none is a second place before others."""
        self.to_tell: list[Taken] = []
        """Whose tickets were taken here lately; whoever tells the other workers empties it."""

    def carried(self, scope: Scope, person: UUID, conversation: UUID, now_s: float) -> Carried:
        now = self._clock.now()
        token = raw.cookie(scope["headers"], PASS_COOKIE)
        admitted = open_pass(self._sealer, token, person, conversation, now) if token else None
        if admitted is not None and admitted.until > now.timestamp():
            return Carried(admitted.step)
        came, is_elsewhere = self.place(scope, person, now_s)
        step = None if admitted is None else admitted.step
        return Carried(step, is_over=True, came=came, is_elsewhere=is_elsewhere)

    def place(self, scope: Scope, person: UUID, now_s: float) -> tuple[Came | None, bool]:
        """The place that a worker gave which is gone since; and whether one that may live holds a place for them."""
        now = self._clock.now()
        token = raw.cookie(scope["headers"], TICKET_COOKIE)
        ticket = open_ticket(self._sealer, token, person, now) if token else None
        if ticket is None or ticket.member == self._member:
            return None, False
        if self._clock.real_s(now.timestamp() - ticket.told_at) > SILENCE_S:
            return None, False
        if self.living is None or ticket.member in self.living:
            return None, True
        if ticket.told_at <= self._taken.get(person, _NOT_TAKEN).at:
            return None, False
        self._take(person, _Took(now.timestamp(), ticket.told_at))
        self.to_tell.append((person, now.timestamp()))
        age_s = max(0.0, self._clock.real_s(now.timestamp() - ticket.joined_at))
        return Came(now_s - age_s, ticket.number, ticket.lane), False

    def hear(self, elsewhere: Sequence[Taken]) -> list[UUID]:
        """What other workers took is taken here, too. Those whose ticket was taken here since, before that was heard. A
        ticket that was told later came with the place they had there: it is another one."""
        late = list[UUID]()
        for person, at in elsewhere:
            own = self._taken.get(person, _NOT_TAKEN)
            if own.told_at <= at < own.at:
                late.append(person)
                self._take(person, _Took(at, inf))
            elif own.told_at == inf and own.at < at:
                self._take(person, _Took(at, inf))
        return late

    def _take(self, person: UUID, took: _Took) -> None:
        self._taken[person] = took
        self._taken.move_to_end(person)
        if len(self._taken) > TAKEN_MAX:
            self._taken.popitem(last=False)

    def pass_header(self, person: UUID, conversation: UUID, admitted: Admitted) -> Header:
        """What lets this conversation go on in any worker, and keeps it on its step."""
        now = self._clock.now()
        until = (now + PASS_LASTS).timestamp()
        token = seal_pass(self._sealer, Pass(person, conversation, admitted.step, until), now)
        age_s = round(self._clock.real_s(STEP_LASTS.total_seconds()))
        return raw.set_cookie(PASS_COOKIE, token, age_s, path=COOKIE_PATH, is_secure=self._is_secure)

    def ticket_header(self, person: UUID, waiting: Waiting, now_s: float) -> Header:
        """What keeps a place through a reload or the loss of a worker."""
        assert waiting.number is not None, "a place without a number has no ticket"
        now, waited_s = self._clock.now(), now_s - waiting.joined_s
        joined_at = now.timestamp() - waited_s / self._clock.real_s(1.0)
        token = seal_ticket(
            self._sealer,
            Ticket(person, self._member, waiting.lane, waiting.number, joined_at, now.timestamp()),
            now,
        )
        return raw.set_cookie(TICKET_COOKIE, token, TICKET_AGE_S, path=COOKIE_PATH, is_secure=self._is_secure)
