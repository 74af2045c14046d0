"""Things that a till lists one by one and people call by one name: a cola in three sizes, buns by the piece and by the six.

Each such thing gets, for reading alone, one more group for whatever its name's end tells (`tails.py`), in which its own end
is the default. So "the large one", "make it a six pack" and "one hot, one iced" are read like any other choice, and a line
becomes the thing that has what was chosen. No draft and no order ever holds such a group. Deliberately absent: prices, and
names that say nothing at their end (`plain_names.py`).
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from qianbei.menu import Menu
from qianbei.menu.parts import Aliases, Group, GroupUse, Item, Names, Option, Pick
from qianbei.reader.normal import is_wide, normal_phrase
from qianbei.reader.packs.en import PACK as EN
from qianbei.reader.tails import Kind, Tail, split_name, warmth_before

MARK = "~"
"""No id of a menu begins so: groups that begin so tell members of a family apart."""

PLAIN = "plain"
"""The option of what says nothing where another one of the family does."""

Features = Mapping[str, str]
"""Group → option, of one member."""

_FEW = 2
_MANY_MIN = 4
WIDE_DIGITS = "零一二三四五六七八九"


class Member(msgspec.Struct):
    """One item: what it is called without the ends of its names, and what they say."""

    item: Item
    bases: dict[str, str]
    """Language → name."""
    tails: dict[Kind, Tail] = {}
    english: dict[Kind, str] = {}
    """How English says the same end."""


class Families(msgspec.Struct, frozen=True):
    """Who belongs together, and by what they are told apart."""

    siblings: Mapping[str, tuple[str, ...]] = {}
    features: Mapping[str, Features] = {}

    def become(self, item: str, could_be: Sequence[str], told: Features) -> tuple[str, ...]:
        """What the item is once these groups were chosen: of those it could be, else of its family the nearest."""
        fits = [one for one in could_be or self.siblings[item] if told.items() <= self.features[one].items()]
        if could_be or len(fits) < _FEW:
            return tuple(fits)
        own = self.features[item]
        alike = {
            one: sum(own.get(group) == known for group, known in self.features[one].items()) for one in fits
        }
        most = max(alike.values())
        return tuple(one for one in fits if alike[one] == most)


NO_FAMILIES = Families()


def members_of(menu: Menu) -> list[Member]:
    """Every item with its names taken apart."""
    members = [_member(item) for item in menu.items]
    for language in ("zh", "en"):
        begins: dict[str, dict[str, list[Member]]] = {}
        for member in members:
            found = warmth_before(base) if (base := member.bases.get(language)) else None
            if found is not None:
                begins.setdefault(found[1].lower(), {}).setdefault(found[0], []).append(member)
        for rest, told in begins.items():
            for warmth, named in told.items() if len(told) == _FEW else ():
                for member in named:
                    member.bases[language] = rest
                    member.tails.setdefault(Kind.WARMTH, Tail(Kind.WARMTH, warmth, warmth))
    return members


def _member(item: Item) -> Member:
    member = Member(item, {})
    for language, name in (("zh", item.name.zh_hans), ("en", item.name.en)):
        if not name:
            continue
        member.bases[language], tails = split_name(name)
        for tail in tails:
            if member.tails.setdefault(tail.kind, tail) is not tail or language == "en":
                member.english.setdefault(tail.kind, tail.said)
    return member


def families_of(members: Sequence[Member]) -> tuple[Families, list[Group], dict[str, list[GroupUse]]]:
    """The families, the groups that tell their members apart, and which of them each item uses."""
    groups, uses = dict[Kind, dict[str, Option]](), dict[str, list[GroupUse]]()
    siblings, features = dict[str, tuple[str, ...]](), dict[str, Features]()
    for family in _gathered(members):
        _give_sizes(family)
        kinds = [kind for kind in Kind if len({_value(member, kind) for member in family}) > 1]
        for kind in kinds:
            known = groups.setdefault(kind, {})
            values = {_value(member, kind): _option(member, kind, family) for member in family}
            for value, option in values.items():
                known[value] = _with_aliases(known[value], option) if value in known else option
            for member in family:
                use = GroupUse(MARK + kind, options=tuple(values), defaults=(_value(member, kind),), min=1)
                uses.setdefault(member.item.id, []).append(use)
        for member in family if kinds else ():
            siblings[member.item.id] = tuple(one.item.id for one in family)
            features[member.item.id] = {MARK + kind: _value(member, kind) for kind in kinds}
    made = [
        Group(MARK + kind, _GROUP_NAMES[kind], Pick.ONE, tuple(known.values()), min=1)
        for kind, known in groups.items()
    ]
    return Families(siblings, features), made, uses


def _gathered(members: Sequence[Member]) -> Iterable[list[Member]]:
    """Members that share a name in any language, where more than one does and something tells them apart."""
    by_base: dict[tuple[str, str], list[Member]] = {}
    family_of = {member.item.id: [member] for member in members}
    for member in members:
        for language, base in member.bases.items():
            by_base.setdefault((language, normal_phrase(base)), []).append(member)
    for named in by_base.values():
        if len(named) < _FEW or not any(member.tails for member in named):
            continue
        first = family_of[named[0].item.id]
        for member in named[1:]:
            other = family_of[member.item.id]
            if other is not first:
                first += other
                family_of.update((one.item.id, first) for one in other)
    families = {id(family): family for family in family_of.values() if len(family) > 1}
    return families.values()


def _give_sizes(family: Sequence[Member]) -> None:
    """The lightest is the small one and the heaviest the large one, where no name says a size."""
    if any(Kind.SIZE in member.tails for member in family):
        return
    single = [member for member in family if Kind.WEIGHT in member.tails and Kind.COUNT not in member.tails]
    weights = sorted({int(member.tails[Kind.WEIGHT].value) for member in single})
    if len(weights) < _FEW:
        return
    sizes = dict.fromkeys(weights[1:-1], "medium") if len(weights) <= _FEW + 1 else {}
    sizes |= {weights[0]: "small", weights[-1]: "large"}
    for member in single:
        size = sizes.get(int(member.tails[Kind.WEIGHT].value))
        if size is not None:
            member.tails[Kind.SIZE] = Tail(Kind.SIZE, size, size)


def _value(member: Member, kind: Kind) -> str:
    tail = member.tails.get(kind)
    return tail.value if tail is not None else PLAIN


_GROUP_NAMES = {
    Kind.SIZE: Names("大小", None, "how large"),
    Kind.WARMTH: Names("冷热", None, "how warm"),
    Kind.COUNT: Names("装数", None, "pack count"),
    Kind.WEIGHT: Names("净重", None, "net weight"),
    Kind.FORM: Names("款式", None, "version"),
}
_SIZE_NAMES = {
    "small": ("小", "small", "s"),
    "medium": ("中", "medium", "m"),
    "large": ("大", "large", "l"),
    "huge": ("特大", "extra large", "xl"),
}
_SIZE_ENDS = "杯份号包瓶盒碗袋桶罐"
_PLAIN_NAMES = {
    Kind.SIZE: Names("普通份", None, "regular size"),
    Kind.WARMTH: Names("不冷不热", None, "neither hot nor cold"),
    Kind.COUNT: Names("单个装", None, "single"),
    Kind.WEIGHT: Names("普通装", None, "usual weight"),
    Kind.FORM: Names("普通款", None, "plain version"),
}


def _option(member: Member, kind: Kind, family: Sequence[Member]) -> Option:
    tail = member.tails.get(kind)
    if tail is None:
        return Option(PLAIN, _PLAIN_NAMES[kind])
    if kind is Kind.SIZE:
        wide, latin, letter = _SIZE_NAMES[tail.value]
        return Option(
            tail.value,
            Names(wide, None, latin),
            Aliases(tuple(wide + end for end in _SIZE_ENDS), (), (letter,)),
        )
    if kind is Kind.WARMTH:
        names, aliases = (
            (Names("热", None, "hot"), Aliases())
            if tail.value == "hot"
            else (Names("冰", None, "iced"), Aliases(("冻", "凉", "冷"), (), ("cold", "chilled")))
        )
        return Option(tail.value, names, aliases)
    if kind is Kind.COUNT:
        return _count_option(int(tail.value), member, family)
    if kind is Kind.WEIGHT:
        whole = (
            tail.said if Kind.COUNT not in member.tails else f"{tail.value}{tail.said.lstrip('0123456789.')}"
        )
        return Option(
            tail.value, Names(whole, None, whole), Aliases((tail.said,)) if whole != tail.said else Aliases()
        )
    english = member.english.get(kind, "")
    wide = tail.said if is_wide(tail.said[0]) else english
    more = (f"{wide}装", f"{wide}味", f"{wide}的") if wide and is_wide(wide[0]) else ()
    return Option(tail.value, Names(wide or english, None, english or wide), Aliases(more))


def _count_option(number: int, member: Member, family: Sequence[Member]) -> Option:
    """ "6只", "六只装", "pack of six", and "一箱" for the largest pack of what is also sold singly."""
    measure = member.tails[Kind.COUNT].said
    measures = [measure] if measure and is_wide(measure[0]) else ["个", "只", "盒", "瓶", "罐", "袋", "包"]
    numerals = (str(number), *([_numeral(number)] if number < 100 else ()))
    words = [
        str(number),
        *(
            word
            for word, known in EN.numbers.items()
            if known == number and " " not in word and len(word) > 2
        ),
    ]
    wide = [f"{n}{m}{end}" for n in numerals for m in (*measures, "个") for end in ("", "装")]
    latin = [
        form.format(word)
        for word in words
        for form in ("{} pack", "pack of {}", "box of {}", "case of {}", "{} piece", "{}pc")
    ]
    counts = [int(one.tails[Kind.COUNT].value) if Kind.COUNT in one.tails else 1 for one in family]
    if number >= _MANY_MIN and number == max(counts) and min(counts) == 1:
        wide += ["一箱", "整箱", "箱装", "一提", "提装"]
        latin += ["multipack", "case"]
    return Option(
        str(number),
        Names(f"{number}{measures[0]}", None, f"{number} pieces"),
        Aliases(tuple(wide), (), tuple(latin)),
    )


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return WIDE_DIGITS[ones]
    return f"{WIDE_DIGITS[tens] if tens > 1 else ''}十{WIDE_DIGITS[ones] if ones else ''}"


def _with_aliases(known: Option, more: Option) -> Option:
    aliases = Aliases(
        tuple(dict.fromkeys((*known.aliases.zh_hans, *more.aliases.zh_hans))),
        (),
        tuple(dict.fromkeys((*known.aliases.en, *more.aliases.en))),
    )
    return msgspec.structs.replace(known, aliases=aliases)
