"""How fast the city lives: city seconds to real ones, and how often people look at their screens.

Looking is what costs the house, so it is bounded in real time: at speed 1 a merchant with work looks each second
and one without every two, and a fast city looks a little more often, never 30 times as often.
"""

import asyncio
import time


class Pace:
    """City time as a number of seconds from an arbitrary start, and sleeping in it."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self.look_busy_s = min(1.0, max(0.4, 12 / speed))
        self.look_idle_s = 2 * self.look_busy_s

    def now_s(self) -> float:
        return time.monotonic() * self._speed

    async def live(self, city_s: float) -> None:
        """Lets so many city seconds pass."""
        await asyncio.sleep(max(0.0, city_s) / self._speed)

    async def look_again(self, due_s: float | None, *, is_busy: bool) -> None:
        """Waits until it is time to look again: one look's pause, or less when `due_s` (city) comes first."""
        pause_s = self.look_busy_s if is_busy else self.look_idle_s
        if due_s is not None:
            pause_s = min(pause_s, max(0.02, (due_s - self.now_s()) / self._speed))
        await asyncio.sleep(pause_s)

    async def wait(self, real_s: float) -> None:
        """Lets real seconds pass: for what is a matter of courtesy to the house, not of the city."""
        await asyncio.sleep(real_s)
