"""How the page of measurements shows what farms were given and what honest people met, and the same along other numbers."""

from collections.abc import Callable, Mapping
from typing import Any

Result = Mapping[str, Any]

SETS = {
    "tuned": "kinds that the numbers were chosen on",
    "schemes": "more of these, slower and better hidden",
    "held-out": "kinds kept away from the numbers",
    "held-out-2": "kinds written by somebody who had not read the rules",
    "held-out-3": "kinds written by somebody else, who had not read them either",
}


def _share(of: Mapping[str, float], digits: int = 1) -> str:
    low, high = f"{100 * of['low']:.{digits}f}", f"{100 * of['high']:.{digits}f}"
    return f"{100 * of['share']:.{digits}f} % ({low} to {high})"


def _without_losers(one: Result) -> float:
    """The value stopped had each kind given up that was given less than it spent, though it drank every cup itself."""
    kinds = one["farms"].values()
    got = sum(
        each["asked_fen"] * (1 - each["stopped"]["share"])
        for each in kinds
        if each["yuan_per_yuan"]["defended"] >= 1
    )
    return 1 - got / sum(each["asked_fen"] for each in kinds)


def outcome(result: Result) -> str:
    lines = [
        "| farms | value stopped | had those given up who lose money | honest people delayed "
        "| yuan got for a yuan spent, and undefended |",
        "|---|---|---|---|---|",
    ]
    for name, what in SETS.items():
        one = result[name]
        gain = one["yuan_per_yuan"]
        lines.append(
            f"| {what} | {_share(one['stopped'])} | {100 * _without_losers(one):.1f} % "
            f"| {_share(one['honest_delayed'], 2)} "
            f"| {gain['defended']:.2f}, {gain['undefended']:.2f} |"
        )
    lines += [
        "",
        "| kind | value stopped | accounts that share nothing with anybody | yuan got for a yuan spent, and undefended |",
        "|---|---|---|---|",
    ]
    for name in SETS:
        for kind, one in result[name]["farms"].items():
            alone, gain = f"{100 * one['alone']['share']:.0f} %", one["yuan_per_yuan"]
            lines.append(
                f"| {kind.replace('_', ' ')} | {_share(one['stopped'])} | {alone} "
                f"| {gain['defended']:.2f}, {gain['undefended']:.2f} |"
            )
    for name, which in (("held-out-2", "second"), ("held-out-3", "third")):
        lines += ["", f"| honest people, in the worlds of the {which} held-out set | people | delayed |"]
        lines.append("|---|---|---|")
        for kind, one in result[name]["honest"].items():
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


def told(result: Result) -> str:
    """Which kinds a judge was told, and what the judge then stops, by how many honest people may wait."""
    pairs = result["pairs"]
    parts = list(pairs[0]["stopped"])
    heads = [f"{100 * float(part):g} % wait" for part in parts]
    lines = [
        f"| told the answers of | asked about | {' | '.join(heads)} |",
        "|---|---|" + "---|" * len(parts),
        *(
            f"| {each['told']} | {each['asked']} | "
            + " | ".join(f"{100 * each['stopped'][part]:.1f} %" for part in parts)
            + " |"
            for each in pairs
        ),
        "",
        "| kind, where the judge knows the set and 0.5 % wait | accounts that wait |",
        "|---|---|",
    ]
    for each in pairs:
        if each["told"] == each["asked"]:
            lines += [
                f"| {kind.replace('_', ' ')} | {100 * share:.0f} % |" for kind, share in each["kinds"].items()
            ]
    lines.append(
        "\nTold by the worlds of seed {}, asked about those of {}.\n".format(
            result["seeds"]["told"][0], result["seeds"]["asked"][0]
        )
    )
    return "\n".join(lines)


SECTIONS: Mapping[str, tuple[str, str, str, Callable[[Result], str]]] = {
    "abuse": (
        "Farms and honest people",
        "Worlds of about 8,000 honest people with three farms of each kind of a set, played through the rules of production.\n"
        "*Value stopped*: of the money that farms asked for, what they were not given. *Delayed*: told all, and not given\n"
        "their card on the first day. The worlds of the last two sets hold more crowds of honest people who look like farms.\n"
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
    "abuse_told": (
        "Farms and honest people, where the judge knows the answers",
        "The value that a learned judge stops who was told which accounts of other worlds are farms', and sees all that accounts\n"
        "show when they have told all, so that a given part of honest people waits. It is no rule of ours: it bounds what rules can do.",
        ".venv/bin/python -m evals.abuse.told > docs/measurements/abuse_told.json",
        told,
    ),
}
