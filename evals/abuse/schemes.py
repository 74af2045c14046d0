"""More kinds of farm that the numbers of the rules were chosen on: slower, smaller, and better hidden than those of `farms`.

small_homes     two to six accounts a door, each on a network of its own, within days
drip_homes      the same, a door a day for two weeks
city_homes      three to six accounts a door, each on a home line somewhere in the city
worn_devices    real phones, each wiped after six accounts and with its own door and line: made-up families
rack            a rack of alike phones on mobile data, devices wiped after each account, ten doors
slow_tree       everybody invites two or three, two a day, each with a network and a door of their own
chain           everybody invites the next, within hours, two a door
timed           one every ten minutes on mobile data, to twenty doors
shared_purse    doors and networks of their own, ten accounts pay from one purse
scattered_block numbers from many blocks, three of each, three a door
sold_cups       emulated phones of many models on three rented networks, each cup to the door of who bought it
loners          nothing shared with anybody: a number, a far network, a door, a purse each
city_loners     the same on home lines of the city
"""

from collections.abc import Callable
from random import Random

import msgspec

from evals.abuse.accounts import DAY_S, EMULATOR_FEN, HANDS_FEN, HOUR_S, PHONE_FEN, PROXY_FEN, Account, Draw

CITY_PROXY_FEN = 80
"""A residential address in a city of one's choice."""

REAL_FEN = PHONE_FEN + PROXY_FEN + HANDS_FEN
CITY_FEN = PHONE_FEN + CITY_PROXY_FEN + HANDS_FEN


def _account(draw: Draw, kind: str, group: str, at_s: float, cost_fen: int = REAL_FEN) -> Account:
    """One that shares nothing; a kind says what its accounts share."""
    return Account(
        person=draw.person(),
        kind=kind,
        group=group,
        is_farm=True,
        at_s=at_s,
        device=draw.name("device"),
        agent=draw.agent(),
        network=draw.proxy(),
        phone=draw.phone(),
        door=draw.name("door"),
        payment=draw.name("pay"),
        cost_fen=cost_fen,
    )


def _homes(draw: Draw, kind: str, group: str, span_s: float, size: Callable[[Random], int]) -> list[Account]:
    random = draw.random
    begin, accounts = random.uniform(0, 3 * DAY_S), []
    for _ in range(random.randint(30, 60)):
        door, at_s = draw.name("door"), begin + random.uniform(0, span_s)
        for _ in range(size(random)):
            at_s += random.uniform(0.1, 4) * HOUR_S
            accounts.append(msgspec.structs.replace(_account(draw, kind, group, at_s), door=door))
    return accounts


def small_homes(draw: Draw, group: str) -> list[Account]:
    return _homes(draw, "small_homes", group, 3 * DAY_S, lambda random: random.randint(2, 6))


def drip_homes(draw: Draw, group: str) -> list[Account]:
    return _homes(draw, "drip_homes", group, 11 * DAY_S, lambda random: random.randint(2, 6))


def city_homes(draw: Draw, group: str) -> list[Account]:
    homes = _homes(draw, "city_homes", group, 3 * DAY_S, lambda random: random.randint(3, 6))
    return [msgspec.structs.replace(each, network=draw.neighbourhood(), cost_fen=CITY_FEN) for each in homes]


