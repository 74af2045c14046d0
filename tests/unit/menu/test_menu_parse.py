"""A menu text becomes a Menu, or every error in it is explained with its place."""

import json
import re
from pathlib import Path

import jsonschema
import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from qianbei.kit.words import Language
from qianbei.menu import LineChoice, Menu, Problem, ProblemCode, explain, parse_menu
from qianbei.menu.document import TEXT_LENGTH_MAX
from qianbei.menu.json_schema import menu_json_schema
from qianbei.menu.problems import catalogue

DOCS = Path(__file__).parents[3] / "docs"
EXAMPLES = re.findall(r"```yaml\n(format:.*?)```", (DOCS / "menu-format.md").read_text(), re.DOTALL)
MENU = EXAMPLES[0]


def problems_of(text: str) -> list[Problem]:
    result = parse_menu(text)
    assert isinstance(result, list)
    return result


def broken(old: str, new: str) -> list[tuple[int, int, str, str]]:
    """The problems after one edit of the example menu."""
    assert old in MENU
    return [(p.line, p.column, p.path, p.code.value) for p in problems_of(MENU.replace(old, new, 1))]


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_documented_examples_are_menus(text: str) -> None:
    assert isinstance(parse_menu(text), Menu)
    jsonschema.validate(yaml.safe_load(text), json.loads(menu_json_schema()))


def test_json_is_read_like_yaml() -> None:
    assert parse_menu(json.dumps(yaml.safe_load(MENU), indent=1)) == parse_menu(MENU)


def test_the_published_json_schema_is_current() -> None:
    assert (DOCS / "menu.schema.json").read_text() == menu_json_schema()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("price_fen: 1500", "price_fen: -1", (36, 16, "items[0].price_fen", "negative_price")),
        ("price_fen: 1500", 'price_fen: "15"', (36, 16, "items[0].price_fen", "expected_integer")),
        ("price_fen: 1500", "price_fen: 15.5", (36, 16, "items[0].price_fen", "expected_integer")),
        ("price_fen: 1500", "price_fen: true", (36, 16, "items[0].price_fen", "expected_integer")),
        ("price_fen: 1500", "price_yuan: 15", (36, 5, "items[0]", "unknown_key")),
        ("category: milk-tea", "category: tea", (35, 15, "items[0].category", "unknown_category")),
        ("    category: milk-tea\n", "", (32, 5, "items[0]", "missing_key")),
        ("{group: ice}", "{group: icy}", (40, 17, "items[0].groups[1].group", "unknown_group")),
        ("defaults: [pearls]", "defaults: [pearl]", (41, 37, "items[0].groups[2].defaults[0]", "unknown_option")),
        ("defaults: [medium]", "defaults: [medium, large]", (14, 15, "groups[0].defaults", "too_many_defaults")),
        ("pick: one", "pick: few", (9, 11, "groups[0].pick", "expected_one_of")),
        ("id: less,", "id: regular,", (21, 14, "groups[1].options[1].id", "duplicate_id")),
        ("id: less,", "id: Less,", (21, 14, "groups[1].options[1].id", "bad_id")),
        ("en: less ice", "en: No  Ice", (22, 26, "groups[1].options[2].name", "ambiguous_name")),
        ("name: {zh-Hans: 大杯, en: large}", "name: {zh-Hans: 大杯}", (13, 27, "groups[0].options[1].name", "missing_name")),
        ("en: pearl milk tea", 'en: "a\\tb"', (33, 11, "items[0].name", "unprintable_name")),
        ("max: 4", "max: 4\n    min: 5", (24, 5, "groups[2]", "min_over_max")),
        ("max: 4", "max: 4\n    min: 4", (24, 5, "groups[2]", "group_cannot_be_filled")),
        ("    min: 1\n", "    min: 2\n", (7, 5, "groups[0]", "pick_one_limit")),
        ("packing_fen: 100", "variants: [{select: {}, price_fen: 1}]", (37, 15, "items[0].variants", "variants_without_dimensions")),
        ("packing_fen: 100", "dimensions: [size]", (36, 16, "items[0].price_fen", "family_has_price")),
        ("{group: size}", "{group: size, when: {ice: [less]}}", (39, 35, "items[0].groups[0].when.ice", "when_not_earlier")),
        ("categories:", "categories: &x", (4, 13, "", "alias_refused")),
        ("categories:", "name: {en: x}\ncategories:", (4, 1, "", "duplicate_key")),
    ],
)  # fmt: skip
def test_an_error_is_named_at_its_place(old: str, new: str, expected: tuple[int, int, str, str]) -> None:
    assert expected in broken(old, new)


