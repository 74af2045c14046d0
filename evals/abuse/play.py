"""One world played through the rules that production uses: what each account asked for, and what it was given.

An account joins and asks for its card, proves a phone two minutes later, tells its door two minutes later, and asks each
time. Who joined before the launch asks when they come back on its first morning, and is looked at anew then. With a card an account orders after half an
hour; an hour later, if it was invited, both sides ask for their invite's card. A day later whoever has nothing asks again.
"""

import heapq
from collections.abc import Sequence
from datetime import datetime
from random import Random
from uuid import UUID

import msgspec

from evals.abuse.accounts import DAY_S, HOUR_S, Account
from evals.abuse.mirror import Mirror, at_of
from qianbei.abuse.contracts import Decision, KeyKind, Reason

FACE_FEN = 2_500
LAUNCH = at_of(0.0)


class Ways(msgspec.Struct, frozen=True):
    """What differs between installations, and one thing that ours does not do.

    `payer_tells`: the payer says who would pay when the phone is proved, not with the first payment. `looks_at_use`: signs are
    looked for anew when a card is used; ours does not, since a card in the hand is kept. `vests_after_s`: so long after the
    newcomer's order an invite is given. `keeps_shows`: fates say all that an account showed when it had told all.
    """

    is_busy: bool = True
    payer_tells: bool = True
    looks_at_use: bool = False
    vests_after_s: float = HOUR_S
    keeps_shows: bool = False


class Fate(msgspec.Struct):
    """What became of one account. Money in fen."""

    account: Account
    asked_fen: int = 0
    given_fen: int = 0
    is_delayed: bool = False
    was_asked_to_prove: bool = False
    reasons: frozenset[Reason] = frozenset()
    has_card: bool = False
    has_used: bool = False
    is_alone: bool = False
    is_unplaced: bool = False
    shows: tuple[float, ...] = ()


def play(accounts: Sequence[Account], ways: Ways) -> list[Fate]:
    """Every account's way through one world, in order of time."""
    mirror = Mirror(is_busy=ways.is_busy)
    fates = {each.person: Fate(each) for each in accounts}
    queue = [(each.at_s, number, "join", each.person) for number, each in enumerate(accounts)]
    heapq.heapify(queue)
    number = len(queue)
    while queue:
        at_s, _, step, person = heapq.heappop(queue)
        for wait_s, following in _step(mirror, ways, fates, step, person, at_s):
            number += 1
            heapq.heappush(queue, (at_s + wait_s, number, following, person))
    return list(fates.values())


def _step(
    mirror: Mirror, ways: Ways, fates: dict[UUID, Fate], step: str, person: UUID, at_s: float
) -> list[tuple[float, str]]:
    fate = fates[person]
    account, at = fate.account, at_of(at_s)
    if step == "join":
        fate.asked_fen += FACE_FEN
        keys = {
            KeyKind.DEVICE: account.device,
            KeyKind.NETWORK: account.network,
            KeyKind.AGENT: account.agent,
        }
        mirror.observe(person, keys, at)
        if account.inviter is not None:
            mirror.introduce(person, account.inviter, at)
        _ask(mirror, fate, at)
        return [(120, "phone")]
    if step == "phone":
        keys = {KeyKind.PHONE: account.phone, KeyKind.BLOCK: account.phone[:-2]}
        mirror.observe(person, keys, at)
        if ways.payer_tells:
            mirror.observe(person, {KeyKind.PAYMENT: account.payment}, at)
        _ask(mirror, fate, at)
        return [(120, "door")]
    if step == "door":
        mirror.observe(person, {KeyKind.DOOR: account.door}, at)
        return [(_until_launch(account), "visit")]
    if step == "visit":
        mirror.refresh(person, at)
        _ask(mirror, fate, at)
        fate.is_delayed = not fate.has_card
        ties = mirror.ties(person)
        fate.is_alone, fate.is_unplaced = not ties, ties <= {KeyKind.NETWORK}
        if ways.keeps_shows:
            fate.shows = (float(account.inviter is not None), *mirror.shows(person, at))
        return [(1_800, "order"), (DAY_S, "again")]
    if step == "order":
        _use(mirror, ways, fate, at)
        fate.is_delayed |= not fate.has_used
        return [(ways.vests_after_s, "vest")] if account.inviter is not None else []
    if step == "vest":
        mirror.refresh(person, at)
        _vest(mirror, fate, fates[account.inviter] if account.inviter else None)
    else:
        _ask(mirror, fate, at)
        _use(mirror, ways, fate, at)
    return []


def _until_launch(account: Account) -> float:
    """Who was there before comes back on the launch's first morning, as in the city of `honest`."""
    if account.at_s >= 0:
        return 0.0
    return min(Random(account.person.int).expovariate(1 / (3 * HOUR_S)), DAY_S) - account.at_s


def _ask(mirror: Mirror, fate: Fate, at: datetime) -> None:
    person = fate.account.person
    if fate.has_card or at < LAUNCH:
        return
    verdict = mirror.verdict(person, "joining")
    fate.reasons = frozenset(verdict.reasons)
    if verdict.decision is Decision.GIVE:
        mirror.give(person, "joining")
        fate.has_card = True
    fate.was_asked_to_prove |= verdict.decision is Decision.PROVE


def _use(mirror: Mirror, ways: Ways, fate: Fate, at: datetime) -> None:
    """A card is worth something once it pays an order."""
    person = fate.account.person
    if not fate.has_card or fate.has_used:
        return
    if ways.looks_at_use:
        mirror.refresh(person, at)
        verdict = mirror.verdict(person, "use")
        if verdict.decision is not Decision.GIVE:
            fate.reasons = frozenset(verdict.reasons)
            return
        mirror.give(person, "use")
    mirror.observe(person, {KeyKind.PAYMENT: fate.account.payment}, at)
    fate.has_used = True
    fate.given_fen += FACE_FEN


def _vest(mirror: Mirror, fate: Fate, inviter: Fate | None) -> None:
    assert inviter is not None
    fate.asked_fen += FACE_FEN
    inviter.asked_fen += FACE_FEN
    if not fate.has_used:
        return
    verdict = mirror.verdict(fate.account.person, "invite")
    if verdict.decision is Decision.GIVE:
        mirror.give(fate.account.person, "invite")
        fate.given_fen += FACE_FEN
        inviter.given_fen += FACE_FEN
