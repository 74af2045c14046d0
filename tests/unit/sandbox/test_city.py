"""The sandbox city: the same from the same seed, complete, and sold from menus that say what people ask for."""

import pytest

from qianbei.kit.geometry import straight_m
from qianbei.kit.words import Language
from qianbei.menu import Choice, LineChoice, LinePrice, Menu, price_line
from qianbei.sandbox.city import City, make_city

BRANDS_WITH_PEARL_MILK_TEA_MIN = 4


@pytest.fixture(scope="module")
def city() -> City:
    return make_city(1)


def test_the_same_seed_is_the_same_city_and_another_seed_is_not(city: City) -> None:
    assert make_city(1) == city
    assert make_city(2) != city


def test_it_has_what_was_promised(city: City) -> None:
    stores = [store for brand in city.brands for store in brand.stores]
    assert (len(city.brands), len(stores), len(city.places), len(city.riders)) == (12, 60, 40, 40)
    assert len({rider.fleet for rider in city.riders}) == 3


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_no_two_things_share_a_name_or_a_phone(city: City, language: str) -> None:
    names = [store.name[language] for brand in city.brands for store in brand.stores]
    names += [place.name[language] for place in city.places]
    assert len(set(names)) == len(names)
    assert len({rider.name for rider in city.riders}) == len(city.riders)
    phones = [brand.phone for brand in city.brands] + [rider.phone for rider in city.riders]
    assert len(set(phones)) == len(phones)


def test_every_door_is_in_reach_of_every_brand_and_near_most(city: City) -> None:
    for place in city.places:
        for brand in city.brands:
            distances = [straight_m(place.point, store.point) for store in brand.stores]
            assert max(distances) < brand.stores[0].delivery.radius_m
            assert min(distances) < 1_500


def test_somebody_sells_at_any_hour(city: City) -> None:
    all_day = [brand for brand in city.brands if brand.stores[0].hours[0].close == "24:00"]
    assert any("珍珠奶茶" in brand.document and brand.stores[0].hours[0].open == "00:00" for brand in all_day)


def test_every_menu_has_twenty_items_in_two_languages_and_each_can_be_ordered(city: City) -> None:
    for brand in city.brands:
        assert len(brand.menu.items) >= 20
        assert brand.menu.languages == ("zh-Hans", "en")
        for item in brand.menu.items:
            assert isinstance(price_line(brand.menu, with_required(brand.menu, item.id)), LinePrice), item.id


def test_pearl_milk_tea_can_be_had_large_with_less_ice_and_thirty_percent_sugar(city: City) -> None:
    selling = [brand.menu for brand in city.brands if "pearl-milk-tea" in brand.menu.resolved]
    assert len(selling) >= BRANDS_WITH_PEARL_MILK_TEA_MIN
    for menu in selling:
        chosen = (Choice("size", "large"), Choice("sugar", "thirty"), Choice("ice", "less"))
        price = price_line(menu, LineChoice("pearl-milk-tea", options=chosen))
        assert isinstance(price, LinePrice)
        assert ("toppings", "pearl") in {(each.group, each.option) for each in price.selection}
        assert price.total_fen <= 2_200, "one cup with its delivery fits the joining card"
        names = {menu.option_name("pearl-milk-tea", c.group, c.option, Language.ZH_HANS) for c in chosen}
        assert {"大杯", "少冰"} < names


def with_required(menu: Menu, item: str) -> LineChoice:
    """The item with the first option of every group that must be answered."""
    resolved = menu.resolved[item]
    asked = [
        Choice(group.id, next(iter(group.options)))
        for group in resolved.groups.values()
        if group.min > len(group.defaults) and not group.when
    ]
    return LineChoice(item, options=tuple(asked))
