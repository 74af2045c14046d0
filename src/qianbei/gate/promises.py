"""What a place is told of its wait, what is remembered of that, and what the wait then came to."""

from random import Random

from qianbei.gate.coming import told
from qianbei.gate.forecast import Errors, Range
from qianbei.gate.places import Place
from qianbei.gate.retries import EARLY, poll_s


class Promises:
    """All times are real monotonic seconds."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.errors = Errors()

    def tell(self, place: Place, wait_s: float, now_s: float) -> tuple[Range, float]:
        """(the range that is said, when to look again). Of all that a place is told one is kept for the scores, each as
        likely, so that short and long waits are scored alike; before the lot nothing is."""
        if place.number is not None:
            place.tellings += 1
            if self._random.random() * place.tellings < 1.0:
                place.told_s, place.told_at_s = wait_s, now_s
        look_s = poll_s(wait_s, self._random)
        told(place, look_s, now_s)
        place.again_s = now_s + EARLY * look_s
        return self.errors.range(wait_s, now_s), look_s

    def kept(self, place: Place, now_s: float) -> None:
        """The person was called, and came."""
        if place.told_s is not None:
            self.errors.learn(place.told_s, now_s - place.told_at_s, now_s)
