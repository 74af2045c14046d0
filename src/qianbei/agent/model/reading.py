"""A model's answer, made into the typed turn that the fast reader gives, after the same checks by the same menu.

Anything that the menu does not allow spoils the whole answer: half of a misunderstanding is no better than all of it.
"""

from collections.abc import Sequence

import msgspec

from qianbei.agent.model.port import ModelFault
from qianbei.menu import Choice, LineChoice, LineFault, LineFaultReason, Menu, Removed, price_line
from qianbei.reader.contracts import AddLine, Edit, Intent, RemoveLine, Turn

LINES_MAX = 20
UNREAD_MAX = 6
ANSWER_CHARACTERS_MAX = 20_000
"""A longer answer is no cart."""

MAY_MEAN = frozenset(
    {
        Intent.ORDER,
        Intent.CHANGE,
        Intent.STATUS,
        Intent.MENU,
        Intent.WALLET,
        Intent.REFUND,
        Intent.COMPLAINT,
        Intent.PERSON,
        Intent.HELP,
        Intent.SMALL_TALK,
        Intent.NOTHING,
    }
)
"""What a model may find in words. What agrees, cancels or forgets is only read where it stands plainly."""


class AnsweredOption(msgspec.Struct, frozen=True):
    group: str
    option: str
    quantity: int = 1
    qualifier: str | None = None


class AnsweredLine(msgspec.Struct, frozen=True):
    item: str
    quantity: int = 1
    options: list[AnsweredOption] = []
    without: list[AnsweredOption] = []


class ModelAnswer(msgspec.Struct, frozen=True):
    """The JSON that was asked for."""

    intent: Intent
    cart: list[AnsweredLine] = []
    unread: list[str] = []
    say: str = ""


class Reading(msgspec.Struct, frozen=True):
    """A checked answer: the whole cart, and the turn that leads there from the cart that was."""

    lines: tuple[LineChoice, ...]
    turn: Turn
    say: str


_decoder = msgspec.json.Decoder(ModelAnswer)


def decoded(text: str) -> ModelAnswer | ModelFault:
    """The answer in a text; a fence or a word around the JSON is forgiven."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start or len(text) > ANSWER_CHARACTERS_MAX:
        return ModelFault.BROKEN
    try:
        return _decoder.decode(text[start : end + 1])
    except (msgspec.DecodeError, RecursionError, ValueError):
        return ModelFault.BROKEN


def checked(
    menu: Menu, shown: Sequence[str], before: Sequence[LineChoice], answer: ModelAnswer, words: str
) -> Reading | ModelFault:
    """The reading, if it is one that may be meant and its whole cart is legal on this menu."""
    if answer.intent not in MAY_MEAN or len(answer.cart) > LINES_MAX:
        return ModelFault.ILLEGAL
    if answer.intent not in (Intent.ORDER, Intent.CHANGE):
        return Reading(tuple(before), Turn(answer.intent, confidence=1.0), answer.say)
    lines = []
    for said in answer.cart:
        line = _legal(menu, said) if said.item in shown else None
        if line is None:
            return ModelFault.ILLEGAL
        lines.append(line)
    unread = _unread(answer, words)
    edits: tuple[Edit, ...] = ()
    if tuple(lines) != tuple(before):
        removals = (RemoveLine(index) for index in reversed(range(len(before))))
        edits = (*removals, *(AddLine(line) for line in lines))
    return Reading(tuple(lines), Turn(answer.intent, edits=edits, unread=unread, confidence=1.0), answer.say)


def _legal(menu: Menu, said: AnsweredLine) -> LineChoice | None:
    """The line in the menu's own form; one that only lacks a required choice is kept, to be asked for."""
    options = tuple(Choice(each.group, each.option, each.quantity, each.qualifier) for each in said.options)
    without = tuple(Removed(each.group, each.option) for each in said.without)
    choice = LineChoice(said.item, said.quantity, options, without)
    price = price_line(menu, choice)
    if not isinstance(price, LineFault):
        return price.choice
    return choice if price.reason is LineFaultReason.GROUP_REQUIRED else None


def _unread(answer: ModelAnswer, words: str) -> tuple[str, ...]:
    """What it says it did not read, as far as that was said at all."""
    said = (part.strip() for part in answer.unread[:UNREAD_MAX])
    return tuple(part for part in said if part and part in words)
