"""Gangs that sell what they collect to strangers: by the order, by the dozen, or as invites."""

from evals.abuse.accounts import (
    DAY_S,
    EMULATOR_FEN,
    HANDS_FEN,
    HOUR_S,
    NUMBER_BLOCK_FEN,
    PHONE_FEN,
    PROXY_FEN,
    Account,
    Draw,
)
from evals.abuse.held_out_2.tools import LAST_S, WALLET_FEN, in_time, one, pool

RENT_FEN = 500
"""An account with its phone and purse for a day, from its owner."""

STOLEN_CODE_FEN = 80
"""A code read off a stranger's phone."""

CLOUD_PHONE_FEN = 30
"""A phone in a hall far away, by the hour."""


def buyer_pays(draw: Draw, group: str) -> list[Account]:
    """A seller of cups on a second-hand market. A third of the buyers come again, on another day."""
    random = draw.random
    agents = [draw.agent() for _ in range(5)]
    buyers = [(draw.name("door"), draw.name("pay")) for _ in range(95)]
    orders = [*buyers, *random.sample(buyers, 35), *random.sample(buyers, 20)]
    begin = random.uniform(0, DAY_S)
    return in_time(
        [
            one(
                draw,
                "buyer_pays",
                group,
                begin + random.randrange(6) * DAY_S + random.uniform(0, 12 * HOUR_S),
                PHONE_FEN + EMULATOR_FEN + HANDS_FEN,
                agent=random.choice(agents),
                door=door,
                payment=purse,
            )
            for door, purse in orders
        ]
    )


def rented_accounts(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    buyers = pool(draw, "door", 60)
    return in_time(
        [
            one(
                draw,
                "rented_accounts",
                group,
                random.uniform(-60 * DAY_S, -DAY_S),
                RENT_FEN + HANDS_FEN,
                network=draw.neighbourhood() if random.random() < 0.5 else draw.carrier(),
                door=random.choice(buyers),
            )
            for _ in range(100)
        ]
    )


def opening_burst(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    routers = [draw.neighbourhood() for _ in range(80)]
    doors, wallets = pool(draw, "door", 20), pool(draw, "pay", 25)
    return in_time(
        [
            one(
                draw,
                "opening_burst",
                group,
                random.uniform(20, HOUR_S / 3),
                PHONE_FEN + PROXY_FEN + EMULATOR_FEN + 25 * WALLET_FEN // 250,
                network=random.choice(routers),
                door=random.choice(doors),
                payment=random.choice(wallets),
            )
            for _ in range(250)
        ]
    )


def virtual_numbers(draw: Draw, group: str) -> list[Account]:
    """A number is used once and its phone wiped every third time: what one phone shows, three accounts show."""
    random = draw.random
    agents = [draw.agent() for _ in range(4)]
    phones = [(draw.name("device"), random.choice(agents), draw.carrier()) for _ in range(60)]
    doors, wallets = pool(draw, "door", 12), pool(draw, "pay", 30)
    result: list[Account] = []
    at_s = random.uniform(0, DAY_S)
    for number in range(180):
        at_s += random.uniform(0.3, 1.7) * HOUR_S
        device, agent, network = phones[number // 3]
        result.append(
            one(
                draw,
                "virtual_numbers",
                group,
                at_s,
                NUMBER_BLOCK_FEN + HANDS_FEN + 30 * WALLET_FEN // 180,
                device=device,
                agent=agent,
                network=network,
                phone=f"+86{random.choice(('170', '171', '162', '165', '167'))}{random.randrange(10**8):08d}",
                door=random.choice(doors),
                payment=random.choice(wallets),
            )
        )
    return result


def stolen_codes(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    halls = [draw.name("hall") for _ in range(6)]
    agents = [draw.agent() for _ in range(6)]
    wallets = pool(draw, "pay", 10)
    return in_time(
        [
            one(
                draw,
                "stolen_codes",
                group,
                random.uniform(0, LAST_S),
                STOLEN_CODE_FEN + CLOUD_PHONE_FEN + HANDS_FEN + 10 * 2 * WALLET_FEN // 160,
                agent=random.choice(agents),
                network=random.choice(halls) if random.random() < 0.4 else draw.proxy(),
                payment=random.choice(wallets),
            )
            for _ in range(160)
        ]
    )


def invite_mill(draw: Draw, group: str) -> list[Account]:
    """Seven heads, each a stranger's account with a past. What is sold, two cups of three, is a pair: cup and invite."""
    random = draw.random
    agents = [draw.agent() for _ in range(4)]
    heads = [
        one(
            draw,
            "invite_mill",
            group,
            random.uniform(-60 * DAY_S, -DAY_S),
            RENT_FEN,
            network=draw.neighbourhood(),
        )
        for _ in range(7)
    ]
    buyers = [(draw.name("door"), draw.name("pay")) for _ in range(70)]
    result = list(heads)
    at_s = random.uniform(0, DAY_S)
    for number in range(140):
        at_s += random.uniform(0.2, 1.8) * HOUR_S
        door, purse = random.choice(buyers)
        result.append(
            one(
                draw,
                "invite_mill",
                group,
                at_s,
                PHONE_FEN + CLOUD_PHONE_FEN + HANDS_FEN,
                agent=random.choice(agents),
                door=door,
                payment=purse,
                inviter=heads[number // 20].person,
            )
        )
    return in_time(result)
