"""How far any rule could go: a judge who is told which accounts are farms', and learns from all that accounts show.

    python -m evals.abuse.told

The judge sees worlds with the answers (trees, boosted: Friedman 2001) and then decides alone about other worlds, so that just a
given part of honest people waits. First about the very kinds of farm whose answers it was told, which no rule that is
written beforehand knows; then about the kinds of the third set, told only those of the second. No judge of this sort is in
production: it could not give a reason in plain words.
"""

import argparse
import json
import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from math import exp
from random import Random
from typing import Any

import msgspec

from evals.abuse.play import FACE_FEN, Fate, Ways, play
from evals.abuse.run import SETS, world

PAIRS = (
    ("held-out", "held-out"),
    ("held-out-2", "held-out-2"),
    ("held-out-3", "held-out-3"),
    ("held-out-2", "held-out-3"),
)
"""Told the first, asked about the second."""

WAITING = (0.0025, 0.005, 0.01, 0.02, 0.05, 0.1)
"""Parts of honest people who wait."""

AIM = 0.005

ROUNDS, DEPTH, TRIED, STEP, CALM, CUTS = 100, 4, 24, 0.2, 5.0, 7
"""So many trees so deep, each question the best of so many kinds of numbers, cut at so many places."""


class Question(msgspec.Struct, frozen=True):
    """Is this number above the cut?"""

    number: int
    cut: int


class Tree(msgspec.Struct, frozen=True):
    """The same questions for everybody; the answers, read as bits, point at what is added to the suspicion."""

    questions: tuple[Question, ...]
    adds: tuple[float, ...]


class Judge(msgspec.Struct, frozen=True):
    cuts: tuple[tuple[float, ...], ...]
    trees: tuple[Tree, ...]

    def suspicions(self, fates: Sequence[Fate]) -> list[float]:
        columns = _binned(self.cuts, fates)
        scores = [0.0] * len(fates)
        for tree in self.trees:
            scores = [
                score + tree.adds[leaf]
                for score, leaf in zip(scores, _leaves(columns, tree.questions, len(fates)), strict=True)
            ]
        return scores


def learn(fates: Sequence[Fate], random: Random) -> Judge:
    """From accounts with the answers: a farm's counts by what it asks for, so that money is what is stopped."""
    cuts = tuple(_cuts(column) for column in zip(*(each.shows for each in fates), strict=True))
    columns = _binned(cuts, fates)
    weights = [each.asked_fen / FACE_FEN if each.account.is_farm else 1.0 for each in fates]
    scores = [0.0] * len(fates)
    trees: list[Tree] = []
    for _ in range(ROUNDS):
        chances = [1 / (1 + exp(-score)) for score in scores]
        pulls = [
            weight * (each.account.is_farm - chance)
            for each, weight, chance in zip(fates, weights, chances, strict=True)
        ]
        bends = [weight * chance * (1 - chance) for weight, chance in zip(weights, chances, strict=True)]
        tree = _grow(columns, pulls, bends, random)
        trees.append(tree)
        leaves = _leaves(columns, tree.questions, len(fates))
        scores = [score + tree.adds[leaf] for score, leaf in zip(scores, leaves, strict=True)]
    return Judge(cuts, tuple(trees))


