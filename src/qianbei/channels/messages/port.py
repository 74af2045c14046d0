"""What we ask of any way to the outside. Sending again under the same id sends nothing twice where the other side can tell."""

from typing import Protocol
from uuid import UUID

import msgspec

from qianbei.messages.contracts import Outcome


class Text(msgspec.Struct, frozen=True):
    """What a person reads: one line, and one more; and all of it in one `line`, with who says it."""

    title: str
    body: str
    line: str


class Parcel(msgspec.Struct, frozen=True):
    """One text for one address. `target` is plain, as the adapter of its channel understands it.

    `lasts_s` is for how long it is worth keeping for a device that is switched off.
    """

    send_id: UUID
    message_id: UUID
    target: bytes
    text: Text
    lasts_s: int


class Answer(msgspec.Struct, frozen=True):
    """What came of asking. `again_after_s` is how long the other side wants to be left alone, where it says so; real seconds."""

    outcome: Outcome
    again_after_s: float | None = None


class Messenger(Protocol):
    """The port. It never raises for what the other side does: silence, nonsense and failure are `UNKNOWN`."""

    async def send(self, parcel: Parcel) -> Answer: ...
