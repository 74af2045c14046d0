"""Numbers that stand behind the options of what they count: "mint two, lemon one", "苹果的四袋南瓜的四袋".

Such a list is put in the order in which most people say it, each number before its options. Only where at least two of
its members differ in a group that holds one option. Deliberately absent: numbers behind items (`ahead.py`), and behind
options of which a thing can have several (`counts.py`).
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from qianbei.reader.ahead import is_noise
from qianbei.reader.packs import Word
from qianbei.reader.phrases import Option
from qianbei.reader.tokens import Token

_LIST_MIN = 2
_MEASURES = (Word.MEASURE, Word.PORTION, Word.TIMES)


class _Member(NamedTuple):
    """Options in start..stop, and their number with its measures in number..end."""

    start: int
    stop: int
    number: int
    end: int


def with_counts_first(tokens: Sequence[Token], picked_many: Collection[Option]) -> Sequence[Token]:
    """The tokens with each number of such a list before what it counts; of `picked_many` one may have several."""
    if not _may_list(tokens) or not any(_tells(token, picked_many) for token in tokens):
        return tokens
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        entry = tokens[place].entry
        members = _members(tokens, place, picked_many) if entry.options or entry.items else ()
        if not members:
            out.append(tokens[place])
            place += 1
            continue
        for member in members:
            between = tokens[place : member.start]
            if out and not between and place != members[0].start:
                end = out[-1].end
                between = [Token(end, end, is_break=True)]
            out += [*between, *tokens[member.number : member.end], *tokens[member.start : member.stop]]
            place = member.end
    return out


def _may_list(tokens: Sequence[Token]) -> bool:
    """True with two numbers right behind a name or a "times": most sentences have none, and this looks at each of them."""
    found = 0
    for place, token in enumerate(tokens):
        if token.number and place and _is_number(token):
            before = tokens[place - 1]
            found += bool(before.entry.options or before.entry.items or before.does(Word.TIMES))
    return found >= _LIST_MIN


def _members(tokens: Sequence[Token], place: int, picked_many: Collection[Option]) -> list[_Member]:
    """The members of the list that begins at the place; empty where none does."""
    before = tokens[place - 1] if place else None
    if before is not None and (_is_number(before) or _measures(before)):
        return []
    members: list[_Member] = []
    told: list[set[Option]] = []
    groups: set[str] = set()
    start = place
    while (member := _member(tokens, start, picked_many)) is not None:
        options = {
            option
            for token in tokens[member.start : member.stop]
            for option in token.entry.options
            if option not in picked_many
        }
        shared = {group for group, _ in options} & (groups or {group for group, _ in options})
        if not shared or options in told:
            break
        groups = shared
        told.append(options)
        members.append(member)
        start = member.end
        while start < len(tokens) and _parts(tokens[start]):
            start += 1
    if len(members) < _LIST_MIN or not any(_is_itemless(tokens, member) for member in members):
        return []
    after = tokens[members[-1].end] if members[-1].end < len(tokens) else None
    if after is not None and (after.entry.options or after.entry.items or after.is_unread):
        return []
    return members


def _member(tokens: Sequence[Token], start: int, picked_many: Collection[Option]) -> _Member | None:
    place = start
    while place < len(tokens) and (tokens[place].entry.options or tokens[place].entry.items):
        if _is_number(tokens[place]):
            break
        place += 1
    if not any(_tells(token, picked_many) for token in tokens[start:place]):
        return None
    stop = place
    while place < len(tokens) and tokens[place].does(Word.TIMES) and not _is_number(tokens[place]):
        place += 1
    if place >= len(tokens) or not _is_number(tokens[place]):
        return None
    number, end = place, place + 1
    while end < len(tokens) and _measures(tokens[end]) and not _is_number(tokens[end]):
        end += 1
    return _Member(start, stop, number, end)


def _is_itemless(tokens: Sequence[Token], member: _Member) -> bool:
    return all(not token.entry.items or token.entry.options for token in tokens[member.start : member.stop])


def _tells(token: Token, picked_many: Collection[Option]) -> bool:
    """True for an option of a group that holds one."""
    return any(option not in picked_many for option in token.entry.options)


def _is_number(token: Token) -> bool:
    return bool(token.number) and not token.does(Word.FILLER) and not token.entry.options


def _measures(token: Token) -> bool:
    return any(token.does(word) for word in _MEASURES) and not token.entry.options


def _parts(token: Token) -> bool:
    """True for what may stand between two members."""
    return token.is_break or is_noise(token) or token.words == {Word.JOIN}
