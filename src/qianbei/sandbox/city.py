"""云汀 (Yunting): the sandbox city, made from a seed. Pure: the same seed is the same city, to the metre.

Sixty stores of twelve brands, forty places to have something delivered to, forty riders of three fleets. Five
districts stand around a centre at sea, a kilometre out; each has one store of every brand and eight places, so
from any door a store of any brand is a few hundred metres away. What has a name comes from `city.yaml`.
"""

import math
from functools import cache
from importlib.resources import files
from random import Random

import msgspec
import yaml

from qianbei.kit.geometry import Point
from qianbei.menu import Menu, parse_menu

DISTRICT_RING_M = 1_000
DISTRICT_RADIUS_M = 450
METRES_PER_DEGREE = 111_195
RIDERS = 40

Name = dict[str, str]
"""A name by language: `{"zh-Hans": …, "en": …}`."""


class Delivery(msgspec.Struct, frozen=True):
    """A store's own delivery terms, as the HTTP door takes them."""

    radius_m: int = 6_000
    base_fee_fen: int = 300
    free_m: int = 1_500
    per_km_fen: int = 100


class Hours(msgspec.Struct, frozen=True):
    days: tuple[int, ...]
    open: str
    close: str


class Store(msgspec.Struct, frozen=True):
    name: Name
    address: str
    point: Point
    hours: tuple[Hours, ...]
    cups_per_slot: int
    prep_s: int
    delivery: Delivery


class Brand(msgspec.Struct, frozen=True):
    """A merchant of the city: signs in with `phone`, sells what `document` says."""

    name: Name
    phone: str
    document: str
    menu: Menu
    stores: tuple[Store, ...]


class Place(msgspec.Struct, frozen=True):
    name: Name
    point: Point


class Rider(msgspec.Struct, frozen=True):
    name: str
    fleet: str
    phone: str
    home: Point


class Phrases(msgspec.Struct, frozen=True):
    orders: tuple[str, ...]
    endings: tuple[str, ...]


class City(msgspec.Struct, frozen=True):
    name: Name
    campaign: Name
    brands: tuple[Brand, ...]
    places: tuple[Place, ...]
    riders: tuple[Rider, ...]
    phrases: dict[str, Phrases]


class _District(msgspec.Struct, frozen=True):
    name: Name
    streets: tuple[Name, ...]


class _BrandPlan(msgspec.Struct, frozen=True):
    menu: str
    open: str
    close: str
    prep_s: int
    cups_per_slot: int


class _RiderNames(msgspec.Struct, frozen=True):
    """Chinese → how it is said in Latin letters."""

    first: dict[str, str]
    second: dict[str, str]


class _Plan(msgspec.Struct, frozen=True):
    """`city.yaml`, as it is written."""

    centre: Point
    name: Name
    campaign: Name
    districts: tuple[_District, ...]
    places: tuple[Name, ...]
    brands: tuple[_BrandPlan, ...]
    fleets: tuple[Name, ...]
    rider_names: _RiderNames
    phrases: dict[str, Phrases]


def make_city(seed: int) -> City:
    """The whole city. Raises when `city.yaml` or a menu is not well-formed, which a test excludes."""
    plan = _plan()
    random = Random(f"yunting/{seed}")
    centres = [_around(plan.centre, DISTRICT_RING_M, turn / 5) for turn in range(len(plan.districts))]
    return City(
        name=plan.name,
        campaign=plan.campaign,
        brands=tuple(_brand(number, each, plan, centres, random) for number, each in enumerate(plan.brands)),
        places=tuple(_places(plan, centres, random)),
        riders=tuple(_riders(plan, centres, random)),
        phrases=plan.phrases,
    )


def _brand(number: int, brand: _BrandPlan, plan: _Plan, centres: list[Point], random: Random) -> Brand:
    document = (files("qianbei.sandbox") / "menus" / f"{brand.menu}.yaml").read_text(encoding="utf-8")
    menu = _menu(document)
    name = {"zh-Hans": menu.name.zh_hans or "", "en": menu.name.en or ""}
    stores = (
        _store(name, brand, district, centre, random)
        for district, centre in zip(plan.districts, centres, strict=True)
    )
    return Brand(name, _phone(1, number), document, menu, tuple(stores))


@cache
def _menu(document: str) -> Menu:
    menu = parse_menu(document)
    if isinstance(menu, list):
        raise ValueError(f"a sandbox menu is not well-formed: {menu[0]}")
    return menu


def _store(brand: Name, plan: _BrandPlan, district: _District, centre: Point, random: Random) -> Store:
    street, number = random.choice(district.streets), random.randrange(1, 200)
    return Store(
        name={
            "zh-Hans": f"{brand['zh-Hans']}·{district.name['zh-Hans']}店",
            "en": f"{brand['en']}, {district.name['en']}",
        },
        address=f"{district.name['zh-Hans']}区{street['zh-Hans']} {number} 号",
        point=_near(centre, random),
        hours=(Hours(days=(0, 1, 2, 3, 4, 5, 6), open=plan.open, close=plan.close),),
        cups_per_slot=plan.cups_per_slot,
        prep_s=plan.prep_s,
        delivery=Delivery(),
    )


def _places(plan: _Plan, centres: list[Point], random: Random) -> list[Place]:
    return [
        Place(
            name={
                language: text.replace("{district}", district.name[language])
                for language, text in kind.items()
            },
            point=_near(centre, random),
        )
        for district, centre in zip(plan.districts, centres, strict=True)
        for kind in plan.places
    ]


def _riders(plan: _Plan, centres: list[Point], random: Random) -> list[Rider]:
    firsts, seconds = plan.rider_names.first, plan.rider_names.second
    names = [f"{first}{second} {firsts[first]}{seconds[second]}" for second in seconds for first in firsts]
    return [
        Rider(
            name=names[number],
            fleet=plan.fleets[number % len(plan.fleets)]["zh-Hans"],
            phone=_phone(2, number),
            home=_near(centres[number % len(centres)], random),
        )
        for number in range(RIDERS)
    ]


def _phone(kind: int, number: int) -> str:
    """A number nobody can have: +999 is a country code that was never given out."""
    return f"+999{kind:02d}{number:06d}"


def _near(centre: Point, random: Random) -> Point:
    return _around(centre, DISTRICT_RADIUS_M * math.sqrt(random.random()), random.random())


def _around(centre: Point, radius_m: float, turn: float) -> Point:
    """The point `radius_m` metres from `centre` in the direction `turn` (0 = east, 0.25 = north)."""
    angle = turn * math.tau
    lat = radius_m * math.sin(angle) / METRES_PER_DEGREE
    lng = radius_m * math.cos(angle) / (METRES_PER_DEGREE * math.cos(math.radians(centre.lat_e6 / 1e6)))
    return Point(centre.lat_e6 + round(lat * 1e6), centre.lng_e6 + round(lng * 1e6))


@cache
def _plan() -> _Plan:
    text = (files("qianbei.sandbox") / "city.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), _Plan)
