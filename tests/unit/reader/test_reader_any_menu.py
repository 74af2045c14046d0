"""Any menu, never seen before: an order said in templates is read back exactly, and no menu's words are in code."""

import ast
from pathlib import Path

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evals.drive import score_files
from evals.run import files_of
from evals.templates import JOINERS, SAYERS, is_template
from qianbei.kit.words import Language
from qianbei.menu import Choice, LineChoice, Menu, Removed, parse_menu, price_line
from qianbei.menu.line import LinePrice
from qianbei.reader.api import apply, compile_menu, read
from qianbei.reader.contracts import Draft, Intent
from qianbei.reader.lexicon import PACKS
from qianbei.reader.packs import Word

ROOT = Path(__file__).parents[3]

ZH = ["鹭", "萤", "槐", "鲸", "霜", "岚", "芦", "橡", "蕉", "虹", "棱", "砚", "鹿", "琥", "珀", "瑶"]
EN = [
    "heron",
    "firefly",
    "locust",
    "whale",
    "frost",
    "mist",
    "reed",
    "oak",
    "rainbow",
    "prism",
    "inkstone",
    "amber",
]


@st.composite
def menus(draw: st.DrawFn) -> Menu:
    """Two to four items over a pick-one and a pick-many group, all names invented and different."""
    zh = iter(f"{a}{b}" for i, a in enumerate(ZH) for b in draw(st.permutations(ZH))[:3] if a != b)
    en = iter(f"{a} {b}" for a in draw(st.permutations(EN)) for b in EN[:3] if a != b)

    def named(**more: object) -> dict:
        return {"name": {"zh-Hans": next(zh), "en": next(en)}, **more}

    sizes = [named(id=f"s{i}", price_fen=i * 100) for i in range(draw(st.integers(2, 3)))]
    extras = [named(id=f"x{i}", price_fen=150) for i in range(draw(st.integers(2, 4)))]
    groups = [
        named(id="one", pick="one", min=1, defaults=["s0"], options=sizes),
        named(id="many", pick="many", options=extras, defaults=["x0"] if draw(st.booleans()) else []),
    ]
    uses = [{"group": "one"}, {"group": "many"}]
    items = [
        named(id=f"i{i}", category="c", price_fen=1_000, groups=uses) for i in range(draw(st.integers(2, 4)))
    ]
    data = {
        **named(format=1, languages=["zh-Hans", "en"]),
        "categories": [named(id="c")],
        "groups": groups,
        "items": items,
    }
    menu = parse_menu(msgspec.json.encode(data).decode())
    assert isinstance(menu, Menu), menu
    return menu


@st.composite
def lines(draw: st.DrawFn, menu: Menu) -> LineChoice:
    item = draw(st.sampled_from([item.id for item in menu.items]))
    one, many = (menu.resolved[item].groups[group] for group in ("one", "many"))
    size = draw(st.sampled_from([option for option in one.options if option not in one.defaults]) | st.none())
    added = draw(
        st.lists(
            st.sampled_from([o for o in many.options if o not in many.defaults]), unique=True, max_size=2
        )
    )
    removed = [Removed("many", option) for option in many.defaults if draw(st.booleans())]
    options = [Choice("one", size)] if size else []
    options += [Choice("many", option) for option in added]
    line = LineChoice(item, draw(st.integers(1, 20)), tuple(options), tuple(removed))
    price = price_line(menu, line)
    assert isinstance(price, LinePrice)
    return price.choice


def sentences(menu: Menu, line: LineChoice, language: str) -> list[str]:
    """The line in every template of one language."""
    shown = Language.EN if language == "en" else Language.ZH_HANS

    def name(option: Choice | Removed) -> str:
        return menu.option_name(line.item, option.group, option.option, shown)

    options, without = [name(each) for each in line.options], [name(each) for each in line.without]
    return list(SAYERS[language](str(line.quantity), menu.item_name(line.item, shown), options, without))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_an_order_from_any_menu_is_read_back_exactly(data: st.DataObject) -> None:
    menu = data.draw(menus())
    line = data.draw(lines(menu))
    compiled = compile_menu(menu)
    for words in [*sentences(menu, line, "zh"), *sentences(menu, line, "en")]:
        turn = read(compiled, Draft(), words, Language.EN)
        assert [one.choice for one in apply(Draft(), turn).lines] == [line], words
        assert (turn.intent, turn.unread, turn.confidence) == (Intent.ORDER, (), 1.0), words
        assert is_template(compiled, words), words


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_two_lines_keep_their_own_options(data: st.DataObject) -> None:
    menu = data.draw(menus())
    first, second = data.draw(lines(menu)), data.draw(lines(menu))
    assume(first.item != second.item)
    compiled = compile_menu(menu)
    for language in SAYERS:
        joiner = data.draw(st.sampled_from(JOINERS[language]))
        pairs = zip(sentences(menu, first, language), sentences(menu, second, language), strict=True)
        for one, other in pairs:
            turn = read(compiled, Draft(), f"{one}{joiner}{other}", Language.EN)
            assert [line.choice for line in apply(Draft(), turn).lines] == [first, second], (
                one,
                joiner,
                other,
            )


def test_most_development_sentences_are_unlike_the_templates() -> None:
    """Sentences that look like the templates would measure nothing but them."""
    scored = score_files(files_of("dev"))
    unlike = sum(not turn.is_template for turn in scored)
    assert unlike >= 0.3 * len(scored) > 0


def names_of(menu: Menu) -> set[str]:
    """Every item, option and brand name and alias of the menu."""
    found = {menu.name.zh_hans, menu.name.en}
    for thing in [*menu.items, *(option for group in menu.groups for option in group.options)]:
        found |= {thing.name.zh_hans, thing.name.en, *thing.aliases.zh_hans, *thing.aliases.en}
    return {name.lower() for name in found if name}


def words_in_code(folder: Path) -> set[str]:
    """Every string literal of the code, and each word of it."""
    found = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {part.strip().lower() for part in node.value.replace("|", " | ").split("|")}
                found |= set(node.value.lower().split())
    return found


def all_menus() -> list[Menu]:
    texts = [file.read_text() for file in (ROOT / "src/qianbei/sandbox/menus").glob("*.yaml")]
    parsed = [parse_menu(text) for text in texts]
    return [menu for menu in parsed if isinstance(menu, Menu)]


def telling(names: set[str]) -> set[str]:
    """Names long enough to be names; words like "l" and "hot" are ordinary words that prose may use."""
    return {name for name in names if len(name) >= (2 if not name.isascii() else 6)}


def test_no_menu_word_stands_in_the_readers_code() -> None:
    menus = all_menus()
    if not menus:
        pytest.skip("the sandbox menus are not there")
    ordinary = {word for pack in PACKS for size in pack.sizes for word in size.words}
    ordinary |= {word for pack in PACKS for word in pack.degrees[Word.NORMAL]}
    names = set().union(*(telling(names_of(menu)) for menu in menus)) - ordinary
    assert names & words_in_code(ROOT / "src/qianbei/reader") == set()


def test_the_guard_sees_a_planted_name(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text('ITEMS = ("珍珠奶茶",)\n')
    assert "珍珠奶茶" in words_in_code(tmp_path)
