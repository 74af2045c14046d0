"""The price of a line: one function, additive, deterministic, never negative, and a refusal says why."""

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianbei.menu import Choice, LineChoice, LineFault, LinePrice, Menu, Removed, parse_menu, price_line

TEXT = """
format: 1
name: {en: Corner}
languages: [en]
categories: [{id: all, name: {en: All}}]
groups:
  - {id: size, name: {en: Size}, pick: one, min: 1, defaults: [small], options: [
      {id: small, name: {en: small}, price_fen: 100}, {id: big, name: {en: big}, price_fen: 400}]}
  - {id: milk, name: {en: Milk}, pick: one, min: 1, options: [
      {id: oat, name: {en: oat}, price_fen: 300}, {id: cow, name: {en: cow}}, {id: soy, name: {en: soy}, available: false}]}
  - {id: extra, name: {en: Extra}, pick: many, max: 4, options: [
      {id: jelly, name: {en: jelly}, price_fen: 200, max_quantity: 3},
      {id: foam, name: {en: foam}, price_fen: 250}],
     qualifiers: [{id: half, name: {en: half}, price_percent: 50}, {id: double, name: {en: double}, price_percent: 200, amount_fen: 10}]}
  - {id: syrup, name: {en: Syrup}, pick: one, options: [{id: nut, name: {en: nut}, price_fen: 50}]}
items:
  - {id: tea, name: {en: tea}, category: all, price_fen: 1000, packing_fen: 50, cups: 2,
     groups: [{group: size}, {group: extra, defaults: [jelly]}]}
  - {id: latte, name: {en: latte}, category: all, dimensions: [size, milk],
     groups: [{group: size}, {group: milk}, {group: syrup, when: {milk: [oat]}, prices: {nut: 70}}],
     variants: [{select: {size: small, milk: cow}, price_fen: 1500}, {select: {size: small, milk: oat}, price_fen: 1900}]}
  - {id: gone, name: {en: gone}, category: all, price_fen: 1, available: false}
exclusions:
  - {item: tea, option: {group: size, option: big}, not_with: {group: extra, option: foam}}
"""


@pytest.fixture(scope="module")
def menu() -> Menu:
    parsed = parse_menu(TEXT)
    assert isinstance(parsed, Menu), parsed
    return parsed


def priced(menu: Menu, line: LineChoice) -> LinePrice:
    price = price_line(menu, line)
    assert isinstance(price, LinePrice), price
    return price


@pytest.mark.parametrize(
    ("line", "unit_fen"),
    [
        (LineChoice("tea"), 1100),
        (LineChoice("tea", 1, (Choice("size", "big"),)), 1400),
        (LineChoice("tea", 1, (), (Removed("extra", "jelly"),)), 1100),
        (LineChoice("tea", 1, (Choice("extra", "jelly", 3),)), 1500),
        (LineChoice("tea", 1, (Choice("extra", "jelly", 1, "double"),)), 1310),
        (LineChoice("tea", 1, (Choice("extra", "jelly", 1, "half"),)), 1100),
        (LineChoice("tea", 1, (Choice("extra", "foam", 1, "half"),)), 1225),
        (LineChoice("latte", 1, (Choice("milk", "cow"),)), 1500),
        (LineChoice("latte", 1, (Choice("milk", "oat"), Choice("syrup", "nut"))), 1970),
    ],
)
def test_a_unit_costs_what_the_menu_says(menu: Menu, line: LineChoice, unit_fen: int) -> None:
    price = priced(menu, line)
    assert price.unit_fen == unit_fen
    assert sum(part.amount_fen for part in price.parts) == unit_fen


def test_packing_and_cups_go_with_the_quantity(menu: Menu) -> None:
    price = priced(menu, LineChoice("tea", 3))
    assert (price.packing_fen, price.total_fen, price.cups) == (150, 3450, 6)


def test_the_selection_holds_what_the_cup_really_has(menu: Menu) -> None:
    price = priced(menu, LineChoice("tea", 1, (Choice("extra", "foam"),)))
    assert [(s.option, s.is_default) for s in price.selection] == [
        ("small", True),
        ("jelly", True),
        ("foam", False),
    ]


def test_a_default_that_was_listed_is_left_out_of_the_canonical_line(menu: Menu) -> None:
    listed = LineChoice(
        "tea", 1, (Choice("extra", "foam"), Choice("size", "small"), Choice("extra", "jelly"))
    )
    assert priced(menu, listed).choice == LineChoice("tea", 1, (Choice("extra", "foam"),))


