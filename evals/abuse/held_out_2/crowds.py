"""Honest people who look like the farms beside them, written with them and before the rules were read.

market_street   hawkers of one street: rows of stalls for doors, one guest line, few cheap models, a neighbour's purse
ward            a hospital's ward: one desk, one guest line, some on the nurse's phone, some paid by whoever is there
assistant       an office whose assistant signs colleagues up on a tablet and pays for some, forty to one front desk
pupils          pupils after school: one gate, invited by one another within two hours, a friend's purse for some
relief_kitchen  volunteers and guests: one door, one line, a helper's phone for those who have none, the kitchen's purse
"""

from collections.abc import Callable

from evals.abuse.accounts import DAY_S, HOUR_S, Account, Draw


def market_street(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    rows = [draw.name("door") for _ in range(random.randint(8, 15))]
    agents, line = [draw.agent() for _ in range(6)], draw.name("market-line")
    begin = random.uniform(0, 8 * DAY_S)
    accounts: list[Account] = []
    for _ in range(random.randint(25, 50)):
        neighbour = random.choice(accounts) if accounts else None
        accounts.append(
            _one(
                draw,
                "market_street",
                group,
                begin + random.randrange(3) * DAY_S + random.uniform(0, 3 * HOUR_S),
                line if random.random() < 0.5 else draw.carrier(),
                random.choice(rows),
                agent=random.choice(agents) if random.random() < 0.7 else None,
                payment=neighbour.payment if neighbour and random.random() < 0.1 else None,
                inviter=neighbour if neighbour and random.random() < 0.3 else None,
            )
        )
    return _in_time(accounts)


def ward(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    desk, line, nurse = draw.name("door"), draw.name("ward-line"), draw.name("device")
    relative = draw.name("pay")
    return _in_time(
        [
            _one(
                draw,
                "ward",
                group,
                random.uniform(0, 12 * DAY_S),
                line if random.random() < 0.6 else draw.carrier(),
                desk,
                device=nurse if random.random() < 0.3 else None,
                payment=relative if random.random() < 0.2 else None,
            )
            for _ in range(random.randint(8, 20))
        ]
    )


def assistant(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    desk, line, tablet, purse = (
        draw.name("door"),
        draw.name("office-line"),
        draw.name("device"),
        draw.name("pay"),
    )
    block, begin = draw.phone()[:-2], random.uniform(0, 10 * DAY_S)
    return _in_time(
        [
            _one(
                draw,
                "assistant",
                group,
                begin + random.choice((0, 0, DAY_S)) + random.uniform(0, 3 * HOUR_S),
                line if random.random() < 0.7 else draw.carrier(),
                desk,
                device=tablet if random.random() < 0.15 else None,
                phone=f"{block}{number:02d}" if random.random() < 0.4 else None,
                payment=purse if random.random() < 0.15 else None,
            )
            for number in range(random.randint(20, 40))
        ]
    )


def pupils(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    gate, line, rich = draw.name("door"), draw.name("snack-line"), draw.name("pay")
    begin = random.uniform(0, 10 * DAY_S)
    accounts: list[Account] = []
    for _ in range(random.randint(15, 35)):
        friend = random.choice(accounts) if accounts else None
        accounts.append(
            _one(
                draw,
                "pupils",
                group,
                begin + random.randrange(4) * DAY_S + random.uniform(0, 2 * HOUR_S),
                line if random.random() < 0.3 else draw.carrier(),
                gate if random.random() < 0.6 else draw.name("door"),
                payment=rich if random.random() < 0.15 else None,
                inviter=friend if friend and random.random() < 0.6 else None,
            )
        )
    return _in_time(accounts)


def relief_kitchen(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    door, line, purse = draw.name("door"), draw.name("kitchen-line"), draw.name("pay")
    helpers = [draw.name("device") for _ in range(2)]
    begin = random.uniform(0, 8 * DAY_S)
    return _in_time(
        [
            _one(
                draw,
                "relief_kitchen",
                group,
                begin + random.randrange(5) * DAY_S + random.uniform(0, 5 * HOUR_S),
                line if random.random() < 0.7 else draw.carrier(),
                door,
                device=random.choice(helpers) if random.random() < 0.4 else None,
                payment=purse if random.random() < 0.4 else None,
            )
            for _ in range(random.randint(10, 25))
        ]
    )


def _in_time(accounts: list[Account]) -> list[Account]:
    return sorted(accounts, key=lambda each: each.at_s)


def _one(
    draw: Draw,
    kind: str,
    group: str,
    at_s: float,
    network: str,
    door: str,
    *,
    device: str | None = None,
    agent: str | None = None,
    phone: str | None = None,
    payment: str | None = None,
    inviter: Account | None = None,
) -> Account:
    return Account(
        person=draw.person(),
        kind=kind,
        group=group,
        is_farm=False,
        at_s=at_s,
        device=device or draw.name("device"),
        agent=agent or draw.agent(),
        network=draw.proxy() if draw.random.random() < 0.02 else network,
        phone=phone or draw.phone(),
        door=door,
        payment=payment or draw.name("pay"),
        inviter=inviter.person if inviter and inviter.at_s < at_s else None,
    )


KINDS: tuple[Callable[[Draw, str], list[Account]], ...] = (
    market_street,
    ward,
    assistant,
    pupils,
    relief_kitchen,
)
