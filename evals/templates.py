"""The sentences by which the property test says any order, and whether a given sentence is built like one of them.

A set of sentences that all look like these would measure nothing: the run reports how many do not. What counts is
the build, not the words: items, options, numbers, measure words and verbs of ordering are each as good as another.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from qianbei.menu import Menu, parse_menu
from qianbei.reader.api import CompiledMenu, compile_menu
from qianbei.reader.normal import normalise
from qianbei.reader.packs import Word
from qianbei.reader.scan import find_matches, tokens_for
from qianbei.reader.tokens import Token

Sayer = Callable[[str, str, Sequence[str], Sequence[str]], Iterator[str]]
"""(number, item, options, what is left out) → the sentences for one line."""


def said_in_chinese(number: str, item: str, options: Sequence[str], without: Sequence[str]) -> Iterator[str]:
    gone = "".join(f"，不要{name}" for name in without)
    behind = "".join(f"，{name}" for name in options)
    yield f"来{number}杯{item}{behind}{gone}"
    yield f"我要{number}份{''.join(options)}的{item}{gone}，谢谢"
    yield f"{item}{number}杯，{'、'.join(options)}{gone}"
    yield f"帮我点 {number} 个 {item} {' '.join(options)}{gone}吧"
    yield f"麻烦给我{number}个{item}{''.join(f'，要{name}' for name in options)}{gone}"
    yield f"你好，想要{number}杯{'、'.join(options)}{item}{gone.replace('，', '，请')}"
    yield f"{number}杯{item}{'，' if options else ''}{'和'.join(options)}{gone.replace('不要', '别放')}"
    yield f"老板，{''.join(options)}{item}来{number}份{gone}"


def said_in_english(number: str, item: str, options: Sequence[str], without: Sequence[str]) -> Iterator[str]:
    gone = "".join(f", no {name}" for name in without)
    behind = "".join(f", {name}" for name in options)
    yield f"{number} {item}{' with ' if options else ''}{' and '.join(options)}{gone} please"
    yield f"Can I get {number} {' '.join(options)} {item.upper()}{gone}?"
    yield f"I'd like {number} {item}s{behind}{gone}"
    yield f"could I have {number} {item}{behind}{gone.replace('no', 'without')}"
    yield f"hi, {number} {item}{behind}{gone}, thanks"
    yield f"I'll take {number} {' '.join(options)} {item}s{gone.replace(', no', ' with no')}"
    yield f"{item} x {number}{behind}{gone}"
    yield f"get me {number} of the {item}{' with ' if options else ''}{', '.join(options)}{gone.replace(', no', ', hold the')}"


SAYERS: dict[str, Sayer] = {"zh": said_in_chinese, "en": said_in_english}

JOINERS = {"zh": ("。再", "，还要", "；"), "en": (". And ", ", and also ", "; ")}
"""What stands between two lines of one order."""

_TINY = """
format: 1
name: {zh-Hans: 砚棱, en: inkstone}
languages: [zh-Hans, en]
categories: [{id: c, name: {zh-Hans: 琥珀, en: amber}}]
groups: [{id: g, name: {zh-Hans: 槐鲸, en: locust}, pick: many, options: [
  {id: o, name: {zh-Hans: 霜岚, en: frost}}, {id: p, name: {zh-Hans: 芦橡, en: reed}}]}]
items: [{id: i, name: {zh-Hans: 鹭萤, en: heron}, category: c, groups: [{group: g}]}]
"""

_SIGNS = (
    (Word.MEASURE, ""),
    (Word.PORTION, ""),
    (Word.NEGATE, "X"),
    (Word.REMOVE, "X"),
    (Word.WANT, ""),
    (Word.MORE, ""),
    (Word.ADD, ""),
    (Word.WITH, ""),
    (Word.JOIN, ""),
    (Word.SMALL_TALK, ""),
    (Word.FILLER, ""),
)


def is_template(compiled: CompiledMenu, words: str) -> bool:
    """True when the words are built like one line of the templates, or like several in a row."""
    return _pattern().fullmatch(_build_of(compiled, words)) is not None


def _build_of(compiled: CompiledMenu, words: str) -> str:
    spoken = normalise(words)
    tokens = tokens_for(compiled.alone, spoken, find_matches(compiled.alone, spoken), 0)
    return re.sub(r"O+", "O", "".join(_sign(token, spoken.text) for token in tokens))


def _sign(token: Token, text: str) -> str:
    if token.is_break:
        return ""
    if token.is_unread:
        return f"<{text[token.start : token.end]}>"
    if token.entry.items:
        return "I"
    if token.entry.options:
        return "O"
    if token.number is not None:
        return "N"
    for word, sign in _SIGNS:
        if token.does(word):
            return sign
    return f"<{text[token.start : token.end]}>"


@cache
def _pattern() -> re.Pattern[str]:
    """One line of any template, once or more."""
    menu = parse_menu(_TINY)
    assert isinstance(menu, Menu), menu
    compiled = compile_menu(menu)
    builds = {_build_of(compiled, words) for words in _tiny_sentences()}
    return re.compile(f"(?:{'|'.join(map(re.escape, sorted(builds)))})+")


def _tiny_sentences() -> Iterator[str]:
    names = {"zh": ("鹭萤", "霜岚", "芦橡"), "en": ("heron", "frost", "reed")}
    for language, (item, option, other) in names.items():
        for options in ((), (option,)):
            for without in ((), (other,), (other, other)):
                yield from SAYERS[language]("2", item, options, without)
