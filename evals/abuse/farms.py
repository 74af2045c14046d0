"""Kinds of farm that the numbers of the rules were chosen on.

one_device      one phone, hundreds of accounts
star            one account invites twenty, each of them twenty more, on emulators behind four networks
ring            pairs share a device, and neighbours share a purse, round in a ring
emulator_burst  hundreds of emulated phones within minutes
bought_phones   numbers bought by the hundred, each account on a network of its own
"""

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


def one_device(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    begin, device, agent = random.uniform(0, 3 * DAY_S), draw.name("device"), draw.agent()
    doors = [draw.name("door") for _ in range(10)]
    line = draw.neighbourhood()
    return [
        Account(
            person=draw.person(),
            kind="one_device",
            group=group,
            is_farm=True,
            at_s=begin + number * random.uniform(60, 180),
            device=device,
            agent=agent,
            network=line,
            phone=draw.phone(),
            door=random.choice(doors),
            payment=draw.name("pay"),
            cost_fen=PHONE_FEN + HANDS_FEN,
        )
        for number in range(random.randint(100, 300))
    ]


def star(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    begin = random.uniform(0, 3 * DAY_S)
    agents = [draw.name("emulated") for _ in range(3)]
    networks = [draw.name("rented") for _ in range(4)]
    doors = [draw.name("door") for _ in range(4)]
    accounts: list[Account] = []
    for number in range(random.randint(100, 260)):
        accounts.append(
            Account(
                person=draw.person(),
                kind="star",
                group=group,
                is_farm=True,
                at_s=begin + number * random.uniform(20, 60),
                device=draw.name("device"),
                agent=random.choice(agents),
                network=random.choice(networks),
                phone=draw.phone(),
                door=random.choice(doors),
                payment=draw.name("pay"),
                inviter=accounts[(number - 1) // 20].person if accounts else None,
                cost_fen=PHONE_FEN + EMULATOR_FEN,
            )
        )
    return accounts


def ring(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    begin, count = random.uniform(0, 3 * DAY_S), 2 * random.randint(50, 120)
    doors = [draw.name("door") for _ in range(6)]
    accounts: list[Account] = []
    for number in range(count):
        accounts.append(
            Account(
                person=draw.person(),
                kind="ring",
                group=group,
                is_farm=True,
                at_s=begin + number * random.uniform(200, 400),
                device=f"{group}-device-{number // 2}",
                agent=draw.agent(),
                network=draw.proxy(),
                phone=draw.phone(),
                door=random.choice(doors),
                payment=f"{group}-pay-{(number + 1) % count // 2}",
                inviter=accounts[-1].person if number % 2 else None,
                cost_fen=PHONE_FEN + PROXY_FEN + HANDS_FEN,
            )
        )
    return accounts


def emulator_burst(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    begin, agent = random.uniform(0, 3 * DAY_S), draw.name("emulated")
    networks, doors = [draw.name("rented") for _ in range(2)], [draw.name("door") for _ in range(8)]
    return [
        Account(
            person=draw.person(),
            kind="emulator_burst",
            group=group,
            is_farm=True,
            at_s=begin + random.uniform(0, HOUR_S / 3),
            device=draw.name("device"),
            agent=agent,
            network=random.choice(networks),
            phone=draw.phone(),
            door=random.choice(doors),
            payment=draw.name("pay"),
            cost_fen=PHONE_FEN + EMULATOR_FEN,
        )
        for _ in range(random.randint(150, 400))
    ]


def bought_phones(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    begin, doors = random.uniform(0, 3 * DAY_S), [draw.name("door") for _ in range(15)]
    blocks = [draw.phone()[:-2] for _ in range(3)]
    numbers = [f"{block}{number:02d}" for block in blocks for number in range(100)]
    return [
        Account(
            person=draw.person(),
            kind="bought_phones",
            group=group,
            is_farm=True,
            at_s=begin + random.uniform(0, DAY_S),
            device=draw.name("device"),
            agent=draw.agent(),
            network=draw.proxy(),
            phone=phone,
            door=random.choice(doors),
            payment=draw.name("pay"),
            cost_fen=NUMBER_BLOCK_FEN + PROXY_FEN + EMULATOR_FEN,
        )
        for phone in random.sample(numbers, random.randint(150, 300))
    ]


KINDS = (one_device, star, ring, emulator_burst, bought_phones)
