"""What crosses the door of waves."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.kit.ids import derived_id

TASK = "task:"


class RunState(StrEnum):
    """Whether a campaign gives."""

    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"


class Run(msgspec.Struct, frozen=True):
    """A launched campaign. `pace_percent` is what an operator made of the file's speed."""

    campaign_id: UUID
    slug: str
    state: RunState
    pace_percent: int
    version: int


class Steer(msgspec.Struct, frozen=True):
    """A change that an operator made; `by_id` None for the command line."""

    seq: int
    by_id: UUID | None
    at: datetime
    from_state: RunState
    to_state: RunState
    from_percent: int
    to_percent: int


class Version(msgspec.Struct, frozen=True):
    """A file as it was launched."""

    version: int
    text: str
    since: datetime


class Wave(msgspec.Struct, frozen=True):
    """When, by which ways and of which template a budget gives. `allowed` cards in all may be given by `paced_at`.

    `per_hour` None: as fast as people come. `wanted` are the codes that earn a card of it, and the
    tasks, each behind TASK so that a task is no code.
    """

    node_id: UUID
    campaign_id: UUID
    template_id: UUID
    ways: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    cards_max: int
    per_hour: int | None
    from_hour: int
    to_hour: int
    cups_percent: int | None
    wanted: tuple[str, ...]
    client_version: str
    allowed: int
    paced_at: datetime

    @property
    def codes(self) -> list[str]:
        """As people are told them."""
        return [each for each in self.wanted if not each.startswith(TASK)]

    @property
    def tasks(self) -> list[str]:
        """Their names."""
        return [each.removeprefix(TASK) for each in self.wanted if each.startswith(TASK)]

    def is_open(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


def campaign_id_of(cell: int, slug: str) -> UUID:
    """One campaign a name in a cell."""
    return derived_id("campaign", cell, slug)


def node_id_of(campaign_id: UUID, wave: str) -> UUID:
    """The budget of a wave."""
    return derived_id("wave", campaign_id, wave)
