"""Tokens that are pieces of one name: put together, and in place of what they cover."""

from collections.abc import Sequence

from qianbei.reader.lexicon import Entry
from qianbei.reader.names import NameIndex, key_of
from qianbei.reader.pieces import Named
from qianbei.reader.tokens import Token, between

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
            entry = Entry(items=named.part.items, options=named.part.options)
            kept.append(Token(start, end, entry, likelihood=named.likelihood))
            tokens = sorted(kept, key=lambda token: token.start)
    return tokens


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
        said = text[one.start : two.end]
        part = index.parts.get(key_of(said.split()) if said.isascii() else said)
        if part is None or len(part.items) != 1 or len(said) < _JOINED_MIN * part.whole:
            continue
        if part.items[0] not in (*one.entry.items, *two.entry.items):
            joined = Token(one.start, two.end, Entry(items=part.items, named=part.items), likelihood=0.95)
            return with_joined(text, [*tokens[: place - 1], joined, *tokens[place + 1 :]], index)
    return tokens
