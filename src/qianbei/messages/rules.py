"""When a message goes out: which channels a kind may use, the quiet hours, the pace, and what an answer means.

Pure. A push to everybody at ten o'clock is what makes the crowd, so what many are told at once is scattered over the
time that its channel needs for them, and nobody is woken.
"""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import msgspec

from qianbei.kit.clock import day_began
from qianbei.messages.contracts import Channel, Kind, Outcome, SendState, Telling

BOTH = frozenset(Channel)
PUSH = frozenset({Channel.WEB_PUSH})


class Manner(msgspec.Struct, frozen=True):
    """How a kind is told: through which channels, for how long it is worth it, and whether also at night."""

    channels: frozenset[Channel]
    lasts: timedelta = timedelta(days=30)
    sent_within: timedelta = timedelta(days=1)
    at_any_hour: bool = False


MANNERS: dict[Kind, Manner] = {
    Kind.CARD_GIVEN: Manner(PUSH),
    Kind.CARDS_EXTENDED: Manner(BOTH),
    Kind.CARDS_RECALLED: Manner(BOTH),
    Kind.CARD_RETURNED: Manner(PUSH),
    Kind.CARDS_ENDING: Manner(BOTH),
    Kind.GIFT_TAKEN: Manner(frozenset()),
    Kind.GIFT_RETURNED: Manner(PUSH),
    Kind.DROP_NOT_DRAWN: Manner(frozenset()),
    Kind.INVITE_REWARDED: Manner(PUSH),
    Kind.PACKET_OPENED: Manner(PUSH),
    Kind.PACKET_ENDING: Manner(PUSH),
    Kind.PAYOUT_PAID: Manner(PUSH),
    Kind.PAYOUT_DECLINED: Manner(PUSH),
    Kind.REVIEW_CLEARED: Manner(PUSH),
    Kind.REVIEW_DENIED: Manner(PUSH),
    Kind.PLACE_CAME: Manner(BOTH, timedelta(days=1), timedelta(minutes=10), at_any_hour=True),
}
"""An SMS costs money and wakes people, so only what somebody may lose something by missing is sent as one."""

ATTEMPTS_MAX = 5
"""How often one send is taken; then what became of it stays unknown."""

ADDRESSES_MAX = 10
"""A message goes to so many of a person's addresses, the newest first."""

QUIET_FROM_H, QUIET_UNTIL_H = 22, 8
MORNING = timedelta(hours=1)
"""What waited for the morning is scattered over its first hour."""

SPREAD_SLACK = 1.25
"""A crowd is scattered over a little more than the time its channel needs, so that the queue stays short."""

AGAIN_FIRST_S, AGAIN_S_MAX = 5.0, 600.0


def ends_at(telling: Telling) -> datetime:
    """Until when it is shown."""
    return telling.ends_at or telling.at + MANNERS[telling.kind].lasts


def due_at(telling: Telling) -> datetime:
    """When it may go out: scattered by the message's own id, and not in the night unless its person waits for it."""
    message_id = telling.message_id
    due = max(telling.at, telling.not_before or telling.at)
    due += timedelta(seconds=telling.spread_s * _share(message_id, 0))
    return due if MANNERS[telling.kind].at_any_hour else after_the_night(due, _share(message_id, 1))


def _share(message_id: UUID, which: int) -> float:
    """Between 0 and 1, the same whenever it is asked: thirty of the id's hashed bits."""
    return (message_id.int >> 30 * which & 0x3FFF_FFFF) / 0x4000_0000


def too_late_at(telling: Telling, due: datetime) -> datetime:
    """From when it is not sent any more; the inbox may still show it."""
    return min(ends_at(telling), due + MANNERS[telling.kind].sent_within)


def is_quiet(at: datetime) -> bool:
    """The city's night."""
    hours = (at - day_began(at)) / timedelta(hours=1)
    return hours >= QUIET_FROM_H or hours < QUIET_UNTIL_H


def after_the_night(at: datetime, share: float) -> datetime:
    """`at` by day, else that share into the first hour of the morning after."""
    if not is_quiet(at):
        return at
    midnight = day_began(at)
    if at - midnight >= timedelta(hours=QUIET_FROM_H):
        midnight += timedelta(days=1)
    return midnight + timedelta(hours=QUIET_UNTIL_H) + share * MORNING


def spread_s(people: int, rate_per_s: float) -> float:
    """Over how many seconds that many people are told."""
    return SPREAD_SLACK * people / rate_per_s


def allowance(
    paced_at: datetime, at: datetime, rate_per_s: float, count_max: int, burst_s: float = 1.0
) -> tuple[int, datetime]:
    """How many may be taken now, and the time that their pace counts from.

    A channel that was idle catches up `burst_s` at most.
    """
    begins = max(paced_at, at - timedelta(seconds=burst_s))
    free = int((at - begins).total_seconds() * rate_per_s + 1e-9)
    return max(0, min(free, count_max)), begins


def paced(begins: datetime, taken: int, rate_per_s: float) -> datetime:
    """The time up to which the rate is used up once `taken` were taken."""
    return begins + timedelta(seconds=taken / rate_per_s)


def state_after(outcome: Outcome, attempts: int) -> SendState:
    """Where a send stands after an attempt: an unknown one is asked again, a bounded number of times."""
    if outcome is not Outcome.UNKNOWN:
        return SendState(outcome.value)
    return SendState.UNKNOWN if attempts >= ATTEMPTS_MAX else SendState.QUEUED


def again_after_s(attempts: int, random: Random) -> float:
    """How long to wait before the next attempt, in real seconds: doubling, jittered."""
    pause_s = min(AGAIN_FIRST_S * 2 ** (attempts - 1), AGAIN_S_MAX)
    return pause_s * random.uniform(0.75, 1.25)
