"""Farms that hide among people: an elders' broker, a student, a crew that shares little, a second number at home."""

import msgspec

from evals.abuse.accounts import DAY_S, HANDS_FEN, HOUR_S, PHONE_FEN, PROXY_FEN, Account, Draw
from evals.abuse.held_out_2.tools import LAST_S, in_time, one, pool


def village(draw: Draw, group: str) -> list[Account]:
    """The numbers are the elders' own; what it costs is a small gift to each and the broker's hours."""
    random = draw.random
    devices, wallets = pool(draw, "device", 4), pool(draw, "pay", 2)
    station, line, begin = draw.name("door"), draw.neighbourhood(), random.uniform(0, 4 * DAY_S)
    agents = [draw.agent() for _ in range(4)]
    result = []
    for number in range(60):
        which = random.randrange(4)
        result.append(
            one(
                draw,
                "village",
                group,
                begin + (number // 12) * DAY_S + (number % 12) * random.uniform(0.1, 0.5) * HOUR_S,
                HANDS_FEN + 200,
                device=devices[which],
                agent=agents[which],
                network=line if random.random() < 0.5 else draw.carrier(),
                door=station,
                payment=random.choice(wallets),
            )
        )
    return in_time(result)


def campus_agent(draw: Draw, group: str) -> list[Account]:
    """With it come the honest fellows among whom it hides; they are a crowd of their own."""
    random = draw.random
    gate, networks, wallets = draw.name("door"), pool(draw, "campus", 4), pool(draw, "pay", 6)
    fellows = [
        one(
            draw,
            "campus_fellow",
            f"{group}-fellows",
            random.uniform(-5 * DAY_S, LAST_S),
            0,
            network=random.choice(networks) if random.random() < 0.6 else draw.carrier(),
            door=gate,
        )
        for _ in range(90)
    ]
    agents, begin = [draw.agent() for _ in range(4)], random.uniform(0, 2 * DAY_S)
    farm: list[Account] = []
    for number in range(60):
        farm.append(
            one(
                draw,
                "campus_agent",
                group,
                begin + (number // 10) * DAY_S + random.uniform(0, 4 * HOUR_S),
                PHONE_FEN + HANDS_FEN,
                agent=random.choice(agents),
                network=random.choice(networks) if random.random() < 0.6 else draw.carrier(),
                door=gate,
                payment=random.choice(wallets),
                inviter=farm[number // 20 * 20].person if number % 20 else None,
            )
        )
    heads = {each.person: each.at_s for each in farm}
    late = [
        each
        if each.inviter is None or heads[each.inviter] < each.at_s
        else msgspec.structs.replace(each, inviter=None)
        for each in farm
    ]
    return in_time(fellows + late)


def mixed_crew(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    devices, doors, wallets = (pool(draw, what, 10) for what in ("device", "door", "pay"))
    return in_time(
        [
            one(
                draw,
                "mixed_crew",
                group,
                random.uniform(0, 8 * DAY_S),
                PHONE_FEN + PROXY_FEN + HANDS_FEN,
                device=random.choice(devices) if random.random() < 0.3 else None,
                network=draw.proxy() if random.random() < 0.5 else draw.carrier(),
                door=random.choice(doors) if random.random() < 0.4 else None,
                payment=random.choice(wallets) if random.random() < 0.5 else None,
            )
            for _ in range(120)
        ]
    )


def second_sims(draw: Draw, group: str) -> list[Account]:
    """The first account of each household is a person like any other and belongs to no farm."""
    random = draw.random
    result: list[Account] = []
    for _ in range(15):
        door, line, agent, begin = (
            draw.name("door"),
            draw.neighbourhood(),
            draw.agent(),
            random.uniform(0, 8 * DAY_S),
        )
        purse = draw.name("pay")
        first = one(
            draw,
            "second_sims_owner",
            f"{group}-owners",
            begin,
            0,
            agent=agent,
            network=line,
            door=door,
            payment=purse,
        )
        result.append(first)
        result += [
            one(
                draw,
                "second_sims",
                group,
                begin + (number + 1) * random.uniform(0.5, 20) * HOUR_S,
                PHONE_FEN + 50,
                device=first.device if random.random() < 0.4 else None,
                agent=agent,
                network=line if random.random() < 0.7 else draw.carrier(),
                door=door,
                payment=purse if random.random() < 0.8 else None,
                inviter=first.person if random.random() < 0.7 else None,
            )
            for number in range(random.randint(2, 4))
        ]
    return in_time(result)
