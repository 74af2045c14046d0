"""Pure decisions: what makes people one household, what is a sign of a farm, when a reward waits.

The evaluation plays farms and honest people through these functions (`make eval-abuse`). Every number here was chosen on
the kinds of farm in evals/abuse/farms.py and schemes.py; the held-out sets hold kinds that were kept away.
"""

import hashlib
import ipaddress
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from qianbei.abuse.contracts import (
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

GROUP_WITHIN = {
    KeyKind.DOOR: 3 * WEEK,
    KeyKind.BLOCK: 3 * WEEK,
    KeyKind.NETWORK: WEEK,
    KeyKind.TREE: 2 * WEEK,
    KeyKind.PAYMENT: 3 * WEEK,
    KeyKind.DEVICE: 3 * WEEK,
}
"""Which groups are looked at as a whole, and how far back."""

GROUP_NEWEST = 16
"""So many of the newest people of a group are looked at: enough to see a pattern, few enough to be one read."""

OPEN_MIN, OPEN_DOORS_PERCENT = 8, 75
"""A line is open when of its newest people in a week so many told a door, and more doors than so many for a hundred people."""

GROUP_LARGE, ONE_LINE_MAX = 12, 2
"""People who live, work or study in one place share its line. Of a group so large at most so many may share one before it
looks like people who have a place in common; of a smaller one no two."""

CROWD_MIN = 6
"""Newcomers at a door that nobody gave a week ago, none of whom share a line. Of six relatives at one table two use its line,
nine times of ten."""

DEVICE_MIN = 3
"""So many newcomers with one device at as many doors; where lone lines say something two doors and two such lines are enough.
A tablet stays at home."""

PURSE_MIN, PURSE_DOORS_MIN = 3, 3
"""So many newcomers at so many doors who pay from one account: a family's purse pays for one door, or two."""

LONE_MIN = 2
"""People on lines that nobody else in the city uses. One of a group is a guest or has a tunnel; these are a pattern when
they are half of a group that invites or numbers made, or, since a street of few people may have lines of its own,
three of four at a door."""

ELDERS, ELDERS_WITH_LINE_MIN, LONE_ELDERS_PERCENT = 64, 32, 25
"""Lone lines say something only in a city whose lines are shared: of its very first people, whom no farm of today can have
made, so many showed a line and no more of these are lone. In a new or a small city everybody's line is."""

OLD_DOOR_MIN = 8
"""At a door that was known a week ago so many newcomers are looked at before lone lines count."""

BROWSERS_FEW = {
    KeyKind.DOOR: ((3, 1), (6, 2), (8, 3)),
    KeyKind.NETWORK: ((5, 1), (8, 2), (12, 3)),
}
"""So many people with no more different browsers than these: emulators, or a rack of alike phones. Of real phones the most
common model with its version is one in ten, so eight people have six or more; three at one door have one in four hundred times."""

ONE_DEVICE_MIN = 4
"""So many people at a door with one device among them all: a family that shares a tablet has telephones as well."""

FRESH_MIN, FRESH_DOORS_MIN, FRESH_BROWSERS, EVENING_S = 8, 3, 3, 6 * 3_600
"""So many newcomers on a network that nobody used a week ago: at so many doors, two of them or more for one and three or more
for one browser; or nine doors for ten of them, for longer than an evening. A crowd before a stage has as many doors as
people, and goes home; a market's guest line has few doors and many browsers. A line half of whose people name one door is that
door's: an internet café has few browsers, and guests who order home."""

BLOCK_MIN, ONE_DOOR_MAX = 4, 2
"""Newcomers with phones from one hundred consecutive numbers who share neither a line nor a door."""

TREE_MIN = 5
"""So many newcomers within two weeks who lead back to one inviter and share no line: friends of friends share some."""

CITY_BUSY_PER_HOUR = 20_000
"""So many newcomers in an hour are a campaign's crowd, in which farms hide: a phone and a door then come first."""


def key_hash(pepper: bytes, kind: KeyKind, value: str) -> bytes:
    """32 bytes of keyed BLAKE2b; without the pepper nobody can ask our tables for a phone or an address."""
    return hashlib.blake2b(f"abuse\0{kind}\0{value}".encode(), key=pepper, digest_size=32).digest()


def network_of(address: str) -> str | None:
    """The /24 or /48 of an internet address; None for what is none, and for addresses of no public network.

    A server that listens on `::` names IPv4 peers as ::ffff:a.b.c.d, all of which would lie in one /48.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    parsed = (parsed.ipv4_mapped if parsed.version == 6 else None) or parsed
    if not parsed.is_global:
        return None
    prefix = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed, prefix), strict=False))


def links(kind: KeyKind, sharers: int) -> bool:
    """Do people who show this key become one household? `sharers` counts them all."""
    return kind in LINKING and sharers > 1 and (kind is not KeyKind.DOOR or sharers <= HOME_MAX)


def is_open(told: int, doors: int) -> bool:
    """Whether a line is everybody's, by how many of its newest people told a door and how many doors these are."""
    return told >= OPEN_MIN and 100 * doors > OPEN_DOORS_PERCENT * told


def tree_of(root_id: UUID) -> bytes:
    """The key of all whom this person's invites lead to."""
    return hashlib.blake2b(b"tree\0" + root_id.bytes, digest_size=32).digest()


def signals(groups: Mapping[KeyKind, Group], *, are_lines_shared: bool) -> tuple[Reason, ...]:
    """Signs of a farm in the groups that a person belongs to. Each needs two kinds of evidence; none is an address alone.

    Where lines are not shared (`are_lines_shared`) a lone one is no evidence.
    """
    signs = (*_SIGNS, *_LONE_SIGNS) if are_lines_shared else _SIGNS
    return tuple(
        dict.fromkeys(
            reason for kind, reason, is_sign in signs if kind in groups and is_sign(groups[kind], kind)
        )
    )


def are_lines_shared(elders_with_line: int, lone: int) -> bool:
    """Whether a city's first people share their lines with others; `lone` are those who do not."""
    return elders_with_line >= ELDERS_WITH_LINE_MIN and 100 * lone <= LONE_ELDERS_PERCENT * elders_with_line


def _is_scattered(group: Group) -> bool:
    return group.one_line <= (ONE_LINE_MAX if group.newest >= GROUP_LARGE else 1)


def _is_at_three_homes(group: Group, _: KeyKind) -> bool:
    return group.newest >= DEVICE_MIN and group.doors >= DEVICE_MIN


def _is_at_lone_homes(group: Group, _: KeyKind) -> bool:
    return group.lone_lines >= LONE_MIN and group.doors > 1


def _is_purse_of_many(group: Group, _: KeyKind) -> bool:
    return group.newest >= PURSE_MIN and group.doors >= PURSE_DOORS_MIN


def _is_new_crowd(group: Group, _: KeyKind) -> bool:
    return group.newest >= CROWD_MIN and not group.has_elders and _is_scattered(group)


def _is_of_strangers(group: Group, _: KeyKind) -> bool:
    return (
        group.lone_lines >= LONE_MIN
        and 4 * group.lone_lines >= 3 * group.newest
        and (not group.has_elders or group.newest >= OLD_DOOR_MIN)
    )


def _is_alike(group: Group, kind: KeyKind) -> bool:
    return any(group.newest >= people and group.browsers <= few for people, few in BROWSERS_FEW[kind])


def _is_one_device(group: Group, _: KeyKind) -> bool:
    return group.newest >= ONE_DEVICE_MIN and group.devices == 1


def _is_fresh(group: Group, _: KeyKind) -> bool:
    if group.told < FRESH_MIN or group.has_elders:
        return False
    is_a_doors = 2 * group.one_door >= group.told
    is_few = group.doors >= FRESH_DOORS_MIN and 2 * group.doors <= group.told and not is_a_doors
    is_each = 10 * group.doors >= 9 * group.told
    alike = FRESH_BROWSERS * group.browsers <= group.newest
    return (is_few and alike) or (is_each and group.span_s >= EVENING_S)


def _is_half_lone(group: Group, _: KeyKind) -> bool:
    return group.lone_lines >= LONE_MIN and 2 * group.lone_lines >= group.newest


def _is_spread_block(group: Group, _: KeyKind) -> bool:
    return group.newest >= BLOCK_MIN and _is_scattered(group) and group.one_door <= ONE_DOOR_MAX


def _is_burst(group: Group, _: KeyKind) -> bool:
    return group.newest >= TREE_MIN and _is_scattered(group)


_SIGNS = (
    (KeyKind.DOOR, Reason.NEW_CROWD, _is_new_crowd),
    (KeyKind.DOOR, Reason.EMULATORS, _is_alike),
    (KeyKind.DOOR, Reason.ONE_DEVICE, _is_one_device),
    (KeyKind.DEVICE, Reason.DEVICE_OF_MANY, _is_at_three_homes),
    (KeyKind.PAYMENT, Reason.PURSE_OF_MANY, _is_purse_of_many),
    (KeyKind.BLOCK, Reason.NUMBER_BLOCK, _is_spread_block),
    (KeyKind.NETWORK, Reason.EMULATORS, _is_alike),
    (KeyKind.NETWORK, Reason.FRESH_NETWORK, _is_fresh),
    (KeyKind.TREE, Reason.INVITE_BURST, _is_burst),
)

_LONE_SIGNS = (
    (KeyKind.DEVICE, Reason.DEVICE_OF_MANY, _is_at_lone_homes),
    (KeyKind.DOOR, Reason.STRANGERS_AT_DOOR, _is_of_strangers),
    (KeyKind.BLOCK, Reason.NUMBER_BLOCK, _is_half_lone),
    (KeyKind.TREE, Reason.INVITE_BURST, _is_half_lone),
)


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