def test_all_errors_are_told_at_once_and_none_twice() -> None:
    text = MENU.replace("price_fen: 1500", "price_fen: x").replace("milk-tea, name", "tea, name")
    text = text.replace("pick: many", "pick: all")
    found = [(p.line, p.code) for p in problems_of(text)]
    assert found == [
        (26, ProblemCode.EXPECTED_ONE_OF),
        (35, ProblemCode.UNKNOWN_CATEGORY),
        (36, ProblemCode.EXPECTED_INTEGER),
    ]


def test_a_broken_list_is_not_blamed_on_those_who_point_into_it() -> None:
    assert [code for *_, code in broken("id: milk-tea,", "id: Milk Tea,")] == ["bad_id"]


def test_defaults_may_not_break_an_exclusion() -> None:
    rule = (
        "exclusions: [{option: {group: ice, option: regular}, not_with: {group: topping, option: pearls}}]\n"
    )
    assert [(p.path, p.code) for p in problems_of(MENU + rule)] == [
        ("items[0]", ProblemCode.DEFAULTS_EXCLUDED)
    ]


def test_a_family_lists_each_cell_once_and_completely() -> None:
    cells = "[{select: {size: large}, price_fen: 5}, {select: {size: large}, price_fen: 6}, {select: {ice: less}, price_fen: 7}]"
    text = MENU.replace("price_fen: 1500\n", f"dimensions: [size]\n    variants: {cells}\n")
    codes = {p.code for p in problems_of(text)}
    assert codes == {ProblemCode.DUPLICATE_VARIANT, ProblemCode.VARIANT_DIMENSIONS_DIFFER}


def test_unquoted_no_is_a_text() -> None:
    menu = parse_menu(MENU.replace("id: none", "id: no"))
    assert isinstance(menu, Menu)
    assert "no" in menu.resolved["pearl-milk-tea"].groups["ice"].options


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("[" * 500_000, "too_deep"),
        ("{a: " * 500_000, "text_too_long"),
        ("a" * (TEXT_LENGTH_MAX + 1), "text_too_long"),
        ("[" + "1," * 200_000 + "1]", "too_many_nodes"),
        ("a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]", "alias_refused"),
        ("!!python/object/apply:os.getcwd []", "tag_refused"),
        ("name: \x00", "bad_character"),
        ("name: \ud800", "bad_character"),
        ("a: 1\n---\nb: 2", "second_document"),
        ("a: [1", "syntax"),
        ("- 1", "expected_mapping"),
        ("null", "expected_mapping"),
    ],
)
def test_hostile_texts_are_refused(text: str, code: str) -> None:
    assert code in [problem.code.value for problem in problems_of(text)]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("{}[],:-#&*!|>'\"%@`?\n\t ab1é中\ufeff\x85\u2028"), max_size=60))
def test_no_text_makes_the_parser_raise(text: str) -> None:
    for problem in problems_of(text):
        assert problem.line >= 1
        assert problem.column >= 1
        assert explain(problem, Language.EN)
        assert explain(problem, Language.ZH_HANT)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(MENU) - 1), st.integers(1, 30), st.text("{}[]:, \n-x1", max_size=6))
def test_a_damaged_menu_is_explained_or_still_a_menu(start: int, length: int, patch: str) -> None:
    result = parse_menu(MENU[:start] + patch + MENU[start + length :])
    if isinstance(result, Menu):
        assert parse_menu(msgspec.json.encode(result).decode()) == result
    else:
        assert result
        assert all(explain(problem, Language.ZH_HANS) for problem in result)


def test_every_problem_has_words_and_no_words_are_left_over() -> None:
    assert catalogue().keys(Language.EN) == {f"problem.{code}" for code in ProblemCode}


def test_names_are_given_in_the_language_asked_for() -> None:
    menu = parse_menu(MENU)
    assert isinstance(menu, Menu)
    line = LineChoice("pearl-milk-tea")
    assert menu.item_name(line.item, Language.EN) == "pearl milk tea"
    assert menu.item_name(line.item, Language.ZH_HANS) == "珍珠奶茶"
    assert menu.option_name(line.item, "size", "large", Language.ZH_HANT) == "大杯"
