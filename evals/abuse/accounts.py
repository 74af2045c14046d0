"""What a world is made of: accounts with the keys they will show, and the small tools that draw them."""

from random import Random
from uuid import UUID

import msgspec

HOUR_S = 3_600
DAY_S = 86_400
YUAN = 100

PHONE_FEN = 150
"""A bought number with its one message; what grey shops ask for."""

NUMBER_BLOCK_FEN = 90
"""The same in bulk: consecutive numbers of one reseller."""

PROXY_FEN = 40
"""One residential address for one sign-up."""

EMULATOR_FEN = 15
"""An emulated phone for one account."""

HANDS_FEN = 100
"""A person's minutes for one account: signing up, ordering, carrying."""


class Account(msgspec.Struct, frozen=True):
    """One account in the order it shows itself: joins, proves a phone, tells a door, orders and pays.

    `agent` is how the browser describes itself, `network` a /24. Times in seconds from the world's beginning; `cost_fen`
    is what the account costs its maker, 0 for honest people. `inviter` is a person of the same world.
    """

    person: UUID
    kind: str
    group: str
    is_farm: bool
    at_s: float
    device: str
    agent: str
    network: str
    phone: str
    door: str
    payment: str
    inviter: UUID | None = None
    cost_fen: int = 0


class Draw:
    """Names and numbers of one world, all from its seed."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._made = 0

    def name(self, what: str) -> str:
        """A value nobody else has."""
        self._made += 1
        return f"{what}-{self._made}"

    def person(self) -> UUID:
        return UUID(int=self.random.getrandbits(128))

    def agent(self) -> str:
        """A browser of a real phone: few models are many people's, many models are few people's."""
        return f"agent-{min(int(self.random.paretovariate(0.6)), 1_500)}-{self.random.randrange(4)}"

    def carrier(self) -> str:
        """A /24 behind which a phone company hides thousands."""
        return f"carrier-{self.random.randrange(60)}"

    def neighbourhood(self) -> str:
        """A /24 of home lines."""
        return f"home-{self.random.randrange(1_500)}"

    def proxy(self) -> str:
        """A /24 of home lines anywhere in the country: nearly always one that nobody of the city uses."""
        return f"far-{self.random.randrange(400_000)}"

    def phone(self) -> str:
        return f"+861{self.random.randrange(3_000_000_000, 9_999_999_999)}"
