"""How the page of measurements shows what farms were given and what honest people met, and the same along other numbers."""

from collections.abc import Callable, Mapping
from typing import Any

Result = Mapping[str, Any]

SETS = {
    "tuned": "kinds that the numbers were chosen on",
    "schemes": "more of these, slower and better hidden",
    "held-out": "kinds kept away from the numbers",
    "held-out-2": "kinds written by somebody who had not read the rules",
}


def _share(of: Mapping[str, float], digits: int = 1) -> str:
    low, high = f"{100 * of['low']:.{digits}f}", f"{100 * of['high']:.{digits}f}"
    return f"{100 * of['share']:.{digits}f} % ({low} to {high})"


def outcome(result: Result) -> str:
    lines = [
        "| farms | value stopped | honest people delayed | yuan got for a yuan spent, and undefended |",
        "|---|---|---|---|",
    ]
    for name, what in SETS.items():
        one = result[name]
        gain = one["yuan_per_yuan"]
        lines.append(
            f"| {what} | {_share(one['stopped'])} | {_share(one['honest_delayed'], 2)} "
            f"| {gain['defended']:.2f}, {gain['undefended']:.2f} |"
        )
    lines += ["", "| kind | value stopped | accounts that share nothing with anybody |", "|---|---|---|"]
    for name in SETS:
        for kind, one in result[name]["farms"].items():
            alone = f"{100 * one['alone']['share']:.0f} %"
            lines.append(f"| {kind.replace('_', ' ')} | {_share(one['stopped'])} | {alone} |")
    lines += ["", "| honest people, in the worlds of the last set | people | delayed |", "|---|---|---|"]
    for kind, one in result["held-out-2"]["honest"].items():
        lines.append(
            f"| {kind.strip('_').replace('_', ' ')} | {one['people']:,} | {_share(one['delayed'], 2)} |"
        )
    first, last = result["seeds"]
    lines.append(f"\nSeeds {first} to {last}.\n")
    return "\n".join(lines)


def curve(result: Result) -> str:
    lines = [
        "| numbers | value stopped | honest people delayed | invite money of theirs kept back |",
        "|---|---|---|---|",
        *(
            f"| {name} | {_share(each['stopped'])} | {_share(each['honest_delayed'], 2)} "
            f"| {100 * each['honest_invite_money_withheld']:.1f} % |"
            for name, each in result["points"].items()
        ),
        "\nSeeds {} to {}.\n".format(*result["seeds"]),
    ]
    return "\n".join(lines)


SECTIONS: Mapping[str, tuple[str, str, str, Callable[[Result], str]]] = {
    "abuse": (
        "Farms and honest people",
        "Worlds of about 8,000 honest people with three farms of each kind of a set, played through the rules of production.\n"
        "*Value stopped*: of the money that farms asked for, what they were not given. *Delayed*: told all, and not given\n"
        "their card on the first day. The worlds of the last set hold five more crowds of honest people who look like farms.\n"
        "In brackets: 95 %. What the kinds are and why some cannot be told from people: [abuse.md](abuse.md).",
        ".venv/bin/python -m evals.abuse.run > docs/measurements/abuse.json",
        outcome,
    ),
    "abuse_curve": (
        "Farms and honest people, along other numbers",
        "The set written by somebody who had not read the rules, at lenient and strict numbers.",
        ".venv/bin/python -m evals.abuse.curve --seeds 3 > docs/measurements/abuse_curve.json",
        curve,
    ),
}
