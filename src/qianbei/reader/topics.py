"""Words that only say what the option beside them is about: "bread: wheat", "面硬一点", "the tofu, soft".

Such a word is part of the name of the option's group, of names that several of its options share, or of the thing that
was named. It carries nothing, so it is a filler and no leftover. Deliberately absent: names of groups, which the menu
has as phrases, and words with a number or a "not" before them.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from qianbei.menu import Menu
from qianbei.menu.parts import Group
from qianbei.reader.normal import is_wide
from qianbei.reader.packs import Word
from qianbei.reader.sizes import names_of, spellings_of
from qianbei.reader.tokens import Token

_LENGTH_MAX = 12
_FILLER = frozenset({Word.FILLER})
_PASSED = frozenset({Word.FILLER, Word.WANT, Word.CHANGE, Word.INTO, Word.THE, Word.WITH})
_NEAR = 2


def with_topics(text: str, tokens: list[Token], menu: Menu, groups: Mapping[str, Group]) -> list[Token]:
    """The tokens with fillers in place of such words."""
    if not any(token.is_unread for token in tokens):
        return tokens
    out = list(tokens)
    item: tuple[str, ...] = ()
    for place, token in enumerate(tokens):
        if not (item and _can_hold(menu, item[0], token)):
            item = token.entry.items or item
        if not token.is_unread or token.end - token.start > _LENGTH_MAX or _is_counted(tokens, place):
            continue
        word = text[token.start : token.end]
        for near in (_option_after(tokens, place), _option_before(tokens, place)):
            if near is not None and _is_about(word, near, item, menu, groups):
                out[place] = msgspec.structs.replace(token, words=_FILLER, is_unread=False, is_plain=True)
                break
    return out


def _can_hold(menu: Menu, item: str, token: Token) -> bool:
    groups = menu.resolved[item].groups
    return any(group in groups and option in groups[group].options for group, option in token.entry.options)


def _is_counted(tokens: Sequence[Token], place: int) -> bool:
    before = tokens[place - 1] if place else None
    return before is not None and (
        before.number is not None
        or before.does(Word.NEGATE)
        or before.does(Word.MEASURE)
        or before.does(Word.PORTION)
        or before.does(Word.ADD)
    )


def _option_after(tokens: Sequence[Token], place: int) -> Token | None:
    for near in tokens[place + 1 : place + 2 + _NEAR]:
        if near.entry.options and not near.entry.items:
            return near
        if near.is_break or near.is_unread or not near.words & _PASSED:
            return None
    return None


def _option_before(tokens: Sequence[Token], place: int) -> Token | None:
    near = tokens[place - 1] if place else None
    return near if near is not None and near.entry.options and not near.entry.items else None


def _is_about(word: str, near: Token, item: tuple[str, ...], menu: Menu, groups: Mapping[str, Group]) -> bool:
    said = {group for group, _ in near.entry.options}
    if len(item) == 1 and said.isdisjoint(menu.resolved[item[0]].groups):
        return False
    for group_id, option_id in near.entry.options:
        group = groups[group_id]
        own = next(option for option in group.options if option.id == option_id)
        if _holds(names_of(group), word) or _holds(names_of(own), word):
            return True
        if sum(_holds(names_of(option), word) for option in group.options) > 1 and group.pick.value == "one":
            return True
    return len(item) == 1 and _holds(spellings_of(menu.resolved[item[0]].item), word)


def _holds(names: Iterable[str], word: str) -> bool:
    if is_wide(word[0]):
        return any(word in name for name in names)
    said = {one.removesuffix("s") for one in word.split()}
    return any(said <= {one.removesuffix("s") for one in name.split()} for name in names)
