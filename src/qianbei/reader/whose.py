"""Cups told apart by whose they are: "two trays, mine with cola, hers with tea", "两杯红茶，我的热的，她那杯去冰".

Behind as many cups as persons each "mine" and "hers" is one of them, as "one … one …" would be. Deliberately absent:
lines that stand as two already, which "mine" and "hers" point at, and persons called by their names.
"""

from collections.abc import Sequence

from qianbei.reader.packs import Word
from qianbei.reader.tokens import Token, say_any

_WHOSE = frozenset({Word.WHOSE})


def with_persons_as_ones(tokens: Sequence[Token], cups: int) -> Sequence[Token]:
    """The tokens with ones in place of persons; `cups` are those of the thing of the draft that was spoken of last."""
    if not say_any(tokens, _WHOSE):
        return tokens
    persons = [place for place in range(len(tokens)) if _begins(tokens, place)]
    if len(persons) < 2 or _counted(tokens[: persons[0]], cups) != len(persons):
        return tokens
    return [
        Token(token.start, token.end, number=1) if place in persons else token
        for place, token in enumerate(tokens)
    ]


def _begins(tokens: Sequence[Token], place: int) -> bool:
    """True for a person before what is wanted for him, and not behind it: "no ice in mine"."""
    if not tokens[place].does(Word.WHOSE):
        return False
    before = tokens[place - 1] if place else None
    return before is None or before.is_break or before.does(Word.JOIN)


def _counted(tokens: Sequence[Token], cups: int) -> int | None:
    """How many were said before the persons, or stand where nothing was said."""
    if not any(token.entry.items for token in tokens):
        return cups
    numbers = [token.number for token in tokens if token.number is not None]
    return numbers[-1] if numbers else None
