"""Gangs that work at some size: racks of phones, hired people, bought accounts, counters, a shop that cashes cards."""

from evals.abuse.accounts import (
    DAY_S,
    EMULATOR_FEN,
    HANDS_FEN,
    HOUR_S,
    NUMBER_BLOCK_FEN,
    PHONE_FEN,
    Account,
    Draw,
)
from evals.abuse.held_out_2.tools import HIRED_FEN, LAST_S, OLD_ACCOUNT_FEN, WALLET_FEN, in_time, one, pool


def studio(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    agents = [draw.agent() for _ in range(3)]
    doors, wallets = pool(draw, "door", 8), pool(draw, "pay", 8)
    blocks = [draw.phone()[:-2] for _ in range(6)]
    line, begin = draw.name("studio-line"), random.uniform(0, 3 * DAY_S)
    cost = NUMBER_BLOCK_FEN + EMULATOR_FEN + HANDS_FEN + 8 * WALLET_FEN // 200
    return [
        one(
            draw,
            "studio",
            group,
            begin + (number // 40) * DAY_S + random.uniform(0, 9 * HOUR_S),
            cost,
            agent=random.choice(agents),
            network=line if random.random() < 0.2 else draw.carrier(),
            phone=f"{random.choice(blocks)}{random.randrange(100):02d}",
            door=random.choice(doors),
            payment=random.choice(wallets),
        )
        for number in range(200)
    ]


def hired_hands(draw: Draw, group: str) -> list[Account]:
    """The broker's own accounts invite, twenty each: half of what the invites bring is the broker's."""
    random = draw.random
    buyers = pool(draw, "door", 70)
    heads: list[Account] = []
    result: list[Account] = []
    at_s = 0.0
    for number in range(100):
        at_s += random.uniform(0.5, 1.5) * 3 * HOUR_S
        if number % 20 == 0:
            heads.append(one(draw, "hired_hands", group, at_s, HIRED_FEN, network=draw.neighbourhood()))
            result.append(heads[-1])
            continue
        result.append(
            one(
                draw,
                "hired_hands",
                group,
                at_s,
                HIRED_FEN,
                network=draw.neighbourhood() if random.random() < 0.5 else draw.carrier(),
                door=random.choice(buyers),
                inviter=heads[-1].person,
            )
        )
    return result


def sleepers(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    lines, agents = pool(draw, "cloud-line", 4), [draw.agent() for _ in range(5)]
    buyers, wallets = pool(draw, "door", 90), pool(draw, "pay", 12)
    cost = OLD_ACCOUNT_FEN + 12 * WALLET_FEN // 150
    return in_time(
        [
            one(
                draw,
                "sleepers",
                group,
                random.uniform(-60 * DAY_S, -10 * DAY_S),
                cost,
                agent=random.choice(agents),
                network=random.choice(lines) if random.random() < 0.6 else draw.proxy(),
                door=random.choice(buyers),
                payment=random.choice(wallets),
            )
            for _ in range(150)
        ]
    )


def runners(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    agents, wallets = [draw.agent() for _ in range(10)], pool(draw, "pay", 10)
    cost = PHONE_FEN + HANDS_FEN + 10 * WALLET_FEN // 150
    return in_time(
        [
            one(
                draw,
                "runners",
                group,
                random.randrange(10) * DAY_S + random.uniform(0, 2 * HOUR_S),
                cost,
                agent=random.choice(agents),
                network=draw.carrier(),
                payment=random.choice(wallets),
            )
            for _ in range(150)
        ]
    )


def phantom_shop(draw: Draw, group: str) -> list[Account]:
    """Nothing is made or carried, so a card brings its whole face less the platform's part."""
    random = draw.random
    devices, wallets = pool(draw, "device", 20), pool(draw, "pay", 15)
    doors, line = pool(draw, "door", 40), draw.name("shop-line")
    cost = PHONE_FEN + 15 * WALLET_FEN // 80
    return in_time(
        [
            one(
                draw,
                "phantom_shop",
                group,
                random.uniform(0, LAST_S),
                cost,
                device=random.choice(devices) if random.random() < 0.7 else None,
                network=line if random.random() < 0.3 else draw.carrier(),
                door=random.choice(doors),
                payment=random.choice(wallets),
            )
            for _ in range(80)
        ]
    )
