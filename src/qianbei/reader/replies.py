"""What `qianbei read` answers: the question that is open, or the cart read back with its price, from the catalogue.

The chat page's replies are the agent's, which knows shops, orders and cards; this knows one menu. Deliberately
absent: promises. Nothing is ordered here.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from qianbei.kit.money import yuan
from qianbei.kit.words import Catalogue, Language, load_catalogue
from qianbei.menu import QUANTITY_MAX, LineChoice, LinePrice, Menu, price_line
from qianbei.reader.contracts import ChoiceOffered, Draft, Intent, NeedKind, Turn, TurnFault

_ITEMS_NAMED_MAX = 5
_WORDS_LENGTH_MAX = 40
_WITH_CHOICES = frozenset({TurnFault.NOT_FOUND, TurnFault.AMBIGUOUS, TurnFault.OPTION_NOT_OFFERED})
_EDITED = frozenset({Intent.ORDER, Intent.CHANGE, Intent.UNDO})


def total_fen(menu: Menu, lines: Sequence[LineChoice]) -> int | None:
    """The price of all lines with packing; None while a line still lacks a required choice."""
    prices = [price_line(menu, line) for line in lines]
    if any(not isinstance(price, LinePrice) for price in prices):
        return None
    return sum(price.total_fen for price in prices if isinstance(price, LinePrice))


def reply_to(menu: Menu, turn: Turn, after: Draft, words: str, language: Language) -> str:
    """One or two sentences for the turn; `after` is the draft that it led to."""
    return _Voice(menu, language).reply(turn, after, words)


class _Voice:
    def __init__(self, menu: Menu, language: Language) -> None:
        self._menu, self._language = menu, language

    def reply(self, turn: Turn, after: Draft, words: str) -> str:
        is_plain = turn.intent not in _EDITED and not turn.edits and turn.fault is None
        if is_plain and turn.intent is not Intent.CONFIRM:
            return self._plain(turn)
        said = []
        if turn.fault is not None:
            said.append(self._fault(turn, words))
        elif turn.unread:
            said.append(self._say("unread", words=_quoted(turn.unread)))
        if turn.needs and turn.fault is None:
            said.append(self._need(turn, after))
        elif turn.fault is None or turn.edits:
            said.append(self._cart(after))
            said += [self._say("check")] if turn.is_guess else []
        return self._say("sentence").join(said)

    def _plain(self, turn: Turn) -> str:
        names = [item.name.of(self._language) for item in self._menu.items if item.available]
        items = self._say("and").join(names[:_ITEMS_NAMED_MAX])
        return self._say(f"intent.{turn.intent}", items=items)

    def _fault(self, turn: Turn, words: str) -> str:
        assert turn.fault is not None, "asked for a fault only"
        alone = "_alone" if turn.fault in _WITH_CHOICES and not turn.choices else ""
        quoted = _quoted(turn.unread or (words,))
        choices = self._choices(turn.choices)
        return self._say(f"{turn.fault}{alone}", words=quoted, choices=choices, most=QUANTITY_MAX)

    def _need(self, turn: Turn, after: Draft) -> str:
        need = turn.needs[0]
        if need.kind is NeedKind.ITEM or need.item is None or need.group is None:
            return self._say("need_item")
        resolved = self._menu.resolved[need.item]
        return self._say(
            "need_group",
            item=resolved.item.name.of(self._language),
            group=resolved.groups[need.group].group.name.of(self._language),
            choices=self._choices(turn.choices),
        )

    def _cart(self, after: Draft) -> str:
        choices = [line.choice for line in after.lines]
        if not choices:
            return self._say("empty")
        lines = self._say("list").join(self._line(choice) for choice in choices)
        total = total_fen(self._menu, choices)
        if total is None:
            return self._say("cart_open", lines=lines)
        return self._say("cart", lines=lines, total=yuan(total))

    def _line(self, line: LineChoice) -> str:
        name = self._menu.item_name(line.item, self._language)
        groups = self._menu.resolved[line.item].groups
        details = []
        for choice in line.options:
            shown = self._menu.option_name(line.item, choice.group, choice.option, self._language)
            if choice.qualifier is not None:
                qualifier = groups[choice.group].qualifiers[choice.qualifier].name.of(self._language)
                shown = self._say("qualified", qualifier=qualifier, name=shown)
            if choice.quantity > 1:
                shown = self._say("times", name=shown, quantity=choice.quantity)
            details.append(shown)
        for removed in line.without:
            shown = self._menu.option_name(line.item, removed.group, removed.option, self._language)
            details.append(self._say("without", name=shown))
        key = "line_with" if details else "line"
        measure = self._menu.measure(line.item, self._language)
        said = self._say("and").join(details)
        return self._say(key, quantity=line.quantity, measure=measure, name=name, details=said)

    def _choices(self, choices: Sequence[ChoiceOffered]) -> str:
        return self._say("or").join(dict.fromkeys(choice.label for choice in choices))

    def _say(self, key: str, **parameters: object) -> str:
        return _catalogue().say(self._language, key, **parameters)


def _quoted(unread: Sequence[str]) -> str:
    """Words said back: on one line, without what cannot be seen, and not many of them."""
    words = " ".join("".join(c if c.isprintable() else " " for c in " … ".join(unread)).split())
    return words if len(words) <= _WORDS_LENGTH_MAX else f"{words[:_WORDS_LENGTH_MAX]}…"


@cache
def _catalogue() -> Catalogue:
    return load_catalogue(files("qianbei.reader") / "words")
