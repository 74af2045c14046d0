"""What is stopped and who is delayed, from lenient numbers to strict ones, beside ours: `python -m evals.abuse.curve`.

Each point sets numbers of `qianbei.abuse.rules` and plays the second held-out set, whose kinds no number was tuned on. Three
more points keep the numbers and change what is known, and when: a payer that tells late, signs looked for anew when a card is
used, and invites that are given a day after the newcomer's order.
"""

import argparse
import json
import sys
from typing import Any

from evals.abuse import held_out_2
from evals.abuse.accounts import DAY_S
from evals.abuse.play import Ways
from evals.abuse.run import evaluate
from qianbei.abuse import rules

POINTS: dict[str, dict[str, int]] = {
    "lenient": {"CROWD_MIN": 10, "TREE_MIN": 8, "PURSE_MIN": 6, "DEVICE_MIN": 5},
    "milder": {"CROWD_MIN": 8, "TREE_MIN": 6, "PURSE_MIN": 4, "DEVICE_MIN": 4},
    "ours": {},
    "stricter": {"CROWD_MIN": 5, "TREE_MIN": 4},
    "strict": {"CROWD_MIN": 4, "TREE_MIN": 3, "PURSE_MIN": 2, "PURSE_DOORS_MIN": 2},
    "household of four": {"HOUSEHOLD_CAP": 4},
    "household of three": {"HOUSEHOLD_CAP": 3},
    "household of two, strict": {
        "HOUSEHOLD_CAP": 2,
        "CROWD_MIN": 4,
        "TREE_MIN": 3,
        "PURSE_MIN": 2,
        "PURSE_DOORS_MIN": 2,
    },
}

WAYS = {
    "ours, the payer tells late": Ways(payer_tells=False),
    "ours, and a look at use": Ways(looks_at_use=True),
    "ours, and invites given a day later": Ways(vests_after_s=DAY_S),
}


def point(numbers: dict[str, int], ways: Ways, seeds: int) -> dict[str, Any]:
    """One point; the rules are as they were when it returns."""
    before = {name: getattr(rules, name) for name in numbers}
    for name, number in numbers.items():
        setattr(rules, name, number)
    try:
        seen = evaluate(101, seeds, 8_000, held_out_2.KINDS, held_out_2.crowds.KINDS, ways)
    finally:
        for name, number in before.items():
            setattr(rules, name, number)
    return {
        "stopped": seen["stopped"],
        "honest_delayed": seen["honest_delayed"],
        "honest_invite_money_withheld": seen["honest_invite_money_withheld"],
        "farms": {kind: each["stopped"]["share"] for kind, each in seen["farms"].items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    seeds = parser.parse_args().seeds
    points = {name: point(numbers, Ways(), seeds) for name, numbers in POINTS.items()}
    points |= {name: point({}, ways, seeds) for name, ways in WAYS.items()}
    sys.stdout.write(json.dumps({"seeds": [101, 100 + seeds], "points": points}, indent=1) + "\n")


if __name__ == "__main__":
    main()
