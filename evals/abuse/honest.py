"""Honest people, drawn so that they look as much like farms as life makes them.

Families share a line, often a tablet and a purse. A dormitory is hundreds of people with one gate for an address behind
four networks. An office has one network, one front desk, and now and then phones from one block of numbers. Friends
invite one another on launch day. Some people use a foreign network, a second-hand phone, a purse of their parents.
"""

from uuid import UUID

import msgspec

from evals.abuse.accounts import DAY_S, HOUR_S, Account, Draw

LAST_S = 14 * DAY_S
ABROAD = 0.02
"""People whose network is one that nobody of the city uses: a tunnel, a guest line."""

INVITED = 0.25


def city(draw: Draw, people: int) -> list[Account]:
    """About so many people, a third of whom were there before the campaign (`at_s` below 0).

    By groups: of ten people about one lives in a dormitory and one is told from an office.
    """
    accounts: list[Account] = []
    makers = ((0.55, single), (0.38, family), (0.05, flat), (0.0016, dormitory), (0.005, office))
    while len(accounts) < people:
        (maker,) = draw.random.choices([each for _, each in makers], [weight for weight, _ in makers])
        accounts += maker(draw, draw.name(maker.__name__))
    return _friends(draw, accounts)


def single(draw: Draw, group: str) -> list[Account]:
    return [_person(draw, "single", group, draw.name("door"), draw.neighbourhood())]


def family(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    door, network = draw.name("door"), draw.neighbourhood()
    tablet = draw.name("device") if random.random() < 0.3 else None
    purse = draw.name("pay") if random.random() < 0.4 else None
    return [
        _person(
            draw,
            "family",
            group,
            door,
            network,
            tablet if random.random() < 0.5 else None,
            purse if random.random() < 0.7 else None,
        )
        for _ in range(random.choice((2, 2, 3, 3, 3, 4, 4, 5, 6)))
    ]


def flat(draw: Draw, group: str) -> list[Account]:
    door, network = draw.name("door"), draw.neighbourhood()
    return [_person(draw, "flat", group, door, network) for _ in range(draw.random.randint(3, 5))]


def dormitory(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    gate, networks = draw.name("door"), [draw.name("campus") for _ in range(4)]
    parents = [draw.name("pay") for _ in range(5)]
    return [
        _person(
            draw,
            "dormitory",
            group,
            gate,
            random.choice(networks),
            None,
            random.choice(parents) if random.random() < 0.02 else None,
        )
        for _ in range(random.randint(60, 300))
    ]


def office(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    desk, network = draw.name("door"), draw.name("office-line")
    block = draw.phone()[:-2] if random.random() < 0.1 else None
    people = [_person(draw, "office", group, desk, network) for _ in range(random.randint(15, 90))]
    if block is None:
        return people
    return [
        msgspec.structs.replace(each, phone=f"{block}{number:02d}") if random.random() < 0.7 else each
        for number, each in enumerate(people)
    ]


def _person(
    draw: Draw,
    kind: str,
    group: str,
    door: str,
    network: str,
    device: str | None = None,
    payment: str | None = None,
) -> Account:
    random = draw.random
    if random.random() < ABROAD:
        network = draw.proxy()
    elif random.random() < 0.45:
        network = draw.carrier()
    return Account(
        person=draw.person(),
        kind=kind,
        group=group,
        is_farm=False,
        at_s=_when(draw),
        device=device or draw.name("device"),
        agent=draw.agent(),
        network=network,
        phone=draw.phone(),
        door=door if random.random() < 0.95 else draw.name("door"),
        payment=payment or draw.name("pay"),
    )


def _when(draw: Draw) -> float:
    """A third before, a third on the launch's first morning, a third in the two weeks after."""
    random = draw.random
    return random.choice(
        (
            random.uniform(-60 * DAY_S, 0),
            min(random.expovariate(1 / (3 * HOUR_S)), DAY_S),
            random.uniform(0, LAST_S),
        )
    )


def _friends(draw: Draw, accounts: list[Account]) -> list[Account]:
    """A quarter of those who come later were invited, half of them by somebody of their own group."""
    random = draw.random
    in_time = sorted(accounts, key=lambda each: each.at_s)
    groups: dict[str, list[UUID]] = {}
    known: list[UUID] = []
    invites: dict[UUID, int] = {}
    result = []
    for each in in_time:
        mates = groups.setdefault(each.group, [])
        if each.at_s > 0 and random.random() < INVITED and known:
            pool = mates if mates and random.random() < 0.5 else known
            inviter = random.choice(pool)
            if invites.get(inviter, 0) < 20:
                invites[inviter] = invites.get(inviter, 0) + 1
                each = msgspec.structs.replace(each, inviter=inviter)
        mates.append(each.person)
        known.append(each.person)
        result.append(each)
    return result
