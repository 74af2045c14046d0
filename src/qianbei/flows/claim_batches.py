"""One process's claims: each batch pays from the process's own lease, so processes do not wait for one another.

A lease that was given out is asked anew, twice as large; one whose time ran out first, half as large. Near the end leases
shrink, and what still lies in somebody's lease is called back: nobody is refused while a piece is left anywhere.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from qianbei.budgets.contracts import Lease, LeaseRefusal
from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Campaign, Issued, SourceKind
from qianbei.db import Database
from qianbei.flows import leases
from qianbei.flows.claims import Claimed, claim_directly, claim_leased
from qianbei.flows.wave_budgets import node_for
from qianbei.kit.clock import Clock

LEASE_LASTS = timedelta(minutes=1)
"""How long money may lie with a process that died; city time."""

WANT_MAX = 20_000
"""Pieces in one lease at most: about a second of claims at full speed."""

ROUNDS_MAX = 4
"""Leases used for one batch before its rest is given directly."""


class ClaimRefusal(StrEnum):
    """Why somebody got no card. Nothing has been taken."""

    NO_CAMPAIGN = "no_campaign"
    SPENT = "budget_spent"
    WAITS = "card_waits"
    """For more evidence, or for a reviewer: `abuse` knows why."""


ClaimOutcome = Issued | ClaimRefusal


class Claims:
    """The claims of one process, one batch at a time: `claim` is what a Batcher writes with."""

    def __init__(self, database: Database, clock: Clock, cell: int, holder: str) -> None:
        self._database, self._clock, self._cell, self._holder = database, clock, cell, holder
        self._lease: Lease | None = None
        self._want = 1

    async def claim(self, person_ids: Sequence[UUID]) -> list[ClaimOutcome]:
        """The joining card of the running campaign for each person, in order; who has one gets it again."""
        async with self._database.transaction() as tx:
            at = self._clock.now()
            campaign = await campaigns.running(tx, self._cell, at)
            node_id = campaign and await node_for(tx, self._cell, campaign.campaign_id, SourceKind.JOIN, at)
        if campaign is None or node_id is None:
            return [ClaimRefusal.NO_CAMPAIGN] * len(person_ids)
        issued: dict[int, ClaimOutcome] = {}
        waiting = list({each.int: each for each in person_ids}.values())
        for _ in range(ROUNDS_MAX):
            if not waiting or not await self._has_lease(campaign, node_id, len(waiting)):
                break
            waiting = await self._from_lease(campaign, waiting, issued)
        if waiting:
            async with self._database.transaction() as tx:
                at = self._clock.now()
                _note(issued, await claim_directly(tx, self._cell, campaign, node_id, waiting, at))
        return [issued.get(person_id.int, ClaimRefusal.SPENT) for person_id in person_ids]

    async def close(self) -> None:
        """Gives back what this process did not give out."""
        if self._lease is not None:
            async with self._database.transaction() as tx:
                lease, at = self._lease, self._clock.now()
                await leases.close(tx, self._cell, lease.node_id, lease.holder, at)
            self._lease = None

    async def _has_lease(self, campaign: Campaign, node_id: UUID, count: int) -> bool:
        lease = self._lease
        at = self._clock.now()
        if lease is not None and lease.node_id == node_id and _lasts(lease, at):
            return True
        is_used_up = lease is None  # Else it ran out of time, with what nobody came for.
        self._want = max(count, min(2 * self._want, WANT_MAX) if is_used_up else self._want // 2)
        ask = leases.Ask(node_id, self._holder, campaign.face_fen, self._want, at, at + LEASE_LASTS)
        async with self._database.transaction() as tx:
            got = await leases.lend(tx, self._cell, ask)
        self._lease = got if isinstance(got, Lease) else None
        return self._lease is not None

    async def _from_lease(
        self, campaign: Campaign, waiting: Sequence[UUID], issued: dict[int, ClaimOutcome]
    ) -> list[UUID]:
        """Adds to `issued` and returns those who wait for another lease."""
        assert self._lease is not None
        async with self._database.transaction() as tx:
            at = self._clock.now()
            claimed = await claim_leased(tx, self._cell, campaign, self._lease, waiting, at)
        if isinstance(claimed, LeaseRefusal):
            self._lease, self._want = None, 1
            return list(waiting)
        _note(issued, claimed)
        if claimed.short:
            self._lease = None
        return claimed.short


def _note(issued: dict[int, ClaimOutcome], claimed: Claimed) -> None:
    """By the numbers of the persons' ids: ids themselves are slow to hash."""
    issued |= {each.card.person_id.int: each for each in claimed.issued}
    issued |= {person_id.int: ClaimRefusal.WAITS for person_id in claimed.waiting}


def _lasts(lease: Lease, at: datetime) -> bool:
    return lease.expires_at is not None and at < lease.expires_at
