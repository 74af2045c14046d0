"""Plays worlds through the rules of production and says what farms got and what honest people met.

    make eval-abuse                                        (or: python -m evals.abuse.run --seeds 5 --people 8000)

How an account goes its way: `play`. The city is busy unless `--quiet`; its payer says with the phone who would pay unless
`--payer-tells-late`.

stopped      the part of what farms asked for that they were not given, in money
delayed      honest people who had told all and were not given their card on the first day
precision    of the accounts that were delayed, those of farms;  recall: of farms' accounts, those that were delayed
alone        accounts that share nothing with anybody when they have told all, not even a line;  unplaced: none but a line.
             No structure tells such a farm's account from such a person: to stop these, as many people must wait
yuan/yuan    what farms were given for each yuan that they spent, beside what they would have been given undefended
Intervals: 95 % by Wilson for people; for money over whole farms by resampling (2,000 times, same seed).
"""

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from math import sqrt
from pathlib import Path
from random import Random
from typing import Any

from evals.abuse import crowds, farms, held_out, held_out_2, held_out_3, honest, schemes
from evals.abuse.accounts import Account, Draw
from evals.abuse.play import FACE_FEN, Fate, Ways, play

FARMS_OF_A_KIND = 3
HERE = Path(__file__).parent
SETS: dict[str, tuple[Sequence[Any], Sequence[Any]]] = {
    "tuned": (farms.KINDS, ()),
    "schemes": (schemes.KINDS, ()),
    "held-out": (held_out.KINDS, ()),
    "held-out-2": (held_out_2.KINDS, held_out_2.crowds.KINDS),
    "held-out-3": (held_out_3.KINDS, held_out_3.crowds.KINDS),
}
"""Kinds of farm, and the crowds that come on top of everybody's."""


def world(seed: int, people: int, kinds: Sequence[Any], more: Sequence[Any] = ()) -> list[Account]:
    """A city, three farms of each kind, and one of each crowd: those of `crowds` and `more`."""
    draw = Draw(Random(seed))
    accounts = honest.city(draw, people)
    for kind in kinds:
        for _ in range(FARMS_OF_A_KIND):
            accounts += kind(draw, draw.name(kind.__name__))
    for crowd in (*crowds.KINDS, *more):
        accounts += crowd(draw, draw.name(crowd.__name__))
    return accounts


def report(fates: Sequence[Fate]) -> dict[str, Any]:
    """The figures of a set of worlds."""
    honest_fates = [each for each in fates if not each.account.is_farm]
    farm_fates = [each for each in fates if each.account.is_farm]
    farm_delayed = sum(each.is_delayed for each in farm_fates)
    honest_delayed = sum(each.is_delayed for each in honest_fates)
    return {
        "stopped": _stopped(farm_fates),
        "precision": _part(farm_delayed, farm_delayed + honest_delayed),
        "recall": _part(farm_delayed, len(farm_fates)),
        "honest_delayed": _part(honest_delayed, len(honest_fates)),
        "honest_without_card_after_a_day": _part(
            sum(not each.has_used for each in honest_fates), len(honest_fates)
        ),
        "honest_asked_to_prove_first": _part(
            sum(each.was_asked_to_prove for each in honest_fates), len(honest_fates)
        ),
        "honest_alone": _part(sum(each.is_alone for each in honest_fates), len(honest_fates)),
        "honest_unplaced": _part(sum(each.is_unplaced for each in honest_fates), len(honest_fates)),
        "honest_invite_money_withheld": _money(honest_fates),
        "yuan_per_yuan": _gain(farm_fates),
        "farms": {kind: _kind(each) for kind, each in _by_kind(farm_fates).items()},
        "honest": {
            kind: {
                "people": len(each),
                "delayed": _part(sum(one.is_delayed for one in each), len(each)),
                "reasons": _reasons([one for one in each if one.is_delayed]),
            }
            for kind, each in _by_kind(honest_fates).items()
        },
    }


def _kind(fates: Sequence[Fate]) -> dict[str, Any]:
    return {
        "accounts": len(fates),
        "asked_fen": sum(each.asked_fen for each in fates),
        "stopped": _stopped(fates),
        "recall": _part(sum(each.is_delayed for each in fates), len(fates)),
        "alone": _part(sum(each.is_alone for each in fates), len(fates)),
        "unplaced": _part(sum(each.is_unplaced for each in fates), len(fates)),
        "yuan_per_yuan": _gain(fates),
    }


