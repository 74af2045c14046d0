"""What people also say for an option, derived from the menu alone: bare sizes, short forms, and degrees of a substance.

A menu writes "large (14 inch)" or "70% sugar"; people say "a big one" and "less sweet". Deliberately absent: names said
badly (nearest), and any word that a menu or a language pack does not have.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from qianbei.menu.parts import Group, Option, Pick
from qianbei.reader.normal import is_wide
from qianbei.reader.packs import Pack, Word
from qianbei.reader.packs.en import PACK as EN
from qianbei.reader.packs.zh import PACK as ZH
from qianbei.reader.sizes import SIZE_TAILS, names_of

_COUNTED = frozenset(
    word for pack in (ZH, EN) for kind in (Word.MEASURE, Word.PORTION) for word in pack.words[kind]
) | frozenset(SIZE_TAILS)
_SHORT_LENGTH_MIN = 2
_SET_WORDS = frozenset({"set", "combo", "meal", "in", "two", "three", "kids"})
_OF_SET = re.compile(r" (?:of|in|on|with|for) ")
_SET_ENDS = "餐食套桶盒"
_SHORT = 3
_SAID_OTHERWISE = {phrase for said in ZH.words.values() for phrase in said}


class Scale(msgspec.Struct):
    """A pick-one group whose options are degrees of something, none to much: (option ids by degree)."""

    options: dict[Word | None, tuple[str, ...]]
    """Degree → options that say it, in the menu's order; None is "none of it"."""

    def at(self, degree: Word | None) -> tuple[str, ...]:
        """The options of this degree."""
        return self.options.get(degree, ())


def slot_words(group: Group) -> Iterator[str]:
    """How people name a slot of a combo: "drink" for "drink in the set"."""
    is_slot = any(option.item for option in group.options)
    for name in names_of(group):
        if is_wide(name[0]):
            said = _slot_of(name) if is_slot else name
            yield from (said, *_of_kind(said, ZH)) if is_slot else _of_kind(said, ZH)
        else:
            head = _OF_SET.split(name, maxsplit=1)[0] if is_slot else name
            kept = [word for word in head.split() if word not in EN.vague and word not in _SET_WORDS]
            is_kind = any(word in kind for kind in EN.kinds for word in kept[-1:])
            for word in kept[-1:] if len(kept) == 1 or (is_slot and is_kind) else ():
                single = word.removesuffix("s")
                yield from (word, single) if is_slot else ()
                yield from _of_kind(single, EN)


def _slot_of(name: str) -> str:
    """ "汤" of "套餐汤", "本子" of "礼包里的本子", "小食" of "定食小食"."""
    inside = name.rpartition("的")[2]
    return inside[-1:] if len(inside) == _SHORT and inside[1] in _SET_ENDS else inside[-2:]


def _of_kind(word: str, pack: Pack) -> Iterator[str]:
    """The other names of what the word names."""
    for kind in pack.kinds:
        if word in kind:
            yield from (other for other in kind if other != word)


def spoken_phrases(group: Group) -> Iterator[tuple[str, str]]:
    """(phrase, option): "bowl of" for an option called "bowl", and a share in words."""
    for option in group.options:
        for name in names_of(option):
            if "%" in name:
                yield name.replace("%", " percent"), option.id
                for word, number in EN.numbers.items():
                    if name.startswith(f"{number}%"):
                        yield name.replace(f"{number}%", f"{word} percent"), option.id
    counted = {*EN.words[Word.MEASURE], *EN.words[Word.PORTION]}
    for option in group.options:
        for name in names_of(option):
            first, of, rest = name.partition(" of ")
            if of and f"{first} of" in counted and f"{first}s of" in counted:
                yield f"{first}s of {rest}", option.id
    for option in group.options:
        for name in names_of(option):
            if f"{name} of" in counted:
                yield f"{name} of", option.id
                yield f"{name}s of", option.id


_PARTICLES = ("off", "out", "on", "in")


def plural_phrases(group: Group) -> Iterator[tuple[str, str]]:
    """(phrase, option): "heads off" for "head off"."""
    for option in group.options:
        for name in names_of(option):
            words = name.split()
            if len(words) == 2 and words[1] in _PARTICLES and not words[0].endswith("s"):
                yield f"{words[0]}s {words[1]}", option.id


def verb_phrases(group: Group) -> Iterator[tuple[str, str]]:
    """(phrase, option): "slice" for "sliced", "gut" for "gutted"."""
    for option in group.options:
        for name in names_of(option):
            if name.isascii() and name.isalpha() and name.endswith("ed") and len(name) > 4:
                yield name[:-1], option.id
                stem = name[:-2]
                yield stem, option.id
                if stem[-1] == stem[-2]:
                    yield stem[:-1], option.id


def substances(group: Group) -> set[str]:
    """Words for what the group is a degree of: in its name, or shared by the names of its options."""
    found: set[str] = set()
    for name in names_of(group):
        found |= (
            {_bare(name)}
            if name and is_wide(name[0])
            else {word for word in name.split() if word not in EN.vague}
        )
    chinese: Counter[str] = Counter()
    english: Counter[str] = Counter()
    for option in group.options:
        spelled = names_of(option)
        chinese.update({name[-1] for name in spelled if len(name) > 1 and is_wide(name[-1])})
        english.update(
            {word for name in spelled for word in name.split() if word.isascii() and word.isalpha()}
        )
    degrees = {word for words in EN.degrees.values() for word in words} | set(EN.nothing)
    common = {word for word, count in english.items() if count > 1} - degrees
    found |= {one for one, count in chinese.items() if count > 1 and one not in _COUNTED}
    told = {word for word in found | common if word not in EN.vague and word not in _COUNTED}
    return {form for word in told if word for form in _forms(word)}


