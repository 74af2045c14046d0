"""A token bucket: so many a second, and a little at once."""


class Pacer:
    """`rate_per_s` may change at any time; tokens already there stay."""

    def __init__(self, rate_per_s: float, burst_s: float, now_s: float) -> None:
        self.rate_per_s, self._burst_s, self._at_s = rate_per_s, burst_s, now_s
        self._tokens = 1.0
        self._extra = 0.0

    def take(self, now_s: float, cost: float = 1.0) -> bool:
        """Takes `cost` tokens if there are any; it may then owe a part of one."""
        self._fill(now_s)
        if self._extra >= cost:
            self._extra -= cost
            return True
        if self._tokens <= 0:
            return False
        self._tokens -= cost
        return True

    def has_any(self, now_s: float) -> bool:
        """Whether something may be taken; how much, `take` knows."""
        self._fill(now_s)
        return self._tokens > 0 or self._extra > 0

    def grant(self, tokens: float) -> None:
        """So many more than the rate gives, once; they do not overflow."""
        self._extra += tokens

    def wait_s(self, now_s: float) -> float:
        """How long until the next token."""
        self._fill(now_s)
        return 0.0 if self._tokens > 0 else (1e-6 - self._tokens) / max(self.rate_per_s, 1e-9)

    def _fill(self, now_s: float) -> None:
        most = max(1.0, self.rate_per_s * self._burst_s)
        self._tokens = min(most, self._tokens + max(0.0, now_s - self._at_s) * self.rate_per_s)
        self._at_s = now_s
