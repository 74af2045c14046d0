"""Phrases that follow from several names of a menu together: one name inside another one.

"zero coke" from "zero cola" where cola is also called coke; "whole chicken" is about the chicken. Deliberately absent:
what follows from one name alone (`spellings.py`), and names said badly.
"""

from collections.abc import Container, Iterator

from qianbei.menu import Menu
from qianbei.menu.parts import Option
from qianbei.reader.lexicon import Entry
from qianbei.reader.normal import is_wide
from qianbei.reader.sizes import names_of

_PIECE_MIN = 2
_WIDE_MAX = 10


def share_spellings(menu: Menu, phrases: dict[str, Entry]) -> None:
    """Adds to an option what another one of the same names is also called: "香草味" of one "香草" is that of all."""
    alike: dict[tuple[str | None, ...], list[tuple[str, Option]]] = {}
    for group in menu.groups:
        for option in group.options:
            names = (option.name.zh_hans, option.name.zh_hant, option.name.en)
            alike.setdefault(names, []).append((group.id, option))
    for same in alike.values():
        for _, option in same if len(same) > 1 else ():
            for phrase in names_of(option):
                entry = phrases.get(phrase)
                if entry is None or entry.items or entry.qualifiers or entry.groups:
                    continue
                taken = {group for group, _ in entry.options}
                more = tuple((group, each.id) for group, each in same if group not in taken)
                entry.options = (*entry.options, *more)


def derive_from_names(menu: Menu, phrases: dict[str, Entry], kin: Container[str] = ()) -> None:
    """Adds what a name becomes when a name inside it is said otherwise, and notes items that options' names hold.

    Nothing follows from names of `kin`, of which several share one.
    """
    called: dict[str, list[str]] = {}
    for phrase, entry in phrases.items():
        for item in entry.items:
            called.setdefault(item, []).append(phrase)
    for phrase, entry in [known for known in phrases.items() if known[1].items or known[1].options]:
        for before, piece, after in _pieces(phrase):
            inside = phrases.get(piece)
            for item in inside.items if inside is not None else ():
                if item in entry.items or item in kin:
                    continue
                if entry.options and not entry.items and _offers(menu, item, entry):
                    entry.holds = (*entry.holds, item)
                for other in called[item]:
                    if other != piece and is_wide(other[0]) == is_wide(piece[0]):
                        _say_also(phrases, before + other + after, entry)


def _say_also(phrases: dict[str, Entry], phrase: str, entry: Entry) -> None:
    if phrase not in phrases:
        phrases[phrase] = Entry(items=entry.items, options=entry.options)


def _offers(menu: Menu, item: str, entry: Entry) -> bool:
    groups = menu.resolved[item].groups
    return any(group in groups and option in groups[group].options for group, option in entry.options)


def _pieces(phrase: str) -> Iterator[tuple[str, str, str]]:
    """(before, piece, after) for each stretch of whole words, or of characters where words are not parted."""
    if is_wide(phrase[0]):
        length = min(len(phrase), _WIDE_MAX)
        for start in range(length):
            for end in range(start + _PIECE_MIN, length + 1):
                if end - start < len(phrase):
                    yield phrase[:start], phrase[start:end], phrase[end:]
        return
    words = phrase.split()
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            if end - start < len(words):
                before, after = " ".join(words[:start]), " ".join(words[end:])
                yield before and before + " ", " ".join(words[start:end]), after and " " + after
