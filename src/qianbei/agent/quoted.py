"""What is asked of a quoter, and the short of what it answers. Plain values: nothing here decides."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.offers.contracts import Name, Offer
from qianbei.reader.contracts import DraftLine, OrderBy

Lines = tuple[DraftLine, ...]


class Wish(msgspec.Struct, frozen=True):
    """A cart as one menu would make it, for any of these stores."""

    stores: tuple[UUID, ...]
    lines: Lines
    unread: int = 0


class Preference(msgspec.Struct, frozen=True):
    """What the person said of the offers they want; nothing said leaves the order to the blind ranking."""

    order_by: OrderBy | None = None
    budget_fen: int | None = None
    eta_latest: datetime | None = None


UNSAID = Preference()


class Quoted(msgspec.Struct, frozen=True):
    """What one store asks for its reading of the cart; `offer` is all of it, written out when it is wanted."""

    store_id: UUID
    store_name: Name
    lines: Lines
    total_fen: int
    pay_fen: int
    distance_m: int
    eta_to: datetime
    write: Callable[[], Offer]

    @property
    def offer(self) -> Offer:
        """The exact checkout, made anew each time."""
        return self.write()
