"""Honest people who look most like farms: many at once, new, and together. Beside the city of `honest`, one of each a world.

campus     a new dormitory: a gate and networks that nobody used before, first years of all the country
event      a crowd before a stage on one guest network, everybody with a door at home
gathering  a New Year's table: relatives from everywhere, some with tunnels, all to the grandparents' door
opening    an office that opened this week: a front desk, a line, new phones from two blocks of numbers
team       people who work for one firm from home through one foreign tunnel
class_     a class that invites one another round, in two evenings
"""

from uuid import UUID

from evals.abuse.accounts import DAY_S, HOUR_S, Account, Draw

GATHERINGS = 8


def campus(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    gate, networks = draw.name("door"), [draw.name("new-campus") for _ in range(4)]
    begin = random.uniform(0, 5 * DAY_S)
    return [
        _one(draw, "campus", group, begin + random.uniform(0, 3 * DAY_S), random.choice(networks), gate)
        for _ in range(random.randint(60, 150))
    ]


def event(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    stage, begin = draw.name("guest-line"), random.uniform(0, 10 * DAY_S)
    return [
        _one(
            draw,
            "event",
            group,
            begin + random.expovariate(1 / HOUR_S),
            stage if random.random() < 0.6 else draw.carrier(),
            draw.name("door"),
        )
        for _ in range(random.randint(40, 120))
    ]


def gathering(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    accounts: list[Account] = []
    for _ in range(GATHERINGS):
        door, line, begin = draw.name("door"), draw.neighbourhood(), random.uniform(0, 10 * DAY_S)
        for number in range(random.randint(5, 12)):
            inviter = accounts[-1].person if number and random.random() < 0.4 else None
            network = line if random.random() < 0.5 else draw.carrier()
            at_s = begin + number * random.uniform(60, 1_800)
            accounts.append(_one(draw, "gathering", group, at_s, network, door, inviter=inviter))
    return accounts


def opening(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    desk, line, begin = draw.name("door"), draw.name("new-office"), random.uniform(0, 5 * DAY_S)
    blocks = [draw.phone()[:-2] for _ in range(2)]
    return [
        _one(
            draw,
            "opening",
            group,
            begin + random.uniform(0, 3 * DAY_S),
            line if random.random() < 0.7 else draw.carrier(),
            desk,
            phone=f"{random.choice(blocks)}{number:02d}" if random.random() < 0.7 else None,
        )
        for number in range(random.randint(15, 40))
    ]


def team(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    tunnel = draw.proxy()
    return [
        _one(draw, "team", group, random.uniform(0, 14 * DAY_S), tunnel, draw.name("door"))
        for _ in range(random.randint(5, 15))
    ]


def class_(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    gate, networks = draw.name("door"), [draw.name("campus") for _ in range(4)]
    begin = random.uniform(0, 10 * DAY_S)
    accounts: list[Account] = []
    for number in range(random.randint(15, 30)):
        at_s = begin + random.choice((0, DAY_S)) + random.uniform(0, 4 * HOUR_S)
        network = random.choice(networks) if random.random() < 0.6 else draw.carrier()
        inviter = random.choice(accounts).person if number and random.random() < 0.7 else None
        accounts.append(_one(draw, "class", group, at_s, network, gate, inviter=inviter))
    return sorted(accounts, key=lambda each: each.at_s)


def _one(
    draw: Draw,
    kind: str,
    group: str,
    at_s: float,
    network: str,
    door: str,
    *,
    phone: str | None = None,
    inviter: UUID | None = None,
) -> Account:
    random = draw.random
    return Account(
        person=draw.person(),
        kind=kind,
        group=group,
        is_farm=False,
        at_s=at_s,
        device=draw.name("device"),
        agent=draw.agent(),
        network=draw.proxy() if random.random() < 0.02 else network,
        phone=phone or draw.phone(),
        door=door,
        payment=draw.name("pay"),
        inviter=inviter,
    )


KINDS = (campus, event, gathering, opening, team, class_)