def _bare(name: str) -> str:
    for ending in ZH.vague:
        if name.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    return name


def _forms(word: str) -> Iterable[str]:
    """sweetness → sweet; spice → spicy."""
    if not word.isascii():
        return (word,)
    if word.endswith("iness"):
        return (word, word[:-5] + "y", word[:-5] + "e")
    stem = word.removesuffix("ness")
    return (word, stem, stem.removesuffix("e") + "y") if len(stem) > 2 else (word,)


def scale_of(group: Group) -> Scale | None:
    """The degrees that the options say; None when fewer than two do, or the group picks many."""
    if group.pick is not Pick.ONE:
        return None
    options: dict[Word | None, tuple[str, ...]] = {}
    for option in group.options:
        for degree in _degrees(option):
            options[degree] = (*options.get(degree, ()), option.id)
    told = {option for chosen in options.values() for option in chosen}
    return Scale(options) if len(told) > 1 else None


def _degrees(option: Option) -> set[Word | None]:
    found: set[Word | None] = set()
    for name in names_of(option):
        pack: Pack = ZH if is_wide(name[0]) else EN
        words = {name[:1], name[:2]} if pack is ZH else set(name.split())
        if pack is EN and any(name.startswith(f"{said} ") for said in EN.words[Word.LIGHT]):
            found.add(Word.LIGHT)  # "not much ice" is some
        elif words & set(pack.nothing):
            found.add(None)
        else:
            found |= {degree for degree, said in pack.degrees.items() if words & set(said)}
    return found


_LEFT_OUT = ("不要", "不加", "不放", "免", "去", "no ", "without ", "hold the ", "skip the ")


def refused_by(group: Group) -> Iterator[tuple[str, str, str]]:
    """(name, phrase, option): what each option of a list of things to be left out leaves out."""
    if group.pick is not Pick.MANY:
        return
    found = [(name, option.id) for option in group.options for name in names_of(option)]
    if all(name.startswith(_LEFT_OUT) for name, _ in found):
        for name, option in found:
            begins = next(begins for begins in _LEFT_OUT if name.startswith(begins))
            if len(name) > len(begins):
                yield name, name[len(begins) :], option


_NOT = "不"
_TELLING_MAX = 5
_OPEN = frozenset("的斤克升两")
"""Endings that say no more with "的"."""

_NOT_ALSO = ("别", "不要", "不用", "没")


def contrast_phrases(group: Group) -> Iterator[tuple[str, str]]:
    """(phrase, option): "cold" where the other ones are hot, and "don't toast" for "not toasted"."""
    if group.pick is not Pick.ONE:
        return
    for option in group.options:
        for name in names_of(option):
            if (
                not option.item
                and all(map(is_wide, name))
                and len(name) <= _TELLING_MAX
                and name[-1] not in _OPEN
            ):
                yield f"{name}的", option.id
            if name.startswith(_NOT) and len(name) > 1:
                for other in _NOT_ALSO:
                    yield other + name[1:], option.id
                    yield f"{other}{name[1:]}的", option.id
            if name.startswith("not ") and name.endswith("ed"):
                yield f"dont {name[4:-2]}", option.id
    for pack in (ZH, EN):
        hot, cold = pack.warmth
        warm = {option.id for option in group.options if set(names_of(option)) & set(hot)}
        icy = [option.id for option in group.options if any(_begins(name, cold) for name in names_of(option))]
        plain = [default for default in group.defaults if default not in warm]
        if warm and len(icy or plain) == 1:
            for word in cold:
                yield (f"{word}的" if is_wide(word) else word), (icy or plain)[0]


def _begins(name: str, words: tuple[str, ...]) -> bool:
    return name.startswith(words) if is_wide(name[0]) else name.split()[0] in words


_ENDINGS = ("一点的", "一点", "一些", "的", "味的", "味", "口的", "口", "形", "色", "款")


def _told_apart(group: Group) -> Iterator[tuple[str, str]]:
    """(phrase, option): "白的" for "白面包", where other names end alike."""
    options = [option for option in group.options if not option.item]
    names = [(name, option.id) for option in options for name in names_of(option) if is_wide(name[0])]
    for name, option in names:
        for start in range(1, len(name)):
            ending = name[start:]
            if any(other.endswith(ending) and other != name and of != option for other, of in names):
                if name[:start] + "的" not in _SAID_OTHERWISE and name[:start] != _NOT:
                    yield name[:start] + "的", option
                break


def _stems(group: Group) -> Iterator[tuple[str, str]]:
    """(phrase, option): "软的" for "软一点", "甜的" for "甜口"."""
    for option in group.options:
        for name in names_of(option):
            if not is_wide(name[0]):
                continue
            for ending in _ENDINGS:
                stem = name.removesuffix(ending)
                if stem and stem != name:
                    if stem + "的" not in _SAID_OTHERWISE:
                        yield stem + "的", option.id
                    if len(stem) >= _SHORT_LENGTH_MIN and stem not in _SAID_OTHERWISE:
                        yield stem, option.id
                    break


def short_forms(group: Group) -> Iterator[tuple[str, str]]:
    """(phrase, option): a name without what the whole group is about, such as "三分" for "三分糖"."""
    if group.pick is not Pick.ONE:
        return
    shared = {word for word in substances(group) if not word.isascii()}
    yield from _stems(group)
    yield from _told_apart(group)
    for option in group.options:
        for name in names_of(option):
            for word in shared:
                short = name.removesuffix(word)
                if short != name and len(short) >= _SHORT_LENGTH_MIN and short not in _SAID_OTHERWISE:
                    yield short, option.id
