"""Chinese leftovers that name nothing sold and say nothing of how it is wanted: "小李要", "最后".

Known by the class of a word in an open dictionary (`packs/idle.txt`, made by `scripts/idle_words.py`), and people by how they
call each other. Such a word is a filler and no leftover. Deliberately absent: nouns, verbs and qualities, numbers, words
that deny or ask, and whatever touches an option: all of that stays unread.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import msgspec

from qianbei.reader.ahead import is_option
from qianbei.reader.normal import is_wide
from qianbei.reader.packs import Word
from qianbei.reader.tokens import Token, say_any

_FILLER = frozenset({Word.FILLER})
_TURNING = frozenset(
    {Word.CHANGE, Word.REMOVE, Word.INSTEAD, Word.NEGATE, Word.ADD, Word.KEEP, Word.EXCEPT, Word.ONLY}
)
"""With one of these in its clause, a name may tell whose cup is changed or goes."""
_CALLING = "小老阿"
_FAMILIES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向"
)
"""The commonest hundred."""
_WORD_LENGTH_MAX = 4


@cache
def idle_words() -> frozenset[str]:
    """Read once, when something is unread for the first time."""
    return frozenset(files("qianbei.reader.packs").joinpath("idle.txt").read_text("utf-8").split())


def without_idle(text: str, tokens: list[Token]) -> list[Token]:
    """The tokens with fillers in place of such leftovers."""
    out = list(tokens)
    start = 0
    for end in (*(place for place, token in enumerate(tokens) if token.is_break), len(tokens)):
        clause = tokens[start:end]
        for place, token in enumerate(clause):
            if token.is_unread and is_wide(text[token.start]) and _is_idle(text, clause, place):
                out[start + place] = msgspec.structs.replace(
                    token, words=_FILLER, is_unread=False, is_plain=True
                )
        start = end + 1
    return out


def _is_idle(text: str, clause: Sequence[Token], place: int) -> bool:
    token = clause[place]
    said = text[token.start : token.end]
    if len(said) == 2 and said[0] in _CALLING and said[1] in _FAMILIES:
        return not say_any(clause, _TURNING) and not text.startswith(("的", "那"), token.end)
    after = clause[place + 1] if place + 1 < len(clause) else None
    if after is not None and after.start == token.end and is_option(after):
        return False
    return _is_covered(text, clause, place)


def _is_covered(text: str, clause: Sequence[Token], place: int) -> bool:
    """True when idle words, which may begin and end in the plain words around, leave none of it over."""
    token, known = clause[place], idle_words()
    first = _reach([near.start for near in _plain(clause[:place][::-1])], token.start)
    last = _reach([near.end for near in _plain(clause[place + 1 :])], token.end)
    reached = set(range(first, token.start + 1))
    for start in range(first, token.end):
        if start in reached:
            ends = range(max(token.start, start) + 1, min(last, start + _WORD_LENGTH_MAX) + 1)
            reached.update(end for end in ends if text[start:end] in known)
    return any(end >= token.end for end in reached)


def _plain(tokens: Sequence[Token]) -> list[Token]:
    """Those up to the first one that could mean something."""
    kept: list[Token] = []
    for token in tokens:
        if not token.is_plain or token.words & _TURNING:
            break
        kept.append(token)
    return kept


def _reach(places: Sequence[int], own: int) -> int:
    """The farthest of the places that one word could still reach."""
    return [own, *(place for place in places if abs(place - own) < _WORD_LENGTH_MAX)][-1]
