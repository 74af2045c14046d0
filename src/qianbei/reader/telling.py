"""Words that tell one line of the cart from the others: "the iced one", "冰的那杯".

They become one token before phrases are made, since what stands in them is no wish. Deliberately absent: which line
that is (`targets.py`).
"""

from collections.abc import Collection, Sequence, Set

from qianbei.reader.packs import AMOUNTS, Word
from qianbei.reader.tokens import Token, say_any

_INSIDE_MAX = 4
_SINGLE_MAX = 2
"""So many characters of "那杯"; what is longer may be "那两杯"."""
_POINTING = frozenset({Word.THE, Word.LAST, Word.OF})
"""One of them begins or ends each such stretch; "of the" begins "one of the hot ones"."""
_CLOSING = frozenset({Word.LAST, Word.MEASURE})
"""One of them, or a "one", ends each such stretch."""
_HELPING = frozenset({Word.NEGATE, Word.WITH, *AMOUNTS})


def with_told(tokens: Sequence[Token], standing: Collection[str], particles: Set[int]) -> Sequence[Token]:
    """The tokens with one in place of each such stretch; `standing` are the items of the cart.

    `particles` are the places of words without a meaning of their own, which may stand inside.
    """
    if not say_any(tokens, _POINTING):
        return tokens
    out: list[Token] = []
    said: set[str] = {*standing}
    named: set[str] = set()
    found = False
    behind = 0
    for index, token in enumerate(tokens):
        if behind:
            behind -= 1
            continue
        behind = _behind_one(tokens, index) if standing and token.number == 1 else 0
        if behind:
            found = True
            inside = [one for one in tokens[index + 1 : index + 1 + behind] if not one.does(Word.THE)]
            out[-1] = Token(out[-1].start, inside[-1].end, told=tuple(inside), is_single=True)
            continue
        count = 0
        if out and (token.number == 1 or not token.words.isdisjoint(_CLOSING)):
            after = tokens[index + 1] if index + 1 < len(tokens) else None
            count = _inside(out, token, after, said, bool(standing), particles)
        if count:
            found = True
            inside = [one for one in out[-count:] if not one.does(Word.THE) or one.entry.options]
            is_single = token.number == 1 or token.end - token.start <= _SINGLE_MAX
            token = Token(out[-count].start, token.end, told=tuple(inside), is_single=is_single)
            del out[-count:]
        out.append(token)
        if token.entry.items:
            named.update(token.entry.items)
        if token.is_break:
            said |= named
    return out if found else tokens


def _behind_one(tokens: Sequence[Token], index: int) -> int:
    """How many tokens behind the "one" of "the one with the peach tea" tell of which line is spoken."""
    token = tokens[index]
    if token.does(Word.FILLER) or not index or not tokens[index - 1].does(Word.THE):
        return 0
    names = 0
    for count, after in enumerate(tokens[index + 1 : index + 2 + _INSIDE_MAX], 1):
        if count == 1 and not (after.does(Word.WITH) or after.does(Word.NEGATE)):
            return 0
        if after.entry.options:
            names = count
        elif names or after.is_break or not (after.words & _HELPING or after.does(Word.THE)):
            break
    return names


def _inside(
    before: Sequence[Token],
    token: Token,
    after: Token | None,
    said: Set[str],
    has_cart: bool,
    particles: Set[int],
) -> int:
    """How many of the tokens before this one are told with it; 0 when it closes no such stretch."""
    if token.does(Word.FILLER) or token.entry.items or token.entry.options:
        return 0
    gap = token.start - before[-1].end
    if token.does(Word.LAST) and (not gap or (gap == 1 and before[-1].end in particles)):
        return _close_before(before, said)
    if after is not None and (after.does(Word.MEASURE) or after.does(Word.PORTION) or after.entry.items):
        return 0
    return 0 if token.does(Word.LAST) else _since_the(before, said, has_cart)


def _since_the(before: Sequence[Token], said: Set[str], has_cart: bool) -> int:
    """Back to "the"."""
    names = 0
    for count, token in enumerate(reversed(before), 1):
        if count > _INSIDE_MAX + 1:
            return 0
        if token.does(Word.THE) and not token.entry.options:
            return count if names else 0
        if token.does(Word.OF):
            return count - 1 if names else 0
        is_slot = bool(token.entry.options) and has_cart
        if count == 1 and token.does(Word.NORMAL):
            names += 1
        if token.entry.items and not is_slot and said.isdisjoint(token.entry.items):
            return 0  # it is no line of the cart, so it is wanted
        if token.entry.options or token.entry.items or token.entry.substances:
            names += 1
        elif not token.words & _HELPING:
            return 0
    return 0


def _close_before(before: Sequence[Token], said: Set[str]) -> int:
    """What stands without a gap before "那杯", as far as it names no item of the cart."""
    count, end = 0, 0
    for token in reversed(before[-_INSIDE_MAX:]):
        is_name = bool(token.entry.options or token.entry.substances or token.entry.items)
        is_name |= not count and token.does(Word.NORMAL)
        if count and end - token.end > 1:
            break
        if not is_name and not (token.does(Word.NEGATE) and count):
            break
        if token.entry.items and not said.isdisjoint(token.entry.items):
            return 0
        if token.entry.items and not token.entry.options and not token.entry.named:
            return 0
        count, end = count + 1, token.start
    return count
