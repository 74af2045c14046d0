"""How workers divide one limit without ever promising more than it, whoever joins, dies or is slow to hear of others.

Each tells the part it takes, and for how many people. A part is as large as the worker's share of all people, so that a wait
is equally long whichever worker somebody came to; but never more than what the others have left by their own word. So who
joins takes nothing until the others have told that they take less, and who lowers its part does so before it says so. With
one teller at a time (the caller's lock) the told parts never pass the whole by more than SLACK, and what is used never passes
what is told.
"""

from collections.abc import Sequence

import msgspec

SLACK = 0.02
"""Of an equal part: what a newcomer takes while the others have not heard of it, so that nobody stands still."""
EVEN_PEOPLE = 30.0
"""That each worker counts more than it has: a few people more or less change no part, and who has none yet has some of it."""


class Told(msgspec.Struct, frozen=True):
    """What a worker said last: the part it takes, and how many people it expects to let in or has let in."""

    part: float
    people: float


def part(people: float, others: Sequence[Told]) -> float:
    """This worker's part of a whole of 1, after what each other living worker has told last."""
    workers = len(others) + 1
    everybody = people + sum(each.people for each in others) + workers * EVEN_PEOPLE
    left = 1.0 - sum(each.part for each in others)
    return max(SLACK / workers, min((people + EVEN_PEOPLE) / everybody, left))
