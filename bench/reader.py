"""How fast words are read, on one core: `.venv/bin/python bench/reader.py [--json] [--rounds 5]`.

A city of 60 stores is compiled: the sandbox's twelve brands and the eight of the first development sentences, three stores
each. It is pinned: brands that are written about later do not make it grow, nor are their sentences read here. Every
development session of its brands is read from its first words to its last, none chosen and none left out: first words
by the whole city, later turns by the menu of their store. Most of these sessions are one sentence long, so the figures of
those that go on stand beside the whole. Every round reads every turn anew: the reader remembers no turn, only how single
words are spelled and sound, and of each menu the forms of lines that it was asked of last, fewer than these sentences
hold. A worker does remember what first words meant; how long these take when they are said again stands apart. Each turn
counts with the middle one of its rounds, in CPU time of its thread (time it waits for the processor is not counted;
caches that others emptied are), and the garbage collector is set as a web worker sets it.
Also: hostile words, compiling a menu of 50 items, and what 1,000 such menus take.
"""

import argparse
import gc
import json
import os
import re
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from time import thread_time_ns
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

import msgspec

from bench.support import house
from evals.cases import load_cases, load_menu
from evals.drive import LANGUAGES
from evals.run import files_of
from qianbei.agent.readings import Readings
from qianbei.kit.words import Language
from qianbei.menu import Menu, parse_menu
from qianbei.reader.api import CompiledCity, StoreMenu, compile_city, compile_menu, read
from qianbei.reader.contracts import WORDS_LENGTH_MAX, Draft
from qianbei.reader.session import step
from qianbei.runtime.asgi import collect_rarely

SANDBOX = Path(__file__).parents[1] / "src/qianbei/sandbox"
FIRST_WRITTEN_ABOUT = (
    "copper-bell-hotpot",
    "dovetail-sandwich",
    "east-gate-grocery",
    "lamplight-burger",
    "paper-kite-tea",
    "rooster-street-breakfast",
    "stone-lane-pizza",
    "third-platform-coffee",
)
"""Eight unlike kinds of shop. More sentences about these are read here too; brands that come later stay out."""
STORES_A_BRAND = 3
CITY, STORE = "first words, whole city", "a turn within a store"
GOING_ON = "sessions of several turns, whole"
MENUS_COMPILED = 200
HOSTILE_BYTES = 10_000
_MENU_OF_50 = "rooster-street-breakfast"


class Turn(NamedTuple):
    """One thing to read."""

    kind: str
    goes_on: bool
    """True in a session of more than one turn."""
    draft: Draft
    words: str
    language: Language


def menus() -> dict[str, Menu]:
    """The menus of the sandbox and of the first development sentences."""
    found: dict[str, Menu] = {}
    for file in sorted((SANDBOX / "menus").glob("*.yaml")):
        menu = parse_menu(file.read_text("utf-8"))
        assert isinstance(menu, Menu), file
        found[file.stem] = menu
    return found | {name: load_menu(name) for name in FIRST_WRITTEN_ABOUT}


def city_of(brands: dict[str, Menu]) -> CompiledCity:
    stores = []
    for brand, menu in brands.items():
        compiled, name = compile_menu(menu), menu.name
        for number in range(STORES_A_BRAND):
            names = tuple(each for each in (name.zh_hans, name.en, f"{name.zh_hans}{number + 1}店") if each)
            stores.append(StoreMenu(f"{brand}-{number}", names, compiled))
    return compile_city(stores)


def turns(brands: dict[str, Menu]) -> Iterator[Turn]:
    """Every turn of these brands' development sessions, against the cart that the reader itself had made by then."""
    for file in files_of("dev"):
        cases = load_cases(file.read_bytes())
        if cases.menu not in brands:
            continue
        language, compiled = LANGUAGES[cases.language], compile_menu(brands[cases.menu])
        for turn in cases.turns:
            yield Turn(CITY, False, Draft(), turn.say, language)
        for conversation in cases.conversations:
            draft = Draft()
            for number, turn in enumerate(conversation.turns):
                at = msgspec.structs.replace(draft, store=f"{cases.menu}-0" if number else None)
                yield Turn(STORE if number else CITY, True, at, turn.say, language)
                draft = step(compiled, draft, turn.say, language)[1]


def timed(work: Callable[[], object]) -> float:
    """Microseconds of this thread: what else the machine does is not counted."""
    started = thread_time_ns()
    work()
    return (thread_time_ns() - started) / 1_000


