"""Clauses that only tell something: "it is freezing out", "我妈牙口不好", "there are four of us".

They name nothing of the menu and ask for nothing, so they are taken out before phrases are made: none of their words is a
leftover, and none counts or negates. Known by words of the language for the day, for people and for why. Deliberately
absent: clauses that hold a name or a number of the order, and sentences that are nothing but remarks.
"""

from collections.abc import Iterator, Sequence

import msgspec

from qianbei.reader.ahead import is_option
from qianbei.reader.normal import is_wide
from qianbei.reader.packs import Word
from qianbei.reader.phrases import WISHES
from qianbei.reader.tokens import NO_ENTRY, Token, say_any

_TELLING = frozenset({Word.TALK, Word.SUBJECT, Word.PEOPLE, Word.SO, Word.BECAUSE})
_ORDERING = frozenset({Word.ADD, Word.REMOVE, Word.INSTEAD, Word.EXCEPT, Word.CORRECT, Word.OTHER, Word.SAME})
_ASKING = frozenset({Word.WANT, Word.NEGATE, Word.WITH, Word.MORE, Word.CHANGE, Word.KEEP})
_CIVIL = frozenset({Word.CONFIRM, Word.SMALL_TALK})
_FILLER = frozenset({Word.FILLER})
_UNREAD_MIN = 3


def without_remarks(text: str, tokens: list[Token]) -> list[Token]:
    """The tokens without those of remarks; words that could only be of one carry nothing where they stand elsewhere."""
    if not say_any(tokens, _TELLING):
        return tokens
    clauses = [tokens[start:end] for start, end in _clauses(tokens)]
    told = [_is_remark(text, clause) for clause in clauses]
    orders = [clause for clause, gone in zip(clauses, told, strict=True) if not gone]
    if not any(_names_something(token) for clause in orders for token in clause):
        told = [False] * len(told)
    kept: list[Token] = []
    for clause, gone in zip(clauses, told, strict=True):
        kept += [token for token in clause if token.is_break or token.does(Word.CORRECT)] if gone else clause
    return _without_telling(text, kept)


def _without_telling(text: str, tokens: Sequence[Token]) -> list[Token]:
    """Words of remarks are fillers in an order, and unread beside words that nothing reads."""
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        if not _is_telling(token):
            kept.append(token)
            continue
        if (
            token.does(Word.PEOPLE)
            and kept
            and (kept[-1].number or 0) > 1
            and not _counts(kept, tokens, place)
        ):
            kept.pop()  # "for the four of us"
            continue
        around = [*kept[-1:], *tokens[place + 1 : place + 2]]
        is_unread = any(near.is_unread and _touches(text, near, token) for near in around)
        kept.append(
            Token(token.start, token.end, is_unread=True)
            if is_unread
            else msgspec.structs.replace(token, words=_FILLER, is_plain=True)
        )
    return _joined(text, kept)


def _clauses(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """(start, end) of stretches; the sign or the word that parts two of them stands at the start or the end of one."""
    start = 0
    for place, token in enumerate(tokens):
        begins = token.does(Word.BECAUSE) or token.does(Word.JOIN)
        ends = token.is_break or token.does(Word.SO)
        if begins and place > start:
            yield start, place
            start = place
        if ends:
            yield start, place + 1
            start = place + 1
    if start < len(tokens):
        yield start, len(tokens)


def _is_remark(text: str, clause: Sequence[Token]) -> bool:
    is_sure = any(token.does(Word.TALK) or token.does(Word.PEOPLE) for token in clause)
    if not (is_sure or any(token.does(Word.SUBJECT) for token in clause)):
        return False
    unread = 0
    for place, token in enumerate(clause):
        near = clause[place + 1] if place + 1 < len(clause) else None
        if token.is_unread:
            unread += token.end - token.start
        elif not _may_stand(text, clause, place, near, is_sure):
            return False
    if is_sure:
        return True
    words = [token for token in clause if not token.is_break]
    is_wide_clause = is_wide(text[words[0].start])
    if not words[0].does(Word.SUBJECT) or unread < _UNREAD_MIN - is_wide_clause:
        return False
    return not is_wide_clause or text[words[-1].end - 1] in "了呢嘛"


def _may_stand(text: str, clause: Sequence[Token], place: int, near: Token | None, is_sure: bool) -> bool:
    """True for a word that orders nothing where it stands."""
    token = clause[place]
    words = token.words
    if token.is_break or words & _TELLING:
        return True
    if token.entry is not NO_ENTRY and not _is_stray(clause, place):
        return False
    if token.stores or token.ordinal is not None or words & (WISHES - _CIVIL) or words & _ORDERING:
        return False
    if token.number is not None and not token.does(Word.FILLER):
        return near is not None and near.does(Word.PEOPLE)
    if words & _ASKING:
        return is_sure and (near is None or not near.is_unread)
    return True


def _is_stray(clause: Sequence[Token], place: int) -> bool:
    """True for a single character that the menu has too, in the middle of such words."""
    token = clause[place]
    if token.end - token.start > 1:
        return False
    around = [*clause[max(0, place - 1) : place], *clause[place + 1 : place + 2]]
    return any(
        (near.is_unread or near.words & _TELLING) and (near.end == token.start or near.start == token.end)
        for near in around
    )


def _names_something(token: Token) -> bool:
    return bool(token.entry.items) or is_option(token) or token.number is not None


def _is_telling(token: Token) -> bool:
    """True for words that mean nothing but in a remark."""
    return (
        bool(token.words)
        and token.words <= _TELLING
        and token.entry is NO_ENTRY
        and token.number is None
        and not token.stores
    )


def _counts(before: Sequence[Token], tokens: Sequence[Token], place: int) -> bool:
    """True for as many things as persons: "a cola each for the three of us", "fries for three people: two large, …"."""
    after = tokens[place + 1 : place + 3]
    return any(token.does(Word.EACH) for token in before[-4:]) or (
        len(after) > 1 and after[0].is_break and after[1].number is not None
    )


def _touches(text: str, one: Token, other: Token) -> bool:
    """True with nothing but a space between them."""
    return not text[min(one.end, other.end) : max(one.start, other.start)].strip()


def _joined(text: str, tokens: Sequence[Token]) -> list[Token]:
    """Unread tokens with nothing but a space between them are one."""
    joined: list[Token] = []
    for token in tokens:
        before = joined[-1] if joined else None
        if before is not None and before.is_unread and token.is_unread and _touches(text, before, token):
            joined[-1] = msgspec.structs.replace(before, end=token.end)
        else:
            joined.append(token)
    return joined
