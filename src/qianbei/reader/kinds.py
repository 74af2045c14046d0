"""Several of one kind, each told by a word of its name: "five buns, three pork, two bean", "馄饨两碗，一碗虾的一碗肉的".

The kind is a piece of several names. A word behind it that makes one of these names together with it is that thing.
Deliberately absent: how many there are in all (`counts.py`).
"""

from collections.abc import Mapping, Sequence

import msgspec

from qianbei.reader.lexicon import Entry
from qianbei.reader.names import NameIndex, key_of, singular
from qianbei.reader.normal import is_wide
from qianbei.reader.packs import Word
from qianbei.reader.tokens import Token

_WORD_MAX = 16
_KINDS_MIN = 2


def with_kinds(
    text: str,
    tokens: list[Token],
    index: NameIndex,
    phrases: Mapping[str, Entry],
    called: Mapping[str, Sequence[str]],
    endings: Mapping[str, tuple[str, ...]],
) -> list[Token]:
    """The tokens with the things themselves in place of the words that tell them.

    `called` are the names of an item, `endings` the items of which a name ends with a character.
    """
    if not any(_is_counted(tokens, place) for place in range(1, len(tokens))):
        return tokens
    kinds = ((place, _of_kind(text, token, index, endings)) for place, token in enumerate(tokens))
    head, items = next((found for found in kinds if found[1]), (0, ()))
    if not items:
        return tokens
    kind = text[tokens[head].start : tokens[head].end]
    out, told = list(tokens), list[str]()
    for place in range(head + 1, len(tokens)):
        token = tokens[place]
        is_counted = _is_counted(tokens, place)
        if not (is_counted or (token.is_unread and told)):
            continue
        item = _told(text[token.start : token.end], kind, items, phrases, called)
        if item is None and len(token.entry.items) == 1 and token.entry.items[0] in items:
            item = token.entry.items[0]
        if item is not None and (is_counted or item in told):
            out[place] = Token(token.start, token.end, Entry(items=(item,)), likelihood=0.9)
            told.append(item)
    if len(told) < _KINDS_MIN:
        return tokens
    entry = Entry(items=(*dict.fromkeys((*items, *told)),))
    out[head] = msgspec.structs.replace(tokens[head], entry=entry, is_unread=False)
    return out


def names_of_items(phrases: Mapping[str, Entry]) -> Mapping[str, Sequence[str]]:
    """Item → its names."""
    found: dict[str, list[str]] = {}
    for phrase, entry in phrases.items():
        for item in entry.items:
            found.setdefault(item, []).append(phrase)
    return found


def endings_of(phrases: Mapping[str, Entry]) -> Mapping[str, tuple[str, ...]]:
    """Character → the items of which a name ends with it, in the order of their names."""
    found: dict[str, dict[str, None]] = {}
    for phrase, entry in phrases.items():
        if entry.items and is_wide(phrase[-1]):
            found.setdefault(phrase[-1], {}).update(dict.fromkeys(entry.items))
    return {character: tuple(items) for character, items in found.items()}


def _of_kind(
    text: str, token: Token, index: NameIndex, endings: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """The things of which the token is a piece of the name, when they are several."""
    names = token.is_unread or len(token.entry.items) > 1 or token.entry.groups or token.entry.options
    if not names or len(token.entry.items) == 1 or token.end - token.start > _WORD_MAX:
        return ()
    said = text[token.start : token.end]
    if len(said) == 1 and is_wide(said):
        items = endings.get(said, ())
    else:
        part = index.parts.get(said if is_wide(said[0]) else key_of(said.split()))
        items = part.items if part is not None else ()
    return items if len(items) > 1 else ()


def _is_counted(tokens: Sequence[Token], place: int) -> bool:
    """True for a word with a number, and perhaps a measure, before it."""
    token = tokens[place]
    if not (token.is_unread or token.entry.options or token.entry.items):
        return False
    before = tokens[place - 1]
    if before.does(Word.MEASURE) or before.does(Word.PORTION):
        before = tokens[place - 2]
    return before.number is not None


def _told(
    word: str,
    kind: str,
    items: Sequence[str],
    phrases: Mapping[str, Entry],
    called: Mapping[str, Sequence[str]],
) -> str | None:
    """The one of the items that the word and the kind name together."""
    word = word.removesuffix("的")
    if not word or len(word) > _WORD_MAX:
        return None
    if is_wide(word[0]):
        names = [word + kind[:length] for length in range(len(kind), 0, -1)]
    else:
        names = [f"{word} {kind}", f"{word} {singular(kind)}"]
    for name in names:
        entry = phrases.get(name)
        if entry is not None and len(entry.items) == 1:
            return entry.items[0]
    having = [item for item in items if any(_has_word(phrase, word) for phrase in called[item])]
    return having[0] if len(having) == 1 else None


def _has_word(phrase: str, word: str) -> bool:
    return word in phrase if is_wide(word[0]) else word in phrase.split()