def _cuts(column: Iterable[float]) -> tuple[float, ...]:
    values = sorted(column)
    at = {values[len(values) * place // (CUTS + 1)] for place in range(1, CUTS + 1)}
    return tuple(sorted(at | {values[len(values) * 99 // 100]}))


def _binned(cuts: Sequence[Sequence[float]], fates: Sequence[Fate]) -> list[list[int]]:
    return [
        [bisect_right(places, each.shows[number]) for each in fates] for number, places in enumerate(cuts)
    ]


def _leaves(columns: Sequence[Sequence[int]], questions: Sequence[Question], count: int) -> list[int]:
    leaves = [0] * count
    for each in questions:
        leaves = [
            2 * leaf + (place > each.cut) for leaf, place in zip(leaves, columns[each.number], strict=True)
        ]
    return leaves


def _grow(
    columns: Sequence[Sequence[int]], pulls: Sequence[float], bends: Sequence[float], random: Random
) -> Tree:
    numbers = random.sample(range(len(columns)), min(TRIED, len(columns)))
    questions: list[Question] = []
    leaves = [0] * len(pulls)
    for depth in range(DEPTH):
        tried = (_best_cut(columns[number], number, leaves, 2**depth, pulls, bends) for number in numbers)
        _, question = max(tried, key=lambda each: each[0])
        questions.append(question)
        leaves = _leaves(columns, questions, len(pulls))
    sums = [[0.0, CALM] for _ in range(2**DEPTH)]
    for leaf, pull, bend in zip(leaves, pulls, bends, strict=True):
        sums[leaf][0] += pull
        sums[leaf][1] += bend
    return Tree(tuple(questions), tuple(STEP * pull / bend for pull, bend in sums))


def _best_cut(
    column: Sequence[int],
    number: int,
    leaves: Sequence[int],
    count: int,
    pulls: Sequence[float],
    bends: Sequence[float],
) -> tuple[float, Question]:
    """How much the best cut of this number would explain."""
    width = CUTS + 2
    pull_sums, bend_sums = [0.0] * (count * width), [0.0] * (count * width)
    for leaf, place, pull, bend in zip(leaves, column, pulls, bends, strict=True):
        pull_sums[leaf * width + place] += pull
        bend_sums[leaf * width + place] += bend
    best = (-1.0, Question(number, 0))
    for cut in range(width - 1):
        explained = 0.0
        for begin in range(0, count * width, width):
            middle, end = begin + cut + 1, begin + width
            for low, high in ((begin, middle), (middle, end)):
                explained += sum(pull_sums[low:high]) ** 2 / (sum(bend_sums[low:high]) + CALM)
        best = max(best, (explained, Question(number, cut)), key=lambda each: each[0])
    return best


def frontier(judge: Judge, fates: Sequence[Fate]) -> dict[str, Any]:
    """The value stopped when just so many honest people wait, and at the aim how many accounts of each kind wait."""
    scores = judge.suspicions(fates)
    honest = sorted(
        (score for score, each in zip(scores, fates, strict=True) if not each.account.is_farm), reverse=True
    )
    bars = {part: honest[int(part * len(honest))] for part in WAITING}
    asked = sum(each.asked_fen for each in fates if each.account.is_farm)

    def stopped(bar: float) -> float:
        caught = (
            each.asked_fen
            for score, each in zip(scores, fates, strict=True)
            if each.account.is_farm and score > bar
        )
        return round(sum(caught) / asked, 4)

    kinds: dict[str, list[bool]] = {}
    for score, each in zip(scores, fates, strict=True):
        if each.account.is_farm:
            kinds.setdefault(each.account.kind, []).append(score > bars[AIM])
    return {
        "stopped": {str(part): stopped(bar) for part, bar in bars.items()},
        "kinds": {kind: round(sum(waits) / len(waits), 4) for kind, waits in sorted(kinds.items())},
    }


def worlds(name: str, first_seed: int, seeds: int, people: int) -> list[Fate]:
    kinds, more = SETS[name]
    fates: list[Fate] = []
    for seed in range(first_seed, first_seed + seeds):
        fates += play(world(seed, people, kinds, more), Ways(keeps_shows=True))
    return fates


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--seeds", type=int, default=1, help="worlds with the answers, and as many to decide about"
    )
    parser.add_argument("--people", type=int, default=8_000)
    arguments = parser.parse_args()
    seeds, people = arguments.seeds, arguments.people
    judges = {told: learn(worlds(told, 201, seeds, people), Random(1)) for told, _ in PAIRS}
    asked = {name: worlds(name, 101, seeds, people) for _, name in PAIRS}
    result = {
        "seeds": {"told": [201, 200 + seeds], "asked": [101, 100 + seeds]},
        "pairs": [
            {"told": told, "asked": name} | frontier(judges[told], asked[name]) for told, name in PAIRS
        ],
    }
    sys.stdout.write(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
