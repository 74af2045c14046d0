"""The nowcast of an installation: what its workers counted, what its stores and its budget have left."""

from datetime import datetime, timedelta

from qianbei.campaigns import api as campaigns
from qianbei.gate.arrivals import BIN_S, together
from qianbei.gate.nowcast import Line, Resource, RunOut, nowcast
from qianbei.views import budgets
from qianbei.web.deps import Deps
from qianbei.web.gate import GateDoor
from qianbei.web.gate_bodies import NowcastBody, RunOutBody
from qianbei.web.gate_members import Members

BUDGET_EVERY_S = 5.0
DAYS_MAX = 365
"""What lasts longer than a year does not run out."""


class Nowcasts:
    """One a worker; made when an operator looks."""

    def __init__(self, deps: Deps, door: GateDoor, members: Members) -> None:
        self._deps, self._door, self._members = deps, door, members
        self._budget: list[Resource] = []
        self._read_s = float("-inf")

    async def now(self) -> NowcastBody:
        """Raises DatabaseError."""
        deps, boards = self._deps, [member.board for member in self._members.living]
        now, stock = deps.clock.now(), self._members.stock()
        cups_per_s = sum(board["cups_per_s"] for board in boards) / deps.speed
        resources = [
            *await self._budgets(now),
            Resource("cups", stock.cups, cups_per_s, stock.open_s),
            Resource("slots", stock.soon, cups_per_s, min(3600.0, stock.open_s)),
        ]
        line = Line(
            max((board["eta_s"] for board in boards), default=0.0),
            max((board["level"] for board in boards), default=0.0),
        )
        counts = together([board["arrivals"] for board in boards])
        said = nowcast(counts, BIN_S, self._door.knobs.expected_per_s, resources, line)
        return NowcastBody(
            arrivals_per_s=said.arrivals_per_s,
            expected_per_s=said.expected_per_s,
            ratio=said.ratio,
            seen_s=said.seen_s,
            runs_out=[_told(each, now) for each in said.runs_out],
            knobs=said.knobs,
        )

    async def _budgets(self, now: datetime) -> list[Resource]:
        """The running campaign's money; read now and then, since it takes a walk over its tree."""
        if self._door.seconds() - self._read_s < BUDGET_EVERY_S:
            return self._budget
        deps, self._read_s = self._deps, self._door.seconds()
        async with deps.database.reading() as tx:
            campaign = await campaigns.running(tx, deps.cell, now)
            nodes = await budgets.tree(tx, deps.cell, campaign.campaign_id, now) if campaign else []
        needed_s = (campaign.ends_at - now).total_seconds() if campaign else 0.0
        self._budget = [
            Resource("budget", node.left_fen, node.burn_fen_per_hour / 3600, needed_s)
            for node in nodes
            if node.kind == "campaign" and node.left_fen is not None
        ]
        return self._budget


def _told(each: RunOut, now: datetime) -> RunOutBody:
    return RunOutBody(
        each.name,
        each.left,
        each.per_s * 3600,
        _at(each.in_s, now),
        _at(each.low_s, now),
        _at(each.high_s, now),
        each.is_short,
    )


def _at(in_s: float | None, now: datetime) -> datetime | None:
    if in_s is None or in_s > DAYS_MAX * 86_400:
        return None
    return now + timedelta(seconds=in_s)