def hostile() -> list[str]:
    """10 kB of each kind, and as much of it as is read at all."""
    pieces = [
        "x",
        "no ",
        "大杯",
        "第",
        "a ",
        "，",
        "1",
        "不要",
        "🍵",
        "éß",
        "珍珠奶茶",
        "zhen",
        "ab ",
        "珍球",
        "q,w ",
        "latte ",
        "1个",
        "lrg,",
        "一",
    ]
    long = [piece * (HOSTILE_BYTES // len(piece.encode()) + 1) for piece in pieces]
    random = Random(1)
    long.append("".join(random.choice("珍真朱茶奶大杯不要，一两latez ") for _ in range(HOSTILE_BYTES)))
    return long + [words[:WORDS_LENGTH_MAX] for words in long]


def measure(rounds: int) -> dict[str, Any]:
    brands = menus()
    city = city_of(brands)
    said = list(turns(brands))
    times = _times(city, said, rounds)
    middle = list(zip(said, map(statistics.median, times), strict=True))
    whole = [us for _, us in middle]
    kinds = {kind: [us for turn, us in middle if turn.kind == kind] for kind in (CITY, STORE)}
    kinds[GOING_ON] = [us for turn, us in middle if turn.goes_on]
    hostile_us = max(
        _least(lambda words=words: read(city, Draft(), words, Language.EN)) for words in hostile()
    )
    return {
        "median_us": round(statistics.median(whole), 1),
        "p99_us": round(_p99(whole), 1),
        "median_us_by_kind": {kind: round(statistics.median(us), 1) for kind, us in kinds.items()},
        "p99_us_by_kind": {kind: round(_p99(us), 1) for kind, us in kinds.items()},
        "median_us_of_least": round(statistics.median(map(min, times)), 1),
        "median_us_again": round(statistics.median(_again_us(city, said)), 1),
        "hostile_ms": round(hostile_us / 1_000, 2),
        "compile_ms": round(_least(lambda: compile_menu(_again(brands[_MENU_OF_50])).alone) / 1_000, 2),
        "menus_mib": round(_menus_mib(brands[_MENU_OF_50]), 1),
        "stores": len(city.menu_of),
        "menus": len(city.menus),
        "items": sum(len(menu.items) for menu in brands.values()) * STORES_A_BRAND,
        "sentences": len({turn.words for turn in said}),
        "turns": len(said) * rounds,
        "load": os.getloadavg()[0],
        "machine": msgspec.to_builtins(house.machine()),
    }


def _times(city: CompiledCity, said: list[Turn], rounds: int) -> list[list[float]]:
    """Microseconds of every round of every turn, after one round that does not count."""
    times: list[list[float]] = [[] for _ in said]
    collect_rarely()
    for number in range(rounds + 1):
        for turn, kept in zip(said, times, strict=True):
            us = timed(lambda turn=turn: read(city, turn.draft, turn.words, turn.language))
            if number:
                kept.append(us)
    return times


def _again_us(city: CompiledCity, said: list[Turn]) -> list[float]:
    """Microseconds of first words that a worker has heard just before."""
    hear, first = Readings().of(city), [turn for turn in said if turn.kind == CITY]
    for turn in first:
        hear(Draft(), turn.words, turn.language)
    return [timed(lambda turn=turn: hear(Draft(), turn.words, turn.language)) for turn in first]


def _p99(figures: list[float]) -> float:
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def _least(work: Callable[[], object]) -> float:
    """The least of five: what the work costs, without what else the machine did."""
    return min(timed(work) for _ in range(5))


def _again(menu: Menu) -> Menu:
    """An equal menu that shares nothing with it."""
    return msgspec.json.decode(msgspec.json.encode(menu), type=Menu)


def _menus_mib(menu: Menu) -> float:
    """What 1,000 menus take: resident memory that 200 of them add, each compiled apart, times five."""
    gc.collect()
    before = _resident_kib()
    kept = [compile_menu(_again(menu)) for _ in range(MENUS_COMPILED)]
    for each in kept:
        assert each.alone
        assert each.menu.resolved
    gc.collect()
    return (_resident_kib() - before) / 1_024 * 1_000 / len(kept)


def _resident_kib() -> int:
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found is not None, "Linux tells how much memory a process has"
    return int(found[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    result = measure(options.rounds)
    if options.json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
        return
    for name, value in result.items():
        sys.stdout.write(f"{name:<20} {value}\n")


if __name__ == "__main__":
    main()
