"""Tokens that are pieces of one name: put together, and in place of what they cover."""

from collections.abc import Sequence

import msgspec

from qianbei.reader.lexicon import Entry
from qianbei.reader.names import NameIndex, key_of
from qianbei.reader.packs import Word
from qianbei.reader.pieces import Named
from qianbei.reader.tokens import Token, between

_FILLER = frozenset({Word.FILLER})
_JOINED_MIN = 0.6
"""So much of a name must have been said in two pieces to be it."""


def with_pieces(text: str, tokens: list[Token], found: Sequence[Named]) -> list[Token]:
    """The tokens with each piece of a name in place of what it covers."""
    for named in found:
        start, end = named.start, named.end
        kept: list[Token] = []
        for token in tokens:
            if token.end <= start or token.start >= end:
                kept.append(token)
            elif token.is_unread:
                if token.start < start:
                    kept += between(text, token.start, start)
                if token.end > end:
                    kept += between(text, end, token.end)
            elif token.start < start or token.end > end:
                break
        else:
            if _says_more(tokens, named):
                kept.append(Token(start, end, words=_FILLER, likelihood=named.likelihood, is_plain=True))
            else:
                entry = Entry(items=named.part.items, options=named.part.options)
                kept.append(Token(start, end, entry, likelihood=named.likelihood))
            tokens = sorted(kept, key=lambda token: token.start)
    return tokens


def _says_more(tokens: Sequence[Token], named: Named) -> bool:
    """ "a coffee, black": a piece of the name of the thing that was named right before the comma."""
    before = [token for token in tokens if token.end <= named.start][-2:]
    if len(before) < 2 or not before[1].is_break:
        return False
    return named.part.items == before[0].entry.items != () and not named.part.options


def with_joined(text: str, tokens: list[Token], index: NameIndex) -> list[Token]:
    """The tokens with one in place of two that together are most of one item's name: "turkey bacon"."""
    one: Token | None = None
    two: Token | None = None
    for place, token in enumerate(tokens):
        one, two = two, token if token.entry.items or token.entry.options else None
        if one is None or two is None or two.start - one.end > 1:
            continue
        if not (one.entry.items or two.entry.items):
            continue
        if _is_said_again(text, one, two):
            whole = msgspec.structs.replace(one, end=two.end)
            return with_joined(text, [*tokens[: place - 1], whole, *tokens[place + 1 :]], index)
        said = text[one.start : two.end]
        part = index.parts.get(key_of(said.split()) if said.isascii() else said)
        if part is None or len(part.items) != 1 or len(said) < _JOINED_MIN * part.whole:
            continue
        if part.items[0] not in (*one.entry.items, *two.entry.items):
            joined = Token(one.start, two.end, Entry(items=part.items, named=part.items), likelihood=0.95)
            return with_joined(text, [*tokens[: place - 1], joined, *tokens[place + 1 :]], index)
    return tokens


def _is_said_again(text: str, one: Token, two: Token) -> bool:
    """ "a BEC bagel", "拿铁咖啡": the second name only says what kind of thing the first one is."""
    items = one.entry.items
    if len(items) != 1 or not two.entry.items or items[0] in two.entry.items or two.likelihood < 1.0:
        return False
    is_close = two.start > one.end or not text[one.start].isascii()
    return is_close and items[0] in two.entry.named
