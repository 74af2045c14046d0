"""Kinds of farm that no number was tuned on. Written before the rules; `held_out.sha256` shows it did not move since.

resale        orders sold on to strangers: the doors are real and all different, a few payment accounts pay
mule_doors    careful accounts, each with a phone, a device and a network of its own, whose cups all go to five doors
slow_drip     a few accounts a day for weeks on three devices and one door: no window ever sees a burst
hopping       device n is used by account n and n + 1, and nothing else is shared: a chain of pairs
invite_chain  each account invites the next, and every eighth goes back to the same door
"""

from evals.abuse.accounts import DAY_S, EMULATOR_FEN, HANDS_FEN, HOUR_S, PHONE_FEN, PROXY_FEN, Account, Draw


def resale(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    count, begin = random.randint(120, 260), random.uniform(0, 2 * DAY_S)
    agents = [draw.name("emulated") for _ in range(12)]
    networks = [draw.name("rented") for _ in range(6)]
    payments = [draw.name("pay") for _ in range(10)]
    return [
        Account(
            person=draw.person(),
            kind="resale",
            group=group,
            is_farm=True,
            at_s=begin + random.expovariate(1 / DAY_S),
            device=draw.name("device"),
            agent=random.choice(agents),
            network=random.choice(networks),
            phone=draw.phone(),
            door=draw.name("door"),
            payment=random.choice(payments),
            cost_fen=PHONE_FEN + EMULATOR_FEN,
        )
        for _ in range(count)
    ]


def mule_doors(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    count, begin = random.randint(120, 300), random.uniform(0, 2 * DAY_S)
    doors = [draw.name("door") for _ in range(5)]
    return [
        Account(
            person=draw.person(),
            kind="mule_doors",
            group=group,
            is_farm=True,
            at_s=begin + random.uniform(0, 3 * DAY_S),
            device=draw.name("device"),
            agent=draw.agent(),
            network=draw.proxy(),
            phone=draw.phone(),
            door=random.choice(doors),
            payment=draw.name("pay"),
            cost_fen=PHONE_FEN + PROXY_FEN + HANDS_FEN,
        )
        for _ in range(count)
    ]


def slow_drip(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    devices = [draw.name("device") for _ in range(3)]
    agents = [draw.agent() for _ in devices]
    door, network, payment = draw.name("door"), draw.neighbourhood(), draw.name("pay")
    accounts = []
    for number in range(random.randint(80, 160)):
        which = random.randrange(3)
        accounts.append(
            Account(
                person=draw.person(),
                kind="slow_drip",
                group=group,
                is_farm=True,
                at_s=number * 3 * HOUR_S + random.uniform(0, HOUR_S),
                device=devices[which],
                agent=agents[which],
                network=network,
                phone=draw.phone(),
                door=door,
                payment=payment,
                cost_fen=PHONE_FEN + HANDS_FEN,
            )
        )
    return accounts


def hopping(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    count, begin = random.randint(80, 200), random.uniform(0, 2 * DAY_S)
    devices = [draw.name("device") for _ in range(count // 2 + 1)]
    return [
        Account(
            person=draw.person(),
            kind="hopping",
            group=group,
            is_farm=True,
            at_s=begin + number * 300 + random.uniform(0, 200),
            device=devices[(number + 1) // 2],
            agent=draw.agent(),
            network=draw.proxy(),
            phone=draw.phone(),
            door=draw.name("door") if number % 2 else f"{group}-door-{number // 4}",
            payment=draw.name("pay"),
            cost_fen=PHONE_FEN + PROXY_FEN + HANDS_FEN,
        )
        for number in range(count)
    ]


def invite_chain(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    count, begin = random.randint(80, 200), random.uniform(0, 2 * DAY_S)
    doors = [draw.name("door") for _ in range(8)]
    accounts: list[Account] = []
    for number in range(count):
        accounts.append(
            Account(
                person=draw.person(),
                kind="invite_chain",
                group=group,
                is_farm=True,
                at_s=begin + number * 600 + random.uniform(0, 300),
                device=draw.name("device"),
                agent=draw.agent(),
                network=random.choice((draw.proxy(), draw.carrier())),
                phone=draw.phone(),
                door=doors[number % 8],
                payment=draw.name("pay"),
                inviter=accounts[-1].person if accounts else None,
                cost_fen=PHONE_FEN + PROXY_FEN + HANDS_FEN,
            )
        )
    return accounts


KINDS = (resale, mule_doors, slow_drip, hopping, invite_chain)
