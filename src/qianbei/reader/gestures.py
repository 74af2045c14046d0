"""Words beside a cart that were not read and seem to be about nothing of it: a nod, a joke, a goodbye.

They are asked back like anything unread, but nothing of the menu stands behind them that a closer reading could find.
Deliberately absent: gestures that are known; these are words of the language packs.
"""

import re
from collections.abc import Iterable

from qianbei.reader.compiled import CompiledMenu
from qianbei.reader.names import singular
from qianbei.reader.normal import is_wide
from qianbei.reader.phrases import Sentence

_PIECE = re.compile(r"[a-z]+|[^\x00-\x7f]")
_WORD_MIN = 3


def is_gesture(sentence: Sentence, unread: Iterable[str], compiled: CompiledMenu) -> bool:
    """True when no phrase names, counts or changes anything, and no unread word is a word of the menu's names."""
    if sentence.is_wanted or any(phrase.says_something for phrase in sentence.phrases):
        return False
    return not any(_is_of_menu(piece, compiled) for text in unread for piece in _PIECE.findall(text))


def _is_of_menu(piece: str, compiled: CompiledMenu) -> bool:
    """True for a Latin word of some name, or a Chinese character of an option's."""
    if is_wide(piece):
        return piece in compiled.hints
    words = compiled.names.words.get(piece[0], ())
    return len(piece) >= _WORD_MIN and (piece in words or singular(piece) in words)
