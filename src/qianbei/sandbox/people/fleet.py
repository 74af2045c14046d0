"""The riders of one company, with one radio between them: one idle rider looks, the nearest takes each offer.

So the house is asked once a look for the whole fleet. Riders take only orders whose bag somebody on the street
has: a store whose staff are real people is served by real riders.
"""

import asyncio
from collections.abc import Sequence

import structlog

from qianbei.kit.geometry import straight_m
from qianbei.sandbox.people.doors import DoorShutError
from qianbei.sandbox.people.pace import Pace
from qianbei.sandbox.people.riders import Rider, RiderTask
from qianbei.sandbox.people.street import Street

UNSURE_AT_ONCE_MAX = 4
"""Riders of one fleet who look up their own task at a time, after a start or a shut house."""

_log = structlog.get_logger(__name__)


class Fleet:
    """All riders of one company, with one radio between them."""

    def __init__(self, name: str, riders: Sequence[Rider], street: Street, pace: Pace) -> None:
        self._name = name
        self._riders = riders
        self._street = street
        self._pace = pace
        self._turn = 0

    async def work(self) -> None:
        """Never ends by itself; waits out a shut house."""
        async with asyncio.TaskGroup() as errands:
            while True:
                try:
                    is_busy = await self._round(errands)
                except DoorShutError as shut:
                    _log.warning("sandbox_fleet_shut_out", fleet=self._name, reason=str(shut))
                    is_busy = False
                await self._pace.look_again(None, is_busy=is_busy)

    async def _round(self, errands: asyncio.TaskGroup) -> bool:
        """One look by one idle rider, and what follows from it. Whether anything was there to do."""
        unsure = [rider for rider in self._riders if rider.is_unsure and not rider.is_busy]
        if unsure:
            for rider in unsure[:UNSURE_AT_ONCE_MAX]:
                rider.is_busy = True
                errands.create_task(self._errand(rider, None))
            return True
        idle = [rider for rider in self._riders if not rider.is_busy]
        if not idle:
            return False
        self._turn += 1
        scout = idle[self._turn % len(idle)]
        board = await scout.look()
        known = self._street.knows_any(offer.order_id for offer in board.offers)
        offers = [offer for offer in board.offers if offer.order_id in known]
        for offer in offers:
            idle = [rider for rider in self._riders if not rider.is_busy and not rider.is_unsure]
            if not idle:
                break
            nearest = min(idle, key=lambda rider: straight_m(rider.at, offer.store))
            nearest.is_busy = True
            errands.create_task(self._errand(nearest, offer))
        return bool(offers)

    async def _errand(self, rider: Rider, offer: RiderTask | None) -> None:
        """Takes an offer, or without one looks whether something was begun before; carries it to its end."""
        try:
            if offer is None:
                task = (await rider.look()).current
            else:
                task = await rider.accept(offer)
            # A refused offer may mean that this rider has a task it does not know of: it looks next.
            rider.is_unsure = task is None and offer is not None
            await rider.carry(task)
        except DoorShutError as shut:
            rider.is_unsure = True
            _log.warning("sandbox_errand_cut_short", fleet=self._name, reason=str(shut))
        finally:
            rider.is_busy = False
