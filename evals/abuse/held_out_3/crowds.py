"""Honest people who look like the farms beside them, written with them and before the rules were opened.

net_cafe            guests of an internet café: its machines, its line, its door, their own numbers and purses
tour_group          a bus: hotel for a door, far networks, the guide's phone for elders, the guide's purse for some
movers              tenants who follow tenants: one door with two households within weeks, and the old line
second_hand_phones  phones that kept what the last owner's browser had, passed between households by one repair shop
one_payer           a daughter who pays for herself, her parents and her husband's: one purse, three doors
site_dorm           workers of a site: virtual-operator numbers of one kiosk, one canteen, the foreman's phone for some
boss_treats         a team whose boss pays: most to one desk, some at home, on home lines
care_home           elders on two tablets of the nurses, paid by their children or by the home
"""

from evals.abuse.accounts import DAY_S, HOUR_S, Account, Draw
from evals.abuse.held_out_2.tools import in_time, one, pool


def net_cafe(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    line, door, agent = draw.name("cafe-line"), draw.name("door"), draw.agent()
    seats, host = pool(draw, "device", 30), draw.name("pay")
    return in_time(
        [
            one(
                draw,
                "net_cafe",
                group,
                random.randrange(7) * DAY_S + random.uniform(0, 14 * HOUR_S),
                0,
                **(
                    {"device": random.choice(seats), "agent": agent, "network": line}
                    if random.random() < 0.5
                    else {"network": line if random.random() < 0.6 else draw.carrier()}
                ),
                door=door if random.random() < 0.8 else None,
                payment=host if random.random() < 0.05 else None,
            )
            for _ in range(70)
        ]
    )


def tour_group(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    begin, hotel, line = random.uniform(0, 6 * DAY_S), draw.name("door"), draw.name("hotel-line")
    guide = one(draw, "tour_group", group, begin, 0, door=hotel)
    result = [guide]
    for _ in range(42):
        is_helped = random.random() < 0.12
        result.append(
            one(
                draw,
                "tour_group",
                group,
                begin + random.uniform(0.1, 3) * HOUR_S,
                0,
                device=guide.device if is_helped else None,
                agent=guide.agent if is_helped else None,
                network=line if random.random() < 0.5 else draw.proxy(),
                door=hotel,
                payment=guide.payment if is_helped or random.random() < 0.08 else None,
                inviter=guide.person if random.random() < 0.45 else None,
            )
        )
    return in_time(result)


def movers(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    result: list[Account] = []
    for _ in range(12):
        door, line = draw.name("door"), draw.neighbourhood()
        for begin, purse in ((-50 * DAY_S, draw.name("pay")), (DAY_S, draw.name("pay"))):
            result.extend(
                one(
                    draw,
                    "movers",
                    group,
                    begin + random.uniform(0, 10 * DAY_S),
                    0,
                    network=line if random.random() < 0.6 else draw.carrier(),
                    door=door,
                    payment=purse if random.random() < 0.3 else None,
                )
                for _ in range(random.randint(1, 4))
            )
    return in_time(result)


def second_hand_phones(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    shop = draw.name("shop-line")
    result: list[Account] = []
    for _ in range(20):
        device, agent = draw.name("device"), draw.agent()
        begins = (random.uniform(-60 * DAY_S, 0), random.uniform(0, 12 * DAY_S))
        for number, begin in enumerate(begins):
            network = draw.neighbourhood() if random.random() < 0.5 else draw.carrier()
            result.append(
                one(
                    draw,
                    "second_hand_phones",
                    group,
                    begin,
                    0,
                    device=device,
                    agent=agent,
                    network=shop if number and random.random() < 0.4 else network,
                )
            )
    return in_time(result)


def one_payer(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    result: list[Account] = []
    for _ in range(4):
        purse, begin = draw.name("pay"), random.uniform(0, 3 * DAY_S)
        for count in (random.randint(2, 4), 2, random.randint(1, 3)):
            door, line = draw.name("door"), draw.neighbourhood()
            result.extend(
                one(
                    draw,
                    "one_payer",
                    group,
                    begin + random.uniform(0, 3 * DAY_S),
                    0,
                    network=line if random.random() < 0.6 else draw.carrier(),
                    door=door,
                    payment=purse if random.random() < 0.8 else None,
                )
                for _ in range(count)
            )
    return in_time(result)


def site_dorm(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    canteen, line = draw.name("door"), draw.name("site-line")
    helper = (draw.name("device"), draw.agent(), draw.name("pay"))
    kiosk = [f"+86170{random.randrange(10**6):06d}" for _ in range(4)]
    result: list[Account] = []
    for _ in range(80):
        is_helped = random.random() < 0.08
        result.append(
            one(
                draw,
                "site_dorm",
                group,
                random.randrange(4) * DAY_S + random.uniform(10, 13) * HOUR_S,
                0,
                device=helper[0] if is_helped else None,
                agent=helper[1] if is_helped else None,
                network=line if random.random() < 0.4 else draw.carrier(),
                phone=f"{random.choice(kiosk)}{random.randrange(100):02d}" if random.random() < 0.5 else None,
                door=canteen if random.random() < 0.9 else None,
                payment=helper[2] if is_helped and random.random() < 0.5 else None,
            )
        )
    return in_time(result)


def boss_treats(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    desk, line, purse = draw.name("door"), draw.name("office-line"), draw.name("pay")
    begin = random.uniform(0, 8 * DAY_S)
    result: list[Account] = []
    for _ in range(26):
        is_at_home = random.random() < 0.2
        result.append(
            one(
                draw,
                "boss_treats",
                group,
                begin + random.uniform(0, 2) * HOUR_S,
                0,
                network=draw.neighbourhood() if is_at_home else line,
                door=None if is_at_home else desk,
                payment=purse if random.random() < 0.6 else None,
            )
        )
    return in_time(result)


def care_home(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    door, line, house = draw.name("door"), draw.name("care-line"), draw.name("pay")
    tablets = [(draw.name("device"), draw.agent()) for _ in range(2)]
    result: list[Account] = []
    for number in range(34):
        device, agent = random.choice(tablets) if random.random() < 0.6 else (None, None)
        result.append(
            one(
                draw,
                "care_home",
                group,
                number // 12 * DAY_S + random.uniform(0, 6 * HOUR_S),
                0,
                device=device,
                agent=agent,
                network=line,
                door=door,
                payment=house if random.random() < 0.2 else None,
            )
        )
    return in_time(result)


KINDS = (net_cafe, tour_group, movers, second_hand_phones, one_payer, site_dorm, boss_treats, care_home)
