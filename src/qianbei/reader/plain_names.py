"""A menu as it is read: what people call things whose names a till exports, and groups for what the names' ends tell.

"加…+3元" is called by what is added, "…(大)" by what it is, "A餐 …" by its letter. Names that are plain already gain
nothing, and the menu is then itself. Deliberately absent: what is left out by choosing it (`lexicon.py` knows "不要…").
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from qianbei.menu import Menu
from qianbei.menu.parts import NAME_LENGTH_MAX, Aliases, Group, GroupUse, Item, Option
from qianbei.reader.families import WIDE_DIGITS, Families, Member, families_of, members_of
from qianbei.reader.normal import is_wide, normal_phrase
from qianbei.reader.packs import Word
from qianbei.reader.packs.en import PACK as EN
from qianbei.reader.packs.zh import PACK as ZH
from qianbei.reader.sizes import spellings_of
from qianbei.reader.tails import SIZES, Kind, Tail, split_name, without_price

_CODE = re.compile(r"^([A-Z]|\d{1,2})\s*(餐|套餐|号餐|号套餐|套)$")
_LATIN_CODE = re.compile(r"^(set|combo|meal|no\.?|number|menu)\s+([a-z]|\d{1,2})\b\s*", re.IGNORECASE)
_ADDED = re.compile(r"^(?:另加|多加|加|换成|换)(?=..)")
_LATIN_ADDED = re.compile(r"^(?:add|extra|plus|with|swap to|change to)\s+(?=\w{3})", re.IGNORECASE)
_DIGIT = re.compile(r"(?<!\d)\d(?!\d)")
_SIZE_ENDS = ("", "杯", "份")
_SIZE_WORDS = {
    name: (tuple(wide.words[0] + end for end in _SIZE_ENDS), latin.words[:1])
    for name, wide, latin in zip(SIZES, ZH.sizes, EN.sizes, strict=True)
} | {
    "hot": (ZH.warmth[0], EN.warmth[0]),
    "cold": (("冰", "冻"), ("iced", "cold")),
}


def plain_menu(menu: Menu) -> tuple[Menu, Families]:
    """The menu with all such names and groups, and which things belong together."""
    members = members_of(menu)
    families, groups, uses = families_of(members)
    exact = {phrase for item in menu.items for phrase in spellings_of(item)}
    items = [_item(member, uses.get(member.item.id, []), exact) for member in members]
    known = [_group(group) for group in menu.groups]
    if all(map(_is_same, items, menu.items)) and all(map(_is_same, known, menu.groups)):
        return menu, families
    return msgspec.structs.replace(menu, items=tuple(items), groups=(*known, *groups)), families


def _is_same(one: object, other: object) -> bool:
    return one is other


def _item(member: Member, uses: Sequence[GroupUse], exact: set[str]) -> Item:
    item = member.item
    more = [name for name in _called(member) if normal_phrase(name) not in exact]
    if not (more or uses):
        return item
    return msgspec.structs.replace(item, aliases=_with(item.aliases, more), groups=(*item.groups, *uses))


def _called(member: Member) -> Iterator[str]:
    """What else the item is called."""
    for name, base in (
        (member.item.name.zh_hans, member.bases.get("zh")),
        (member.item.name.en, member.bases.get("en")),
    ):
        if not name or not base:
            continue
        for whole in (base, *_coded(base)):
            if normal_phrase(whole) != normal_phrase(name):
                yield whole
            yield from _in_numerals(whole)
        yield from _said_with(
            base, {kind: (tail, member.english.get(kind, "")) for kind, tail in member.tails.items()}
        )


def _coded(name: str) -> Iterator[str]:
    """ "A餐 …", "Set A …": its letter or number, and what stands behind."""
    pieces = name.split(" ")
    if len(pieces) > 1 and any(map(is_wide, name)):
        if match := _CODE.match(pieces[0]):
            yield from (f"{match[1]}餐", f"{match[1]}套餐", f"套餐{match[1]}", f"{match[1]}套")
            yield " ".join(pieces[1:])
    elif match := _LATIN_CODE.match(name):
        letter, rest = match[2], name[match.end() :].strip()
        yield from (f"{kind} {letter}" for kind in ("set", "combo", "meal", "set meal"))
        if rest:
            yield rest


def _in_numerals(name: str) -> Iterator[str]:
    """ "5号…" is "五号…" too."""
    if any(map(is_wide, name)) and _DIGIT.search(name):
        yield _DIGIT.sub(lambda digit: WIDE_DIGITS[int(digit[0])], name)


def _said_with(base: str, tails: Mapping[Kind, tuple[Tail, str]]) -> Iterator[str]:
    """The name with what its end says, or how English says it, before it or behind it."""
    wide = is_wide(base[0])
    for kind, (tail, english) in tails.items():
        if kind in (Kind.SIZE, Kind.WARMTH):
            words = _SIZE_WORDS[tail.value][0 if wide else 1]
        elif kind is Kind.FORM:
            words = (tail.said if is_wide(tail.said[0]) == wide else english,)
            if words[0] in ZH.words[Word.MEASURE]:
                continue
        else:
            continue
        for word in words:
            if word and is_wide(word[0]) == wide:
                yield from (
                    (word + base, base + word, f"{base}{word}的")
                    if wide
                    else (f"{word} {base}", f"{base} {word}")
                )


def _group(group: Group) -> Group:
    """The group with what else its options are called; a name that two of them would share is given to none of a set's."""
    found = [[*_option_names(group, option)] for option in group.options]
    if not any(found):
        return group
    exact = {phrase for option in group.options for phrase in spellings_of(option)}
    counted = Counter(phrase for names in found for phrase in {normal_phrase(name) for name in names})
    options: list[Option] = []
    for option, names in zip(group.options, found, strict=True):
        more = [
            name
            for name in names
            if (phrase := normal_phrase(name)) not in exact
            and (counted[phrase] == 1 or option.id in group.defaults)
        ]
        options.append(
            msgspec.structs.replace(option, aliases=_with(option.aliases, more)) if more else option
        )
    return msgspec.structs.replace(group, options=tuple(options))


def _option_names(group: Group, option: Option) -> Iterator[str]:
    for name in (option.name.zh_hans, option.name.en):
        if not name:
            continue
        plain = without_price(name)
        if plain != name:
            plain = _LATIN_ADDED.sub("", _ADDED.sub("", plain))
            yield plain
        base, tails = split_name(plain)
        if option.item is not None and base != plain:
            yield base
            yield from _said_with(base, {tail.kind: (tail, "") for tail in tails})


def _with(known: Aliases, more: Iterable[str]) -> Aliases:
    names = [name for name in dict.fromkeys(more) if 0 < len(name) <= NAME_LENGTH_MAX]
    return Aliases(
        (*known.zh_hans, *(name for name in names if is_wide(name[0]) or any(map(is_wide, name)))),
        known.zh_hant,
        (*known.en, *(name for name in names if not any(map(is_wide, name)))),
    )
