"""When a client may come again, said by the server, and how many of its requests may be repeats."""

from random import Random

BUDGET = 0.10
BURST = 10.0
POLL_S_MIN, POLL_S_MAX = 5.0, 60.0
JITTER = 0.2
EARLY = 0.75
"""Of the time told: who comes again sooner repeats themselves. Clients round, and clocks differ."""


def poll_s(eta_s: float, random: Random) -> float:
    """A twentieth of the wait, at least 5 s unless the wait is shorter, at most 60; ± 20 % so that nobody marches in step."""
    return min(max(eta_s / 20, min(POLL_S_MIN, max(eta_s, 1.0))), POLL_S_MAX) * random.uniform(
        1 - JITTER, 1 + JITTER
    )


def again_s(left_s: float, random: Random) -> float:
    """For who came too early: what was left, and up to as much again, so that a crowd that came at once comes apart."""
    return max(left_s, 1.0) * random.uniform(1.0, 2.0)


class RetryBudget:
    """Repeats may be a tenth of first requests, and a few at once when calm (Google SRE: client-side budget)."""

    def __init__(self) -> None:
        self._tokens = BURST
        self.first = 0
        self.repeats = 0

    def came(self) -> None:
        """A first request."""
        self.first += 1
        self._tokens = min(BURST, self._tokens + BUDGET)

    def may_repeat(self) -> bool:
        """Counts a repeat; False when the budget is used up, and the repeat is answered without work."""
        self.repeats += 1
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True

    @property
    def ratio(self) -> float:
        return self.repeats / max(1, self.first)