def _stopped(fates: Sequence[Fate]) -> dict[str, float]:
    farms_: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for each in fates:
        asked, given = farms_[each.account.group]
        farms_[each.account.group] = (asked + each.asked_fen, given + each.given_fen)
    sums = list(farms_.values())
    random = Random(1)
    tries = sorted(_ratio(random.choices(sums, k=len(sums))) for _ in range(2_000))
    return {"share": round(_ratio(sums), 4), "low": round(tries[50], 4), "high": round(tries[1_949], 4)}


def _ratio(sums: Sequence[tuple[int, int]]) -> float:
    return 1 - sum(given for _, given in sums) / sum(asked for asked, _ in sums)


def _gain(fates: Sequence[Fate]) -> dict[str, float]:
    cost = sum(each.account.cost_fen for each in fates)
    given, asked = sum(each.given_fen for each in fates), sum(each.asked_fen for each in fates)
    return {"defended": round(given / cost, 2), "undefended": round(asked / cost, 2)}


def _money(fates: Sequence[Fate]) -> float:
    """Of what honest people would have been given for invites."""
    asked = sum(each.asked_fen - FACE_FEN for each in fates)
    given = sum(each.given_fen - FACE_FEN * each.has_used for each in fates)
    return round(1 - given / asked, 4) if asked else 0.0


def _part(count: int, total: int) -> dict[str, float]:
    """A share with its 95 % interval (Wilson 1927)."""
    if not total:
        return {"share": 0.0, "low": 0.0, "high": 1.0}
    z, share = 1.96, count / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return {"share": round(share, 4), "low": round(middle - half, 4), "high": round(middle + half, 4)}


def _by_kind(fates: Sequence[Fate]) -> dict[str, list[Fate]]:
    found: dict[str, list[Fate]] = defaultdict(list)
    for each in fates:
        found[each.account.kind].append(each)
    return dict(sorted(found.items()))


def _reasons(fates: Sequence[Fate]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for each in fates:
        for reason in each.reasons:
            found[reason] += 1
    return dict(sorted(found.items()))


def moved_files() -> list[str]:
    """Held-out files that are not what they were before the numbers were chosen."""
    lines = "\n".join(each.read_text() for each in sorted(HERE.glob("held_out*.sha256"))).split("\n")
    pairs = [line.split() for line in lines if line]
    root = HERE.parents[1]
    return [name for mark, name in pairs if hashlib.sha256((root / name).read_bytes()).hexdigest() != mark]


def evaluate(
    first_seed: int,
    seeds: int,
    people: int,
    kinds: Sequence[Any],
    more: Sequence[Any] = (),
    ways: Ways = Ways(),  # noqa: B008  (frozen)
) -> dict[str, Any]:
    fates = []
    for seed in range(first_seed, first_seed + seeds):
        fates += play(world(seed, people, kinds, more), ways)
    return report(fates)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=101, help="the numbers were chosen on seeds 1 to 5")
    parser.add_argument("--people", type=int, default=8_000, help="honest people in a world, about")
    parser.add_argument("--quiet", action="store_true", help="a city in which few join: a card comes at once")
    parser.add_argument("--payer-tells-late", action="store_true", help="who pays is known with a payment")
    parser.add_argument("--only", choices=tuple(SETS))
    arguments = parser.parse_args()
    moved = moved_files()
    if moved:
        sys.exit(f"held-out files have changed since they were written down: {', '.join(moved)}")
    chosen = {name: each for name, each in SETS.items() if arguments.only in (None, name)}
    result: dict[str, Any] = {
        name: evaluate(
            arguments.first_seed,
            arguments.seeds,
            arguments.people,
            kinds,
            more,
            Ways(is_busy=not arguments.quiet, payer_tells=not arguments.payer_tells_late),
        )
        for name, (kinds, more) in chosen.items()
    }
    result["seeds"] = [arguments.first_seed, arguments.first_seed + arguments.seeds - 1]
    sys.stdout.write(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
