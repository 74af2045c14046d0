"""Names that people can say: there in every language of the menu, printable, and meaning one thing only."""

import unicodedata
from collections.abc import Iterator

from qianbei.kit.words import Language
from qianbei.menu.check import Finding
from qianbei.menu.parts import Aliases, Item, Names, Option, Qualifier
from qianbei.menu.problems import Path, ProblemCode
from qianbei.menu.schema import Menu

_NAMED = tuple[Path, Names, Aliases]


def check_names(menu: Menu) -> Iterator[Finding]:
    """Every problem of names: missing, unprintable, or shared by two items (or two options of a group)."""
    for path, names, aliases in _everything_named(menu):
        for language in menu.languages:
            if not _own_name(names, Language(language)):
                yield Finding((*path, "name"), ProblemCode.MISSING_NAME, {"locale": language})
        if not all(text.isprintable() and text.strip() for text in _texts(names, aliases)):
            yield Finding((*path, "name"), ProblemCode.UNPRINTABLE_NAME)
    yield from _ambiguities([_named(("items", index), item) for index, item in enumerate(menu.items)])
    for index, group in enumerate(menu.groups):
        place = ("groups", index, "options")
        yield from _ambiguities([_named((*place, i), option) for i, option in enumerate(group.options)])


def normal_name(text: str) -> str:
    """The form in which two names count as the same: width, case, spaces and punctuation left aside."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum()) or folded


def _everything_named(menu: Menu) -> Iterator[_NAMED]:
    yield (), menu.name, Aliases()
    for index, category in enumerate(menu.categories):
        yield ("categories", index), category.name, Aliases()
    for index, item in enumerate(menu.items):
        yield _named(("items", index), item)
    for index, group in enumerate(menu.groups):
        yield ("groups", index), group.name, group.aliases
        for inner, option in enumerate(group.options):
            yield _named(("groups", index, "options", inner), option)
        for inner, qualifier in enumerate(group.qualifiers):
            yield _named(("groups", index, "qualifiers", inner), qualifier)


def _named(path: Path, thing: Item | Option | Qualifier) -> _NAMED:
    return path, thing.name, thing.aliases


def _own_name(names: Names, language: Language) -> str | None:
    return names.en if language is Language.EN else names.zh_hans


def _texts(names: Names, aliases: Aliases) -> list[str]:
    given = [name for name in (names.zh_hans, names.zh_hant, names.en) if name is not None]
    return [*given, *aliases.zh_hans, *aliases.zh_hant, *aliases.en]


def _ambiguities(things: list[_NAMED]) -> Iterator[Finding]:
    """A name or alias that two things share in one language."""
    for field in ("zh_hans", "zh_hant", "en"):
        owners: dict[str, int] = {}
        for index, (path, names, aliases) in enumerate(things):
            name = getattr(names, field)
            places = [("name", name)] if name is not None else []
            places += [("aliases", alias) for alias in getattr(aliases, field)]
            for key, text in places:
                owner = owners.setdefault(normal_name(text), index)
                if owner != index:
                    other = "name" if key == "name" else "aliases"
                    yield Finding((*path, other), ProblemCode.AMBIGUOUS_NAME, {"name": text})
