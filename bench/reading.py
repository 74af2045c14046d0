"""How the figures about reading stand on the page of measurements: quality from `evals.run`, speed from `bench.reader`."""

from collections.abc import Mapping
from typing import Any

_COLUMNS = (
    ("exact", "exact"),
    ("asked", "asked"),
    ("not_asked", "question missing"),
    ("wrong", "wrong"),
    ("intent", "intent"),
    ("conversations_exact", "whole conversations"),
)


def quality(result: Mapping[str, Any]) -> str:
    """The tables of both splits, with Wilson 95 % intervals."""
    parts = []
    for split, report in result.items():
        rows = [
            _row(f"{group}, {language}", figures)
            for group, languages in report["groups"].items()
            for language, figures in languages.items()
        ]
        head = " | ".join(name for _, name in _COLUMNS)
        parts.append(
            f"**{split}**\n\n| turns | n | {head} | slot F1 | unlike the templates |\n|{'---|' * 10}\n"
        )
        parts.append("".join(rows) + "\n")
        calls = report["groups"]["all"]["both"]["model_calls_per_order"]
        parts.append(f"A model would be asked {calls} times an order (a conversation; aim 0.05 or less).\n\n")
        parts.append("| confidence from | turns | exact | wrong |\n|---|---|---|---|\n")
        for each in report["calibration"]:
            exact, wrong = each["exact"], each["wrong"]
            parts.append(f"| {each['from']} | {exact['of']} | {_share(exact)} | {_share(wrong)} |\n")
        parts.append("\n")
    return "".join(parts).removesuffix("\n")


def _row(name: str, figures: Mapping[str, Any]) -> str:
    shares = " | ".join(_share(figures[key]) for key, _ in _COLUMNS)
    outside = figures["outside_templates"]["share"]
    return f"| {name} | {figures['turns']} | {shares} | {figures['slot_f1']:.3f} | {outside:.0%} |\n"


def _share(figure: Mapping[str, Any]) -> str:
    if not figure["of"]:
        return "–"
    return f"{figure['share']:.1%} ({figure['low']:.1%}–{figure['high']:.1%})"


def speed(result: Mapping[str, Any]) -> str:
    """Microseconds a turn, and what a menu costs."""
    rows = [
        ("half of the turns within (aim: 150 µs or less)", f"{result['median_us']:.0f} µs"),
        ("99 of 100 turns within (aim: 1 ms or less)", f"{result['p99_us']:.0f} µs"),
        *((f"— {kind}, half within", f"{us:.0f} µs") for kind, us in result["median_us_by_kind"].items()),
        *((f"— {kind}, 99 of 100 within", f"{us:.0f} µs") for kind, us in result["p99_us_by_kind"].items()),
        ("half within, were each turn its fastest round", f"{result['median_us_of_least']:.0f} µs"),
        ("first words said again to the same worker, half within", f"{result['median_us_again']:.0f} µs"),
        ("10 kB of hostile text, the slowest (aim: 20 ms or less)", f"{result['hostile_ms']:.1f} ms"),
        ("compiling a menu of 50 items (aim: 20 ms or less)", f"{result['compile_ms']:.1f} ms"),
        ("1,000 such menus (aim: 1,024 MiB or less)", f"{result['menus_mib']:.0f} MiB"),
        ("stores, distinct menus, items", f"{result['stores']}, {result['menus']}, {result['items']:,}"),
        ("sentences, turns timed", f"{result['sentences']:,}, {result['turns']:,}"),
        ("other work on the machine: load afterwards", f"{result['load']:.1f}"),
        *((key, str(value)) for key, value in result["machine"].items()),
    ]
    figures = "| figure | value |\n|---|---|\n" + "".join(f"| {name} | {value} |\n" for name, value in rows)
    return figures + _PROFILE


_PROFILE = """
Where the time of a turn goes, in µs, at commit cc1d0ea on a busy machine, slower than at other hours; timing each stage
apart costs a fifth of it. A middling turn reads 1.1 menus, one of the slowest 3 of 100 reads 4.7: first words that several
brands understand.

| stage | middling | slowest 3 of 100 |
|---|---|---|
| width, case and pauses folded | 10 | 18 |
| money, time, place and people taken out | 9 | 22 |
| phrases found, of the packs and of all menus | 36 | 54 |
| menus chosen | 7 | 23 |
| each menu: tokens | 25 | 151 |
| each menu: names said badly or in part | 21 | 289 |
| each menu: phrases | 57 | 371 |
| each menu: phrases carried out | 61 | 318 |
| each menu: lines settled | 15 | 40 |
| each menu: words held against the cart | 25 | 75 |
| each menu: the turn, its choices, its candidate | 20 | 48 |
| nearest names, for a question | 2 | 32 |
| the rest | 54 | 159 |

What paid, in pairs of both trees in turn: words of the packs in a plain class instead of an enum (3.5 % of all CPU),
forms of lines kept by menu (6 %), what a cart has changed worked out once (2 %), fewer steps in finding and covering (2 %),
marking phrases by most words in one step (1.4 %), skipping what only several phrases need (1 %). Since then, 5 to 8 % together:
words are read on from each place only as long as some phrase begins so, patterns of money, time and place are tried one after
the other only where one of them fits, and a line that stands is put into the menu's order once. The pairs that were taken
for each of these three steps said 14, 5 and 3 %; all three against none, in both orders and with both trees bound to the
same core or not, gave 5, 5, 5 and 8 %. A pair in one order says as much about the cores as about the reader.

What did not: the reader compiled to C by mypyc is 1.24 times as fast and reads the same, for two minutes of compiling;
its values stay Python objects, and they are the time. Leaving out menus that leave more unread saves 30 of 2,393 readings:
those that are read in vain mostly have a fault, which only shows at the end. Looking one book up instead of two for
words that no menu begins with: nothing. Cheap tests before dear ones in ten more places of carrying phrases out: nothing.
What all menus ask of the same unread words, worked out for the first of them: 0.5 % of the slowest turns, nothing else.
Asking for a word in a token's set instead of by a method, everywhere: 1.6 %, for code that reads worse. A turn's figures
differ by a fifth with what else the machine does.

What is left: 620 calls of Python functions a turn, none of which takes more than 3 % but finding phrases (8 %): the time
is the interpreter's. A faster one helps every stage alike. Two thirds of the readings of several menus are candidates, so
reading several at once would help the slow turns most: words that no menu says could become tokens and phrases once for all
of them. An automaton finds the phrases of a sentence in 4 µs, but what it finds must still be checked at word boundaries,
and it would be one more library.
"""
