"""Proves that evaluation files are sound: `.venv/bin/python -m evals.check FILES…`.

Checked: shape, unique ids, that every gold cart is written in the notation without defaults, and that every line is
a legal line of the menu (a line whose required group is open needs `ask: true`). Prints `file:id: reason`.
Deliberately absent: whether the gold is right.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import yaml

from evals.cases import Cases, GoldTurn, load_cases, load_menu
from evals.notation import NotationError, canonical_line, is_open, parse_cart, print_cart
from qianbei.menu import LineChoice, LineFault, Menu, price_line

_TURNS_MIN, _TURNS_MAX = 3, 8


def problems(path: Path) -> Iterator[str]:
    """Every reason why the file is refused, as `file:id: reason`."""
    try:
        cases = load_cases(path.read_bytes())
    except (OSError, UnicodeError, yaml.YAMLError, msgspec.ValidationError) as error:
        yield f"{path}: {error}"
        return
    try:
        menu = load_menu(cases.menu)
    except (OSError, ValueError) as error:
        yield f"{path}: menu {cases.menu!r}: {error}"
        return
    if cases.language not in {"zh", "en"}:
        yield f"{path}: language {cases.language!r} is neither zh nor en"
    if not re.fullmatch(rf"{re.escape(cases.menu)}\.{cases.language}(\.\d+)?\.yaml", path.name):
        yield f"{path}: the file is named for another menu or language than {cases.menu}.{cases.language}"
    for place, reason in _cases_problems(menu, cases):
        yield f"{path}:{place}: {reason}"


def _cases_problems(menu: Menu, cases: Cases) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for number, turn in enumerate(cases.turns, 1):
        yield from _id_problems(turn.id, f"turn {number}", seen)
        yield from ((turn.id or f"turn {number}", reason) for reason in _turn_problems(menu, turn))
    said = [turn.say.strip() for turn in cases.turns]
    for twice in sorted({text for text in said if said.count(text) > 1}):
        yield "turns", f"said twice: {twice!r}"
    for number, conversation in enumerate(cases.conversations, 1):
        yield from _id_problems(conversation.id, f"conversation {number}", seen)
        if not _TURNS_MIN <= len(conversation.turns) <= _TURNS_MAX:
            yield conversation.id, f"{len(conversation.turns)} turns, not {_TURNS_MIN} to {_TURNS_MAX}"
        for place, turn in enumerate(conversation.turns, 1):
            yield from ((f"{conversation.id}#{place}", reason) for reason in _turn_problems(menu, turn))


def _id_problems(given: str, place: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    if not given:
        yield place, "has no id"
    elif given in seen:
        yield given, "this id stands twice"
    seen.add(given)


def _turn_problems(menu: Menu, turn: GoldTurn) -> Iterator[str]:
    if not turn.say.strip():
        yield "nothing is said"
    try:
        lines = parse_cart(turn.cart)
    except NotationError as error:
        yield str(error)
        return
    for line in lines:
        yield from _line_problems(menu, line, turn.ask)


def _line_problems(menu: Menu, line: LineChoice, asks: bool) -> Iterator[str]:
    written = print_cart([line])
    priced = price_line(menu, line)
    if isinstance(priced, LineFault):
        if not is_open(menu, line):
            yield f"{written!r} can't be ordered: {priced.reason} ({', '.join(priced.ids)})"
        elif not asks:
            yield f"{written!r} leaves {', '.join(priced.ids)} open, so it needs `ask: true`"
    known = canonical_line(menu, line)
    if len(known.options) != len(line.options) or len(known.without) != len(line.without):
        yield f"{written!r} lists a default or says more than it must: {print_cart([known])!r}"


def main(arguments: list[str]) -> int:
    found = [reason for argument in arguments for reason in problems(Path(argument))]
    turns = conversations = 0
    for argument in arguments:
        if not found:
            cases = load_cases(Path(argument).read_bytes())
            turns += len(cases.turns)
            conversations += len(cases.conversations)
    sys.stdout.write("".join(f"{reason}\n" for reason in found))
    if not found:
        sys.stdout.write(f"{len(arguments)} files, {turns} turns, {conversations} conversations: all sound\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
