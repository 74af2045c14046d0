"""Gangs with a house of their own: a shop, a café, a firm, a site, or many homes."""

from evals.abuse.accounts import (
    DAY_S,
    EMULATOR_FEN,
    HANDS_FEN,
    HOUR_S,
    PHONE_FEN,
    Account,
    Draw,
)
from evals.abuse.held_out_2.tools import LAST_S, WALLET_FEN, in_time, one, pool

IDLE_NUMBER_FEN = 50
"""A month of a number that a firm pays for and nobody uses."""

FEES_FEN = 300
"""What somebody wants for a code, a fen and a cup they did not ask for."""


def till_clerks(draw: Draw, group: str) -> list[Account]:
    """The customer reads out a code and pays cash; four clerks pay the fen; the address is made up, since none is needed."""
    random = draw.random
    line, agent = draw.name("shop-line"), draw.agent()
    clerks = pool(draw, "pay", 4)
    return in_time(
        [
            one(
                draw,
                "till_clerks",
                group,
                random.randrange(10) * DAY_S + random.uniform(0, 11 * HOUR_S),
                HANDS_FEN // 2,
                agent=agent,
                network=line,
                payment=random.choice(clerks),
            )
            for _ in range(140)
        ]
    )


def cafe_house(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    line, door = draw.name("cafe-line"), draw.name("door")
    agents, wallets = [draw.agent() for _ in range(2)], pool(draw, "pay", 6)
    begin = random.uniform(0, 2 * DAY_S)
    return in_time(
        [
            one(
                draw,
                "cafe_house",
                group,
                begin + random.randrange(7) * DAY_S + random.uniform(0, 14 * HOUR_S),
                PHONE_FEN + EMULATOR_FEN + 6 * WALLET_FEN // 150,
                agent=random.choice(agents),
                network=line,
                door=door,
                payment=random.choice(wallets),
            )
            for _ in range(150)
        ]
    )


def home_kits(draw: Draw, group: str) -> list[Account]:
    """Each has one phone, wiped between two accounts, one home line, two purses of the house, and ten neighbours."""
    random = draw.random
    result: list[Account] = []
    for _ in range(24):
        agent, line, home = draw.agent(), draw.neighbourhood(), draw.name("door")
        purses, neighbours = pool(draw, "pay", 2), pool(draw, "door", 10)
        begin = random.uniform(0, 6 * DAY_S)
        result.extend(
            one(
                draw,
                "home_kits",
                group,
                begin + number * random.uniform(3, 20) * HOUR_S,
                PHONE_FEN + HANDS_FEN,
                agent=agent,
                network=line if random.random() < 0.7 else draw.carrier(),
                door=home if number == 0 else random.choice(neighbours),
                payment=random.choice(purses),
            )
            for number in range(random.randint(6, 8))
        )
    return in_time(result)


def idle_sims(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    block = draw.phone()[:-3]
    phones = [(draw.name("device"), draw.agent()) for _ in range(12)]
    desk, line, purses = draw.name("door"), draw.name("office-line"), pool(draw, "pay", 5)
    result: list[Account] = []
    for number in random.sample(range(1_000), 120):
        device, agent = random.choice(phones)
        result.append(
            one(
                draw,
                "idle_sims",
                group,
                random.randrange(5) * DAY_S + random.uniform(0, 8 * HOUR_S),
                IDLE_NUMBER_FEN + HANDS_FEN,
                device=device if random.random() < 0.5 else draw.name("device"),
                agent=agent,
                network=line if random.random() < 0.6 else draw.carrier(),
                phone=f"{block}{number:03d}",
                door=desk,
                payment=random.choice(purses),
            )
        )
    return in_time(result)


def foreman(draw: Draw, group: str) -> list[Account]:
    """Half with their own phone beside him, half on one of his six, in the browser's private window."""
    random = draw.random
    gate, line = draw.name("door"), draw.name("site-line")
    agents = [draw.agent() for _ in range(6)]
    heads: list[Account] = []
    result: list[Account] = []
    at_s = random.uniform(0, 2 * DAY_S)
    for number in range(110):
        at_s += random.uniform(2, 12) * 60 if number % 30 else DAY_S
        is_own = random.random() < 0.5
        made = one(
            draw,
            "foreman",
            group,
            at_s,
            FEES_FEN,
            agent=None if is_own else random.choice(agents),
            network=line if random.random() < 0.5 else draw.carrier(),
            door=gate,
            inviter=heads[-1].person if number % 21 else None,
        )
        if number % 21 == 0:
            heads.append(made)
        result.append(made)
    return result


def pair_shops(draw: Draw, group: str) -> list[Account]:
    """Thirty relatives with their own phone and two second numbers each, in an old phone and in a private window."""
    random = draw.random
    result: list[Account] = []
    shops = [draw.name("shop-line") for _ in range(2)]
    for _ in range(30):
        home, line, purse = draw.name("door"), draw.neighbourhood(), draw.name("pay")
        result.extend(
            one(
                draw,
                "pair_shops",
                group,
                random.uniform(0, LAST_S),
                (PHONE_FEN if number else 0) + HANDS_FEN,
                network=random.choice((line, line, random.choice(shops), draw.carrier())),
                door=home,
                payment=purse if number < 2 else draw.name("pay"),
            )
            for number in range(3)
        )
    return in_time(result)