@pytest.mark.parametrize(
    ("line", "reason", "ids"),
    [
        (LineChoice("nope"), "unknown_item", ("nope",)),
        (LineChoice("gone"), "item_unavailable", ("gone",)),
        (LineChoice("tea", 0), "quantity_out_of_range", ("tea",)),
        (LineChoice("tea", 100), "quantity_out_of_range", ("tea",)),
        (LineChoice("tea", 1, (Choice("milk", "oat"),)), "unknown_option", ("tea", "milk", "oat")),
        (LineChoice("tea", 1, (Choice("size", "huge"),)), "unknown_option", ("tea", "size", "huge")),
        (LineChoice("latte", 1, (Choice("milk", "soy"),)), "option_unavailable", ("latte", "milk", "soy")),
        (LineChoice("tea", 1, (Choice("extra", "foam", 1, "much"),)), "unknown_qualifier", ("tea", "extra", "foam", "much")),
        (LineChoice("tea", 1, (), (Removed("extra", "foam"),)), "not_a_default", ("tea", "extra", "foam")),
        (LineChoice("latte"), "group_required", ("latte", "milk")),
        (LineChoice("tea", 1, (), (Removed("size", "small"),)), "group_required", ("tea", "size")),
        (LineChoice("tea", 1, (Choice("size", "big"), Choice("size", "small"))), "too_many", ("tea", "size")),
        (LineChoice("tea", 1, (Choice("extra", "jelly", 4),)), "too_many", ("tea", "extra", "jelly")),
        (LineChoice("tea", 1, (Choice("extra", "foam"), Choice("extra", "foam"))), "too_many", ("tea", "extra", "foam")),
        (LineChoice("tea", 1, (Choice("size", "big"), Choice("extra", "foam"))), "excluded", ("tea", "size", "big", "extra", "foam")),
        (LineChoice("latte", 1, (Choice("size", "big"), Choice("milk", "cow"))), "no_such_variant", ("latte", "big", "cow")),
        (LineChoice("latte", 1, (Choice("milk", "cow"), Choice("syrup", "nut"))), "unknown_option", ("latte", "syrup", "nut")),
    ],
)  # fmt: skip
def test_a_refusal_says_why(menu: Menu, line: LineChoice, reason: str, ids: tuple[str, ...]) -> None:
    fault = price_line(menu, line)
    assert isinstance(fault, LineFault)
    assert (fault.reason.value, fault.ids) == (reason, ids)


def test_the_documented_example_costs_what_the_page_says() -> None:
    page = (Path(__file__).parents[3] / "docs" / "menu-format.md").read_text()
    menu = parse_menu(re.findall(r"```yaml\n(format:.*?)```", page, re.DOTALL)[0])
    assert isinstance(menu, Menu)
    line = LineChoice("pearl-milk-tea", 2, (Choice("size", "large"), Choice("topping", "pearls", 2)))
    assert priced(menu, line).total_fen == 4200


IDS = st.sampled_from(["a", "b", "c"])


@st.composite
def menu_data(draw: st.DrawFn) -> dict:
    """Any menu of up to three groups and three items, sometimes a family, always valid."""

    def named(**more: object) -> dict:
        label = f"{draw(st.sampled_from('茶果奶豆'))}{next(counter)}"
        return {"name": {"zh-Hans": label, "en": f"n {label}"}, **more}

    counter = iter(range(1_000))
    groups = []
    for group in draw(st.lists(IDS, unique=True)):
        options = [
            named(id=option, price_fen=draw(st.integers(0, 500)), max_quantity=draw(st.integers(1, 3)))
            for option in draw(st.lists(IDS, unique=True, min_size=1))
        ]
        pick = draw(st.sampled_from(["one", "many"]))
        default = [options[0]["id"]] if draw(st.booleans()) else []
        qualifiers = [
            named(id="half", price_percent=draw(st.integers(0, 300)), amount_fen=draw(st.integers(0, 9)))
        ]
        groups.append(
            named(
                id=group,
                pick=pick,
                options=options,
                defaults=default,
                min=draw(st.integers(0, 1)),
                qualifiers=qualifiers,
            )
        )
    items = []
    for item in draw(st.lists(IDS, unique=True, min_size=1)):
        uses = [{"group": group["id"]} for group in groups if draw(st.booleans())]
        price = {"price_fen": draw(st.integers(0, 5_000)), "packing_fen": draw(st.integers(0, 200))}
        items.append(named(id=item, category="all", groups=uses, **price))
    return {
        **named(format=1, languages=["zh-Hans", "en"]),
        "categories": [named(id="all")],
        "groups": groups,
        "items": items,
    }


@st.composite
def menus_and_lines(draw: st.DrawFn) -> tuple[Menu, LineChoice]:
    menu = parse_menu(msgspec.json.encode(draw(menu_data())).decode())
    assert isinstance(menu, Menu), menu
    choices = st.builds(Choice, IDS, IDS, st.integers(1, 3), st.sampled_from([None, None, "half"]))
    options = draw(st.lists(choices, max_size=3).map(tuple))
    removed = draw(st.lists(st.builds(Removed, IDS, IDS), max_size=1).map(tuple))
    return menu, LineChoice(draw(IDS), draw(st.integers(1, 99)), options, removed)


@settings(max_examples=60, deadline=None)
@given(menu_data())
def test_any_menu_round_trips(data: dict) -> None:
    menu = parse_menu(msgspec.json.encode(data).decode())
    assert isinstance(menu, Menu), menu
    assert parse_menu(msgspec.json.encode(menu).decode()) == menu


@settings(max_examples=200, deadline=None)
@given(menus_and_lines())
def test_prices_add_up_are_never_negative_and_do_not_depend_on_spelling(
    both: tuple[Menu, LineChoice],
) -> None:
    menu, line = both
    price = price_line(menu, line)
    if isinstance(price, LineFault):
        assert price == price_line(menu, line)
        return
    assert all(part.amount_fen >= 0 for part in price.parts)
    assert price.unit_fen == sum(part.amount_fen for part in price.parts)
    assert price.total_fen == price.unit_fen * line.quantity + price.packing_fen
    assert price_line(menu, price.choice) == price
    backwards = msgspec.structs.replace(line, options=line.options[::-1])
    assert price_line(menu, backwards) == price
