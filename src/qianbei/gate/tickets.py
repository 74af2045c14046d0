"""Ticket and pass: what a waiting and an admitted person carry, sealed, so that reload or a lost worker costs no place.

The ticket says that this person joined then, in that lane of that worker. The pass says that this conversation was
admitted, on which step. Both are bound to the person, so a copy is worth nothing to anybody else; both fail closed.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qianbei.gate.classes import TrafficClass
from qianbei.gate.ladder import Step
from qianbei.kit.seals import Sealer, SealFault

TICKET_LASTS = timedelta(hours=6)
PASS_LASTS = timedelta(minutes=6)
STEP_LASTS = timedelta(hours=24)
"""As long as a draft: so long a conversation keeps the step it began on."""


class Ticket(msgspec.Struct, frozen=True, array_like=True):
    """`member` is the worker that gave the number; `joined_at` and `told_at`, when the place was told last, are wall time in
    Unix seconds: as long as silence is borne, and no longer, the ticket is good at another worker."""

    person: UUID
    member: str
    lane: TrafficClass
    number: int
    joined_at: float
    told_at: float = 0.0


class Pass(msgspec.Struct, frozen=True, array_like=True):
    """An admitted conversation. `until` is wall time in Unix seconds: afterwards it only tells the step."""

    person: UUID
    conversation: UUID
    step: Step
    until: float = 0.0


_ticket_decoder = msgspec.json.Decoder(Ticket)
_pass_decoder = msgspec.json.Decoder(Pass)


def seal_ticket(sealer: Sealer, ticket: Ticket, now: datetime, lasts: timedelta = TICKET_LASTS) -> str:
    return sealer.token("gate_ticket", msgspec.json.encode(ticket), now + lasts)


def open_ticket(sealer: Sealer, token: str, person: UUID, now: datetime) -> Ticket | None:
    """None for a broken or old ticket, and for another person's."""
    content = sealer.open_token("gate_ticket", token, now)
    if isinstance(content, SealFault):
        return None
    ticket = _ticket_decoder.decode(content)
    return ticket if ticket.person == person else None


def seal_pass(sealer: Sealer, admitted: Pass, now: datetime, lasts: timedelta = STEP_LASTS) -> str:
    return sealer.token("gate_pass", msgspec.json.encode(admitted), now + lasts)


def open_pass(sealer: Sealer, token: str, person: UUID, conversation: UUID, now: datetime) -> Pass | None:
    """None for a broken or old pass, and for another person's or conversation's."""
    content = sealer.open_token("gate_pass", token, now)
    if isinstance(content, SealFault):
        return None
    admitted = _pass_decoder.decode(content)
    return admitted if (admitted.person, admitted.conversation) == (person, conversation) else None
