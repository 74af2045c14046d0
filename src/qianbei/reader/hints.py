"""One character or word of an option's name, where only one option of the thing spoken of has it: "换成加蛋", "no mustard".

Only right beside a word that adds, changes or takes away: elsewhere it may be said of anything. Deliberately absent:
longer pieces of names (`pieces.py`), and words that only say what an option is about (`topics.py`).
"""

from collections.abc import Mapping, Sequence

from qianbei.menu import Menu
from qianbei.reader.lexicon import Entry
from qianbei.reader.normal import is_wide
from qianbei.reader.packs import Word
from qianbei.reader.phrases import Option
from qianbei.reader.sizes import names_of
from qianbei.reader.tokens import Token

_WORD_MIN = 4
_BEFORE = frozenset(
    {Word.ADD, Word.CHANGE, Word.INTO, Word.NEGATE, Word.WITH, Word.MORE, Word.EXTRA, Word.LIGHT}
)
_DENYING = ("不", "无", "没", "免", "别", "no ", "not ", "without ")
_BEHIND = frozenset({Word.NEGATE, Word.REMOVE})


Hints = Mapping[str, tuple[tuple[Option, bool], ...]]


def hints_of(menu: Menu) -> Hints:
    """Character or word → the options of which a name has it, and whether it ends one; things of their own are none.

    "不切" and "no rice" say the contrary of each of their words, and are no names for them.
    """
    found: dict[str, dict[Option, bool]] = {}
    for group in menu.groups:
        for option in group.options:
            for name in names_of(option) if option.item is None else ():
                if name.startswith(_DENYING):
                    continue
                for hint in name if is_wide(name[0]) else name.split():
                    known = found.setdefault(hint, {})
                    known[group.id, option.id] = known.get((group.id, option.id), False) or name.endswith(
                        hint
                    )
    return {hint: tuple(options.items()) for hint, options in found.items()}


def with_hints(text: str, tokens: list[Token], menu: Menu, hints: Hints, standing: str | None) -> list[Token]:
    """The tokens with the options in place of such hints; `standing` is the thing of the cart spoken of last."""
    item = standing
    out = list(tokens)
    for place, token in enumerate(tokens):
        item = token.entry.items[0] if len(token.entry.items) == 1 else item
        if not token.is_unread or item is None or not _is_hint(text[token.start : token.end]):
            continue
        if not _is_beside(tokens, place):
            continue
        groups = menu.resolved[item].groups
        known = [
            (option, ends)
            for option, ends in hints.get(text[token.start : token.end], ())
            if option[0] in groups and option[1] in groups[option[0]].options
        ]
        options = [option for option, ends in known if ends] if len(known) > 1 else [one for one, _ in known]
        if len(options) == 1 and not _is_said_beside(tokens, place, options[0]):
            out[place] = Token(token.start, token.end, Entry(options=(options[0],)), likelihood=0.9)
    return out


def _is_hint(word: str) -> bool:
    return len(word) == 1 if is_wide(word[0]) else len(word) >= _WORD_MIN and word.isalpha()


def _is_beside(tokens: Sequence[Token], place: int) -> bool:
    before = tokens[place - 1] if place else None
    behind = tokens[place + 1] if place + 1 < len(tokens) else None
    is_asked = before is not None and not before.words.isdisjoint(_BEFORE) and not before.entry.items
    if (
        before is not None
        and before.does(Word.MEASURE)
        and place > 1
        and tokens[place - 2].number is not None
    ):
        return True  # "包子套餐，两个肉的"
    return is_asked or (behind is not None and not behind.words.isdisjoint(_BEHIND))


def _is_said_beside(tokens: Sequence[Token], place: int, option: Option) -> bool:
    """True where the word only belongs to a fuller name of the option: "煎" and "鸡蛋"."""
    return any(option in token.entry.options for token in tokens[max(0, place - 1) : place + 2])
