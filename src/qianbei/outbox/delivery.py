"""What a handler is given: events of one type, and the one transaction in which their effect and their end meet."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from qianbei.db import Database, Tx
from qianbei.outbox import api
from qianbei.outbox.contracts import Event


class Delivery:
    """Events of one type in the hands of their handler."""

    def __init__(self, database: Database, events: Sequence[Event]) -> None:
        self.database = database
        self.events = tuple(events)
        self._unfinished = {event.event_key for event in events}

    @asynccontextmanager
    async def transaction(self, only: Sequence[Event] | None = None) -> AsyncIterator[tuple[Tx, list[Event]]]:
        """The transaction of the effect: gives the events (of `only`, or all) that are not done yet, and marks
        them done when the block ends. A second delivery finds none and changes nothing."""
        events = self.events if only is None else only
        async with self.database.transaction() as tx:
            fresh = await api.begin(tx, events)
            yield tx, fresh
            await api.finish(tx, fresh)
        self._unfinished.difference_update(event.event_key for event in events)

    @property
    def unfinished(self) -> list[Event]:
        """Events that no transaction of this delivery has finished."""
        return [event for event in self.events if event.event_key in self._unfinished]


Handler = Callable[[Delivery], Awaitable[None]]
"""Gives events their effect inside `delivery.transaction()`; what it leaves unfinished without raising had none.

Network and model calls stand before or after the transaction, never inside it.
"""
