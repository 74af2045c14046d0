"""Pure decisions: what makes people one household, what is a sign of a farm, when a reward waits.

The evaluation plays farms and honest people through these functions (`make eval-abuse`). Every number here was chosen on
the kinds of farm in evals/abuse/farms.py; evals/abuse/held_out.py holds the kinds that were kept away from them.
"""

import hashlib
import ipaddress
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from qianbei.abuse.contracts import (
    Counts,
    Decision,
    Group,
    KeyKind,
    Mark,
    Reason,
    ReviewState,
    ReviewStep,
    Standing,
    Verdict,
)

LINKING = (KeyKind.DEVICE, KeyKind.PHONE, KeyKind.PAYMENT, KeyKind.DOOR)
"""What people share who live together. A network never links: a family, a dormitory and a city share one."""

ONE_PERSON = (KeyKind.DEVICE, KeyKind.PHONE, KeyKind.PAYMENT)
"""What stands for one person where each may come once: a drop. A door is a family's."""

HOME_MAX = 6
"""A door of more people is a gate or a front desk: it no longer makes those who come a household."""

HOUSEHOLD_CAP = 6
"""Rewards of one kind for a household: three generations at one table, and the reason why a farm of a hundred is poor."""

HOUSEHOLD_MAX = 200
"""People in a household at most; who would come beyond that shares with a full one and waits for a reviewer."""

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)

NEWEST = 8
"""So many of the newest people with the same key are looked at: enough to see a pattern, few enough to be one read."""

BROWSERS_FEW = 3
"""Of the newest eight from one network within a day, no more different browsers than these: emulators. Of real phones
the most common model with its version is one in ten, so eight people have six or more."""

BLOCK_MIN = 4
"""People with phones from one hundred consecutive numbers within a week, who come from networks nobody else uses."""

NEIGHBOURS_FEW = 2
"""A network with no more people of the city than these, oneself included, is a stranger's."""

STRANGERS_MANY = 6
"""Of the newest eight within a week at a door of many people: so many came from strangers' networks."""

GROUP_WITHIN = {
    KeyKind.DOOR: 3 * WEEK,
    KeyKind.BLOCK: 3 * WEEK,
    KeyKind.NETWORK: WEEK,
    KeyKind.TREE: 4 * DAY,
}
"""Which groups are looked at as a whole, and how far back."""

GROUP_NEWEST = 16
"""So many of the newest people of a group are looked at."""

ONE_LINE_MAX, ONE_DOOR_MAX = 2, 2
"""People who live, work or study in one place share its network; of a whole group more than these."""

GROUP_LARGE = 12
"""Of a smaller group no two may share a line before it looks like one that was put together from everywhere."""

FRESH_MIN, FRESH_DOORS_MIN = 6, 3
"""So many newcomers at so many doors on a network that nobody used a week ago."""

TREE_MIN = 5
"""So many newcomers in four days who lead back to one inviter and share no line: circles of friends grow slower."""

CITY_BUSY_PER_HOUR = 20_000
"""So many newcomers in an hour are a campaign's crowd, in which farms hide: a phone and a door then come first."""


def key_hash(pepper: bytes, kind: KeyKind, value: str) -> bytes:
    """32 bytes of keyed BLAKE2b; without the pepper nobody can ask our tables for a phone or an address."""
    return hashlib.blake2b(f"abuse\0{kind}\0{value}".encode(), key=pepper, digest_size=32).digest()


def network_of(address: str) -> str | None:
    """The /24 or /48 of an internet address; None for what is none, and for addresses of no public network."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    if not parsed.is_global:
        return None
    prefix = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed, prefix), strict=False))


def links(kind: KeyKind, sharers: int) -> bool:
    """Do people who show this key become one household? `sharers` counts them all."""
    return kind in LINKING and sharers > 1 and (kind is not KeyKind.DOOR or sharers <= HOME_MAX)


def is_stranger(network: int) -> bool:
    """Whether somebody's network is one in which the city knows next to nobody; 0 is no network at all."""
    return 0 < network <= NEIGHBOURS_FEW


def tree_of(root_id: UUID) -> bytes:
    """The key of all whom this person's invites lead to."""
    return hashlib.blake2b(b"tree\0" + root_id.bytes, digest_size=32).digest()


