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
    return "| figure | value |\n|---|---|\n" + "".join(f"| {name} | {value} |\n" for name, value in rows)
