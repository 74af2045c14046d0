"""How the page of measurements shows what was tried against the promises: worlds of faults, and guards taken away."""

from collections.abc import Callable, Mapping
from typing import Any

Result = Mapping[str, Any]
Rows = list[tuple[str, str]]


def worlds(result: Result) -> str:
    broken = ", ".join(map(str, result["broken"])) or "none"
    rows: Rows = [
        ("worlds that ended", f"{result['worlds']:,} of {result['asked']:,}"),
        ("seeds of worlds with a broken promise (aim: none)", broken),
        ("audits, all clean but theirs", f"{2 * result['worlds']:,}"),
        ("CPU a world, PostgreSQL's included", f"{result['cpu_s_a_world']:.1f} s"),
        *((f"— {fault.replace('_', ' ')}", f"{times:,}") for fault, times in result["faults"].items()),
        ("seeds", result["seed"]),
        *_machine(result),
    ]
    return _table(rows)


def guards(result: Result) -> str:
    survivors = ", ".join(result["survivors"]) or "none"
    rows: Rows = [
        *((name, str(result[name])) for name in ("keys", "floors", "locks", "rules", "fences")),
        (
            "keys, floors and locks taken away, each from the test that it is in place",
            str(result["in_place"]),
        ),
        ("locks, rules and fences taken away, each from the tests that need it", str(result["races"])),
        ("guards that no test missed (aim: none)", survivors),
        *_machine(result),
    ]
    return _table(rows)


def _machine(result: Result) -> Rows:
    return [(key, str(value)) for key, value in result["machine"].items()]


def _table(rows: Rows) -> str:
    return "| figure | value |\n|---|---|\n" + "".join(f"| {name} | {value} |\n" for name, value in rows)


SECTIONS: Mapping[str, tuple[str, str, str, Callable[[Result], str]]] = {
    "simulation": (
        "Worlds of faults",
        "Each world is a small town with its store, riders, payer and clock, run under faults, audited, healed and\n"
        "audited again. `killed`: a task ended before or within a statement. `met another`: the database asks to begin\n"
        "again. A seed chooses who acts and where faults strike; who of several comes first, the database decides.",
        "make -s simulate > docs/measurements/simulation.json",
        worlds,
    ),
    "mutations": (
        "Guards taken away",
        "Every unique key, every named CHECK, every lock, and the rules and conditions that fence and bound, each gone\n"
        "once: a test must fail.",
        "make -s mutations > docs/measurements/mutations.json",
        guards,
    ),
}
"""Name → title, what it means, the command, and how the result is shown."""