def signals(counts: Counts, groups: Mapping[KeyKind, Group]) -> tuple[Reason, ...]:
    """Signs of a farm in what a person showed. Each needs two kinds of evidence; none is an address alone."""
    found = []
    if counts.newest_here >= NEWEST and counts.browsers_here <= BROWSERS_FEW:
        found.append(Reason.EMULATORS)
    if counts.block_week >= BLOCK_MIN and is_stranger(counts.network):
        found.append(Reason.NUMBER_BLOCK)
    if (
        counts.newest_at_door >= NEWEST
        and counts.strangers_at_door >= STRANGERS_MANY
        and is_stranger(counts.network)
    ):
        found.append(Reason.STRANGERS_AT_DOOR)
    found += [reason for kind, reason in _GROUP_SIGNS if _is_odd(kind, groups.get(kind, Group()))]
    return tuple(dict.fromkeys(found))


_GROUP_SIGNS = (
    (KeyKind.DOOR, Reason.NEW_CROWD),
    (KeyKind.BLOCK, Reason.NUMBER_BLOCK),
    (KeyKind.NETWORK, Reason.FRESH_NETWORK),
    (KeyKind.TREE, Reason.INVITE_BURST),
)


def _is_odd(kind: KeyKind, group: Group) -> bool:
    """Whether people came together who share what they should not, or do not share what they should."""
    is_scattered = group.one_line <= (ONE_LINE_MAX if group.newest >= GROUP_LARGE else 1)
    if kind is KeyKind.DOOR:
        return group.newest > HOME_MAX and not group.has_elders and is_scattered
    if kind is KeyKind.BLOCK:
        return group.newest >= BLOCK_MIN and is_scattered and group.one_door <= ONE_DOOR_MAX
    if kind is KeyKind.NETWORK:
        return group.newest >= FRESH_MIN and not group.has_elders and group.doors >= FRESH_DOORS_MIN
    return group.newest >= TREE_MIN and group.one_line <= ONE_LINE_MAX


def judge(standing: Standing) -> Verdict:
    """May this reward be given now? What a reviewer said goes before every rule."""
    member = standing.member
    if member.mark is Mark.CLEARED:
        return Verdict(Decision.GIVE)
    reasons = list(member.reasons)
    if standing.household_given >= HOUSEHOLD_CAP:
        reasons.append(Reason.HOUSEHOLD_FULL)
    if member.mark is Mark.DENIED:
        reasons.append(Reason.DENIED_BEFORE)
    if reasons:
        return Verdict(Decision.DELAY, tuple(reasons))
    if standing.is_busy and not (member.has_phone and member.has_door):
        return Verdict(Decision.PROVE, (Reason.PROVE_FIRST,))
    return Verdict(Decision.GIVE)


ANSWERED_WITHIN = timedelta(hours=24)
"""What a person is promised: so long after it was opened or appealed a reviewer has answered."""

APPEAL_WITHIN = timedelta(days=7)
"""So long a denial can be appealed; then money that was kept back for it goes to others."""

STEPS: dict[tuple[ReviewState, ReviewStep], ReviewState] = {
    (ReviewState.OPEN, ReviewStep.CLEARED): ReviewState.CLEARED,
    (ReviewState.OPEN, ReviewStep.DENIED): ReviewState.DENIED,
    (ReviewState.OPEN, ReviewStep.APPEALED): ReviewState.APPEALED,
    (ReviewState.DENIED, ReviewStep.APPEALED): ReviewState.APPEALED,
    (ReviewState.DENIED, ReviewStep.CLEARED): ReviewState.CLEARED,
    (ReviewState.APPEALED, ReviewStep.CLEARED): ReviewState.CLEARED,
    (ReviewState.APPEALED, ReviewStep.DENIED): ReviewState.DENIED,
}
"""From every state but CLEARED a person can appeal or has appealed: nobody is denied for good without being heard."""


def after(state: ReviewState, step: ReviewStep) -> ReviewState | None:
    """Where a step leads; None when it cannot be taken."""
    return STEPS.get((state, step))


def is_final(state: ReviewState, changed_at: datetime, at: datetime) -> bool:
    """Whether the time to appeal is over."""
    return state is ReviewState.DENIED and at >= changed_at + APPEAL_WITHIN


def merged(sizes: Collection[int]) -> bool:
    """May households of these sizes become one?"""
    return sum(sizes) <= HOUSEHOLD_MAX
