"""What one turn was worth, and what many are: exact, asked and wrong apart, each with its uncertainty.

A wrong cart that nobody was asked about costs more than a question, so the two are never added up. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from math import sqrt
from typing import Any

import msgspec

from evals.notation import Cart

_Z = 1.959964
"""The normal quantile of a 95 % interval."""

BIN_EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.97, 1.0)
"""Confidences are counted between these; the last bin is 1.0 alone."""


class Outcome(StrEnum):
    EXACT = "exact"
    """The cart is the gold's, and where a good assistant asks, something was asked."""
    NOT_ASKED = "not_asked"
    """The cart is the gold's, but a question was missing."""
    ASKED = "asked"
    """Another cart, but the person was asked or told what was not understood: nothing wrong is ordered silently."""
    WRONG = "wrong"
    """Another cart, and nobody was asked."""


class Scored(msgspec.Struct, frozen=True):
    """One turn as it was read. `slots` are (read, gold, both)."""

    id: str
    menu: str
    language: str
    say: str
    outcome: Outcome
    gold: str
    cart: str
    asked: bool
    should_ask: bool
    intent: str
    intent_gold: str
    intent_is_right: bool
    confidence: float
    slots: tuple[int, int, int]
    unread: tuple[str, ...] = ()
    is_template: bool = False
    is_unsure: bool = False
    """A model, if there is one, would be asked about these words."""
    conversation: str | None = None


def outcome_of(cart: Cart, gold: Cart, asked: bool, should_ask: bool) -> Outcome:
    """How a reading compares with what a careful person would have put down."""
    if cart == gold:
        return Outcome.NOT_ASKED if should_ask and not asked else Outcome.EXACT
    return Outcome.ASKED if asked else Outcome.WRONG


def slots_of(cart: Cart) -> Counter[tuple[str, ...]]:
    """Every item, option and removal of a cart, as often as it stands there."""
    slots: Counter[tuple[str, ...]] = Counter()
    for line, count in cart.items():
        slots["item", line.item] += count
        for option in line.options:
            key = (line.item, option.group, option.option, str(option.quantity), option.qualifier or "")
            slots["option", *key] += count
        for removed in line.without:
            slots["without", line.item, removed.group, removed.option] += count
    return slots


def slot_counts(cart: Cart, gold: Cart) -> tuple[int, int, int]:
    """(read, gold, both)"""
    read, wanted = slots_of(cart), slots_of(gold)
    return read.total(), wanted.total(), (read & wanted).total()


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % score interval of a share; (0, 1) of nothing."""
    if not total:
        return 0.0, 1.0
    share = hits / total
    middle = share + _Z * _Z / (2 * total)
    spread = _Z * sqrt(share * (1 - share) / total + _Z * _Z / (4 * total * total))
    scale = 1 + _Z * _Z / total
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def share(hits: int, total: int) -> dict[str, Any]:
    """A share as it is reported, rounded to a tenth of a per cent."""
    low, high = wilson(hits, total)
    part = hits / total if total else 0.0
    return {"share": round(part, 3), "low": round(low, 3), "high": round(high, 3), "hits": hits, "of": total}


def summary(scored: Sequence[Scored]) -> dict[str, Any]:
    """All figures of some turns. A conversation is exact when each of its turns is."""
    total = len(scored)
    outcomes = Counter(turn.outcome for turn in scored)
    talks: dict[str, bool] = {}
    for turn in scored:
        if turn.conversation is not None:
            whole = talks.get(turn.conversation, True)
            talks[turn.conversation] = whole and turn.outcome is Outcome.EXACT
    needless = sum(t.asked and not t.should_ask for t in scored if t.outcome is Outcome.EXACT)
    return {
        "turns": total,
        **{outcome.value: share(outcomes[outcome], total) for outcome in Outcome},
        "needless_questions": share(needless, total),
        "intent": share(sum(turn.intent_is_right for turn in scored), total),
        "slot_f1": _f1(scored),
        "conversations_exact": share(sum(talks.values()), len(talks)),
        "model_calls_per_order": _model_calls(scored, len(talks)),
        "outside_templates": share(sum(not turn.is_template for turn in scored), total),
    }


def calibration(scored: Iterable[Scored]) -> list[dict[str, Any]]:
    """For each range of confidence: how many turns, and the share that was exact."""
    bins: list[list[Scored]] = [[] for _ in BIN_EDGES]
    for turn in scored:
        bins[sum(turn.confidence >= edge for edge in BIN_EDGES[1:])].append(turn)
    return [
        {
            "from": low,
            "mean": round(sum(turn.confidence for turn in turns) / len(turns), 3),
            "exact": share(sum(turn.outcome is Outcome.EXACT for turn in turns), len(turns)),
            "wrong": share(sum(turn.outcome is Outcome.WRONG for turn in turns), len(turns)),
        }
        for low, turns in zip(BIN_EDGES, bins, strict=True)
        if turns
    ]


def _model_calls(scored: Sequence[Scored], talks: int) -> float | None:
    """Turns of conversations that would ask a model, for each conversation, which is one order; None without any."""
    asked = sum(turn.is_unsure for turn in scored if turn.conversation is not None)
    return round(asked / talks, 3) if talks else None


def _f1(scored: Sequence[Scored]) -> float:
    read, gold, both = (sum(turn.slots[i] for turn in scored) for i in range(3))
    return round(2 * both / (read + gold), 3) if read + gold else 1.0
