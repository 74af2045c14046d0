"""One world played through the rules that production uses: what each account asked for, and what it was given."""

import heapq
from collections.abc import Sequence
from uuid import UUID

import msgspec

from evals.abuse.accounts import DAY_S, Account
from evals.abuse.mirror import Mirror, at_of
from qianbei.abuse.contracts import Decision, KeyKind, Reason

FACE_FEN = 2_500


class Fate(msgspec.Struct):
    """What became of one account. Money in fen."""

    account: Account
    asked_fen: int = 0
    given_fen: int = 0
    is_delayed: bool = False
    was_asked_to_prove: bool = False
    reasons: frozenset[Reason] = frozenset()
    has_card: bool = False
    is_alone: bool = False
    is_unplaced: bool = False


def play(accounts: Sequence[Account], *, is_busy: bool) -> list[Fate]:
    """Every account's way through one world, in order of time."""
    mirror = Mirror(is_busy=is_busy)
    fates = {each.person: Fate(each) for each in accounts}
    queue = [(each.at_s, number, "join", each.person) for number, each in enumerate(accounts)]
    heapq.heapify(queue)
    number = len(queue)
    while queue:
        at_s, _, step, person = heapq.heappop(queue)
        for wait_s, following in _step(mirror, fates, step, person, at_s):
            number += 1
            heapq.heappush(queue, (at_s + wait_s, number, following, person))
    return list(fates.values())


def _step(
    mirror: Mirror, fates: dict[UUID, Fate], step: str, person: UUID, at_s: float
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
        _ask(mirror, fate)
        return [(120, "phone")]
    if step == "phone":
        mirror.observe(person, {KeyKind.PHONE: account.phone, KeyKind.BLOCK: account.phone[:-2]}, at)
        _ask(mirror, fate)
        return [(120, "door")]
    if step == "door":
        mirror.observe(person, {KeyKind.DOOR: account.door}, at)
        _ask(mirror, fate)
        fate.is_delayed = not fate.has_card
        ties = mirror.ties(person)
        fate.is_alone, fate.is_unplaced = not ties, ties <= {KeyKind.NETWORK}
        return [(1_800, "order"), (DAY_S, "again")]
    if step == "order":
        if fate.has_card:
            mirror.observe(person, {KeyKind.PAYMENT: account.payment}, at)
        return [(3_600, "vest")] if account.inviter is not None else []
    if step == "vest":
        _vest(mirror, fate, fates[account.inviter] if account.inviter else None)
    elif not fate.has_card:
        _ask(mirror, fate)
    return []


def _ask(mirror: Mirror, fate: Fate) -> None:
    person = fate.account.person
    if fate.has_card:
        return
    verdict = mirror.verdict(person, "joining")
    fate.reasons = frozenset(verdict.reasons)
    if verdict.decision is Decision.GIVE:
        mirror.give(person, "joining")
        fate.has_card = True
        fate.given_fen += FACE_FEN
    fate.was_asked_to_prove |= verdict.decision is Decision.PROVE


def _vest(mirror: Mirror, fate: Fate, inviter: Fate | None) -> None:
    assert inviter is not None
    fate.asked_fen += FACE_FEN
    inviter.asked_fen += FACE_FEN
    if not fate.has_card:
        return
    verdict = mirror.verdict(fate.account.person, "invite")
    if verdict.decision is Decision.GIVE:
        mirror.give(fate.account.person, "invite")
        fate.given_fen += FACE_FEN
        inviter.given_fen += FACE_FEN
