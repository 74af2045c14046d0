"""Catalogues of words: everything a person reads, by key, in zh-Hans, zh-Hant and en.

A room that speaks keeps `words/zh-Hans.json` and `words/en.json` with the same keys; zh-Hant is derived from
zh-Hans by OpenCC and corrected by an optional `words/zh-Hant.json` that holds only the differences.
A text may name parameters in braces: `{minutes} 分钟`. A missing key or parameter is a bug and raises.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources.abc import Traversable

import msgspec
import opencc


class Language(StrEnum):
    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"


def language_of(tag: str) -> Language:
    """The nearest language we speak for a BCP 47 tag or Accept-Language header; zh-Hans when in doubt."""
    for part in tag.lower().split(","):
        name = part.split(";")[0].strip()
        if name.startswith("en"):
            return Language.EN
        if name in {"zh-hant", "zh-tw", "zh-hk", "zh-mo"} or name.startswith("zh-hant"):
            return Language.ZH_HANT
        if name.startswith("zh"):
            return Language.ZH_HANS
    return Language.ZH_HANS


class Catalogue:
    """One room's words in every language."""

    def __init__(self, texts: Mapping[Language, Mapping[str, str]]) -> None:
        self._texts = texts

    def say(self, language: Language, key: str, **parameters: object) -> str:
        text = self._texts[language][key]
        return text.format(**parameters) if parameters else text

    def __contains__(self, key: str) -> bool:
        return key in self._texts[Language.EN]

    def keys(self, language: Language) -> set[str]:
        return set(self._texts[language])


def load_catalogue(folder: Traversable) -> Catalogue:
    """Reads a room's `words` folder. Raises when a language lacks a key that another has."""
    hans = _read(folder / "zh-Hans.json")
    english = _read(folder / "en.json")
    if set(hans) != set(english):
        raise ValueError(f"{folder}: keys differ: {sorted(set(hans) ^ set(english))}")
    override_file = folder / "zh-Hant.json"
    overrides = _read(override_file) if override_file.is_file() else {}
    hant = {key: to_traditional(text) for key, text in hans.items()} | overrides
    return Catalogue({Language.ZH_HANS: hans, Language.ZH_HANT: hant, Language.EN: english})


@lru_cache(maxsize=20_000)
def to_traditional(text: str) -> str:
    """Simplified to traditional characters as they are commonly written, by phrase. Names are told again and again."""
    by_phrase, as_written = _converters()
    return as_written.convert(by_phrase.convert(text))


def spelled(name: Mapping[str, str]) -> dict[str, str]:
    """A name by language, with zh-Hant derived from zh-Hans where its owner gave none."""
    hans = name.get(Language.ZH_HANS)
    return {**name} if hans is None else {Language.ZH_HANT.value: to_traditional(hans), **name}


@cache
def _converters() -> tuple[opencc.OpenCC, opencc.OpenCC]:
    """The two steps of OpenCC's `s2tw`, which holds its phrases a second time to cut texts apart by them: 43 MiB a process
    where these take 27, and write the same."""
    return opencc.OpenCC("s2t"), opencc.OpenCC("t2tw")


def _read(file: Traversable) -> dict[str, str]:
    return msgspec.json.decode(file.read_bytes(), type=dict[str, str])
