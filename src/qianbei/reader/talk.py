"""`qianbei read` without its command: JSON lines of many conversations in, the cart after each turn out.

Conversations may be interleaved; the longest silent ones are forgotten beyond SESSIONS_MAX, so memory is bounded.
Pure but for the draft it keeps by session. Deliberately absent: shops, persons, orders.
"""

from collections import OrderedDict

import msgspec

from qianbei.kit.words import Language
from qianbei.menu import LineChoice
from qianbei.reader.api import CompiledMenu
from qianbei.reader.contracts import ChoiceKind, Draft, Intent, NeedKind, Turn
from qianbei.reader.replies import reply_to, total_fen
from qianbei.reader.session import step

SESSIONS_MAX = 10_000

SessionId = str | int


class Said(msgspec.Struct, frozen=True):
    """One line of the input; other keys are ignored."""

    session: SessionId
    say: str


class OptionOut(msgspec.Struct, frozen=True):
    group: str
    option: str
    quantity: int
    qualifier: str | None


class RemovedOut(msgspec.Struct, frozen=True):
    group: str
    option: str


class LineOut(msgspec.Struct, frozen=True):
    """A line of the cart; `options` are only those that are not defaults."""

    item: str
    quantity: int
    options: tuple[OptionOut, ...]
    without: tuple[RemovedOut, ...]


class NeedOut(msgspec.Struct, frozen=True):
    kind: NeedKind
    line: int | None
    item: str | None
    group: str | None


class ChoiceOut(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer to the question; saying its `label` takes it."""

    kind: ChoiceKind
    label: str
    item: str | None = None
    group: str | None = None
    option: str | None = None
    line: int | None = None


class Heard(msgspec.Struct, frozen=True):
    """One line of the output: the whole cart after the turn. `total` is in fen, null while a choice is missing."""

    session: SessionId
    turn: int
    intent: Intent
    lines: tuple[LineOut, ...]
    total: int | None
    needs: tuple[NeedOut, ...]
    choices: tuple[ChoiceOut, ...]
    unread: tuple[str, ...]
    aside: tuple[str, ...]
    confidence: float
    reply: str
    micros: int = 0
    """How long reading took, in µs; the caller has the clock."""


class Talks:
    """The conversations of one menu, each with its draft and the number of its last turn."""

    def __init__(self, compiled: CompiledMenu, language: Language, sessions_max: int = SESSIONS_MAX) -> None:
        self._compiled, self._language, self._sessions_max = compiled, language, sessions_max
        self._drafts: OrderedDict[SessionId, tuple[int, Draft]] = OrderedDict()
        self.hear(Said("", "?"))  # What is built once is built before the first turn is timed.
        self._drafts.clear()

    def hear(self, said: Said) -> Heard:
        """The next turn of its conversation; an unknown one begins with an empty cart."""
        number, draft = self._drafts.pop(said.session, (0, Draft()))
        turn, after = step(self._compiled, draft, said.say, self._language)
        self._drafts[said.session] = number + 1, after
        if len(self._drafts) > self._sessions_max:
            self._drafts.popitem(last=False)
        menu, choices = self._compiled.menu, [line.choice for line in after.lines]
        return Heard(
            session=said.session,
            turn=number + 1,
            intent=turn.intent,
            lines=tuple(_line_out(choice) for choice in choices),
            total=total_fen(menu, choices),
            needs=_needs_out(turn),
            choices=tuple(
                ChoiceOut(each.kind, each.label, each.item, each.group, each.option, each.line)
                for each in turn.choices
            ),
            unread=turn.unread,
            aside=turn.aside,
            confidence=turn.confidence,
            reply=reply_to(menu, turn, after, said.say, self._language),
        )


def _needs_out(turn: Turn) -> tuple[NeedOut, ...]:
    needs = [NeedOut(need.kind, need.line, need.item, need.group) for need in turn.needs]
    if turn.is_guess:
        needs.append(NeedOut(NeedKind.CHECK, None, None, None))
    return tuple(needs)


def _line_out(choice: LineChoice) -> LineOut:
    return LineOut(
        choice.item,
        choice.quantity,
        tuple(OptionOut(o.group, o.option, o.quantity, o.qualifier) for o in choice.options),
        tuple(RemovedOut(removed.group, removed.option) for removed in choice.without),
    )