def worn_devices(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    begin, accounts = random.uniform(0, 3 * DAY_S), []
    for _ in range(random.randint(20, 40)):
        model = _account(draw, "worn_devices", group, begin + random.uniform(0, 4 * DAY_S))
        line = draw.neighbourhood()
        for number in range(6):
            one = _account(draw, model.kind, group, model.at_s + number * random.uniform(300, 900), CITY_FEN)
            accounts.append(
                msgspec.structs.replace(
                    one, device=model.device, agent=model.agent, network=line, door=model.door
                )
            )
    return accounts


def rack(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    begin, agents = random.uniform(0, 3 * DAY_S), [draw.agent() for _ in range(2)]
    doors = [draw.name("door") for _ in range(10)]
    return [
        msgspec.structs.replace(
            _account(draw, "rack", group, begin + number * random.uniform(300, 500), PHONE_FEN + HANDS_FEN),
            agent=random.choice(agents),
            network=draw.carrier(),
            door=random.choice(doors),
        )
        for number in range(random.randint(100, 250))
    ]


def slow_tree(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    at_s, accounts = random.uniform(0, DAY_S), []
    open_: list[Account] = []
    for _ in range(random.randint(25, 40)):
        at_s += random.uniform(0.2, 0.8) * DAY_S
        inviter = random.choice(open_[-6:]).person if open_ else None
        one = msgspec.structs.replace(_account(draw, "slow_tree", group, at_s), inviter=inviter)
        accounts.append(one)
        open_.append(one)
    return accounts


def chain(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    at_s = random.uniform(0, 3 * DAY_S)
    doors = [draw.name("door") for _ in range(40)]
    accounts: list[Account] = []
    for number in range(random.randint(60, 80)):
        at_s += random.uniform(0.2, 2) * HOUR_S
        accounts.append(
            msgspec.structs.replace(
                _account(draw, "chain", group, at_s),
                door=doors[number // 2],
                inviter=accounts[-1].person if accounts else None,
            )
        )
    return accounts


def timed(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    begin, doors = random.uniform(0, 3 * DAY_S), [draw.name("door") for _ in range(20)]
    return [
        msgspec.structs.replace(
            _account(draw, "timed", group, begin + number * 600, PHONE_FEN + HANDS_FEN),
            network=draw.carrier(),
            door=random.choice(doors),
        )
        for number in range(random.randint(100, 250))
    ]


def shared_purse(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    begin, purses = random.uniform(0, 3 * DAY_S), [draw.name("pay") for _ in range(15)]
    return [
        msgspec.structs.replace(
            _account(draw, "shared_purse", group, begin + random.uniform(0, 4 * DAY_S)),
            payment=random.choice(purses),
        )
        for _ in range(150)
    ]


def scattered_block(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    begin, accounts = random.uniform(0, 3 * DAY_S), []
    for _ in range(random.randint(30, 60)):
        door, block = draw.name("door"), draw.phone()[:-2]
        for number in range(3):
            one = _account(draw, "scattered_block", group, begin + random.uniform(0, 5 * DAY_S))
            accounts.append(msgspec.structs.replace(one, door=door, phone=f"{block}{number:02d}"))
    return accounts


def sold_cups(draw: Draw, group: str) -> list[Account]:
    random = draw.random
    begin, networks = random.uniform(0, 3 * DAY_S), [draw.name("rented") for _ in range(3)]
    return [
        msgspec.structs.replace(
            _account(
                draw, "sold_cups", group, begin + random.uniform(0, 4 * DAY_S), PHONE_FEN + EMULATOR_FEN
            ),
            network=random.choice(networks),
        )
        for _ in range(random.randint(100, 200))
    ]


def loners(draw: Draw, group: str) -> list[Account]:
    begin = draw.random.uniform(0, 3 * DAY_S)
    return [
        _account(draw, "loners", group, begin + draw.random.uniform(0, 5 * DAY_S))
        for _ in range(draw.random.randint(100, 200))
    ]


def city_loners(draw: Draw, group: str) -> list[Account]:
    begin = draw.random.uniform(0, 3 * DAY_S)
    return [
        msgspec.structs.replace(
            _account(draw, "city_loners", group, begin + draw.random.uniform(0, 5 * DAY_S), CITY_FEN),
            network=draw.neighbourhood(),
        )
        for _ in range(draw.random.randint(100, 200))
    ]


KINDS = (
    small_homes,
    drip_homes,
    city_homes,
    worn_devices,
    rack,
    slow_tree,
    chain,
    timed,
    shared_purse,
    scattered_block,
    sold_cups,
    loners,
    city_loners,
)
