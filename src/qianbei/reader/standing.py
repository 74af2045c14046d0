"""What stands in the cart, spoken of by the last word of its name alone: "no egg in the bowl", "粥不要了", "汤多一份".

Only where one thing of the cart ends so, and no other words of the clause count or ask for more: elsewhere it may be
something new. Right before "that one" any piece of one name will do ("虾那份").
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
    if not held:
        return tokens
    asks = any(token.words & _MORE or (token.number or 0) > 1 for token in tokens)
    out = list(tokens)
    for place, token in enumerate(tokens):
        if not token.is_unread:
            continue
        said = text[token.start : token.end]
        is_told = is_wide(said[0]) and _is_told_or_counted(tokens, place)
        if not is_told and (asks or not _is_pointed_at(text, tokens, place)):
            continue
        is_of = _is_in if is_told and tokens[place + 1].does(Word.LAST) else _ends
        items = {item for item in held if any(is_of(name, said) for name in called.get(item, ()))}
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


def _is_told_or_counted(tokens: Sequence[Token], place: int) -> bool:
    """True where a clause begins so and goes on with "that one", or with one more or fewer and nothing else."""
    before, rest = tokens[place - 1] if place else None, tokens[place + 1 : place + 4]
    if (before is not None and not before.is_break) or not rest:
        return False
    if rest[0].does(Word.LAST):
        return True
    is_step = rest[0].does(Word.FEWER) or rest[0].does(Word.EXTRA)
    return is_step and len(rest) > 1 and rest[1].number is not None and rest[0].end == rest[1].start


def _is_in(name: str, said: str) -> bool:
    return len(said) <= _WIDE_MAX and said in name


def _ends(name: str, said: str) -> bool:
    """True when it is the last word of the name, and not all of it."""
    if is_wide(said[0]):
        return len(said) <= _WIDE_MAX and name.endswith(said) and name != said
    return len(said) >= _LATIN_MIN and singular(name.rpartition(" ")[2]) == singular(said) and " " in name
