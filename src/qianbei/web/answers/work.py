"""What store staff and riders are answered."""

from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.views.tasks import RideView, TaskView


class TasksBody(msgspec.Struct, frozen=True):
    """Open tasks by due time."""

    tasks: list[TaskView]
    now: datetime


class RidesBody(msgspec.Struct, frozen=True):
    """What the rider carries, and what waits for a rider."""

    current: RideView | None
    offers: list[RideView]


class TillSaleBody(msgspec.Struct, frozen=True):
    """What the card pays and what is left to pay."""

    sale_id: UUID
    card_fen: int
    to_pay_fen: int
