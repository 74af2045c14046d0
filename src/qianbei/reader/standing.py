"""What stands in the cart, spoken of by the last word of its name alone: "no egg in the bowl", "粥不要了".

Only where one thing of the cart ends so, and no words count or ask for more: elsewhere it may be something new.
Deliberately absent: kinds of which several are counted (`kinds.py`), and pieces of names (`pieces.py`).
"""

from collections.abc import Mapping, Sequence

from qianbei.reader.lexicon import Entry
from qianbei.reader.names import singular
from qianbei.reader.normal import is_wide
from qianbei.reader.packs import Word
from qianbei.reader.tokens import Token

_LATIN_MIN = 3
_WIDE_MAX = 2
_ASKS = frozenset({Word.NEGATE, Word.CANCEL, Word.REMOVE, Word.CHANGE, Word.WANT, Word.WITH})
_MORE = frozenset({Word.MORE, Word.ADD})


def with_standing(
    text: str, tokens: list[Token], called: Mapping[str, Sequence[str]], held: Sequence[str]
) -> list[Token]:
    """The tokens with the thing of the cart in place of such a word."""
    if not held or any(token.words & _MORE or (token.number or 0) > 1 for token in tokens):
        return tokens
    out = list(tokens)
    for place, token in enumerate(tokens):
        if not token.is_unread or not _is_pointed_at(text, tokens, place):
            continue
        said = text[token.start : token.end]
        items = {item for item in held if any(_ends(name, said) for name in called.get(item, ()))}
        if len(items) == 1:
            out[place] = Token(token.start, token.end, Entry(items=(items.pop(),)), likelihood=0.9)
    return out


def _is_pointed_at(text: str, tokens: Sequence[Token], place: int) -> bool:
    """True behind "the", or where a clause begins with the word and then says what of it."""
    before = tokens[place - 1] if place else None
    if not is_wide(text[tokens[place].start]):
        return before is not None and before.does(Word.THE)
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    return (before is None or before.is_break) and after is not None and bool(after.words & _ASKS)


def _ends(name: str, said: str) -> bool:
    """True when it is the last word of the name, and not all of it."""
    if is_wide(said[0]):
        return len(said) <= _WIDE_MAX and name.endswith(said) and name != said
    return len(said) >= _LATIN_MIN and singular(name.rpartition(" ")[2]) == singular(said) and " " in name
