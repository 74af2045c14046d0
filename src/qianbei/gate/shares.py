"""How workers divide one limit without ever promising more than it, whoever joins, dies or is slow to hear of others.

Each tells the part it takes. A worker takes an equal part, but never more than what the others have left by their own word:
so who joins takes nothing until the others have told that they take less, and who lowers its part does so before it says
so. With one teller at a time (the caller's lock) the told parts never pass the whole by more than SLACK, and what is used
never passes what is told.
"""

from collections.abc import Sequence

SLACK = 0.02
"""Of an equal part: what a newcomer takes while the others have not heard of it, so that nobody stands still."""


def part(told_by_others: Sequence[float]) -> float:
    """This worker's part of a whole of 1, after what each other living worker has told last."""
    equal = 1.0 / (len(told_by_others) + 1)
    return max(SLACK * equal, min(equal, 1.0 - sum(told_by_others)))
