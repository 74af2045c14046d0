"""Lines of the cart are told apart, counted anew, and filled by words that name no new line."""

import pytest

from qianbei.reader.api import CompiledMenu
from tests.support.heard import compiled_from, heard

BAR = """
format: 1
name: {zh-Hans: 岔口小馆, en: Fork Bar}
languages: [zh-Hans, en]
categories: [{id: food, name: {zh-Hans: 主食, en: Food}}, {id: drinks, name: {zh-Hans: 饮料, en: Drinks}}]
groups:
  - {id: size, name: {zh-Hans: 杯型, en: Size}, pick: one, min: 1, defaults: [medium], options: [
      {id: medium, name: {zh-Hans: 中杯, en: medium}}, {id: large, name: {zh-Hans: 大杯, en: large}}]}
  - {id: warmth, name: {zh-Hans: 冷热, en: Temperature}, pick: one, min: 1, defaults: [plain], options: [
      {id: hot, name: {zh-Hans: 热, en: hot}}, {id: plain, name: {zh-Hans: 正常冰, en: regular ice}}]}
  - {id: inside, name: {zh-Hans: 夹料, en: Fillings}, pick: many, defaults: [lettuce, onion], options: [
      {id: lettuce, name: {zh-Hans: 生菜, en: lettuce}}, {id: onion, name: {zh-Hans: 洋葱, en: onion}},
      {id: bacon, name: {zh-Hans: 培根, en: bacon}, max_quantity: 2}],
     qualifiers: [{id: light, name: {zh-Hans: 少放, en: light}}]}
  - {id: patty, name: {zh-Hans: 肉饼, en: Patties}, pick: one, min: 1, defaults: [single], options: [
      {id: single, name: {zh-Hans: 单层, en: single}}, {id: double, name: {zh-Hans: 双层, en: double patty}}]}
  - {id: drink, name: {zh-Hans: 套餐饮料, en: Set drink}, pick: one, min: 1, defaults: [cola], options: [
      {id: cola, name: {zh-Hans: 可乐, en: cola}, item: cola}, {id: tea, name: {zh-Hans: 红茶, en: tea}, item: tea}]}
items:
  - {id: roll, name: {zh-Hans: 牛肉卷, en: beef roll}, category: food, price_fen: 2000, groups: [{group: patty}, {group: inside}]}
  - {id: set, name: {zh-Hans: 单人套餐, en: solo set}, aliases: {zh-Hans: [套餐]}, category: food, price_fen: 3000, groups: [{group: inside}, {group: drink}]}
  - {id: cola, name: {zh-Hans: 可乐, en: cola}, aliases: {en: [coke]}, category: drinks, price_fen: 500, groups: [{group: size}]}
  - {id: zero, name: {zh-Hans: 零糖可乐, en: zero cola}, category: drinks, price_fen: 500, groups: [{group: size}]}
  - {id: tea, name: {zh-Hans: 红茶, en: tea}, category: drinks, price_fen: 500, groups: [{group: size}, {group: warmth}]}
"""


@pytest.fixture(scope="module")
def bar() -> CompiledMenu:
    return compiled_from(BAR)


def cart(compiled: CompiledMenu, *said: str) -> list[str]:
    draft, _ = heard(compiled, *said)
    lines = []
    for choice in (line.choice for line in draft.lines):
        units = [f"{o.option}{f'*{o.quantity}' if o.quantity > 1 else ''}" for o in choice.options]
        kinds = [f"~{o.qualifier}" for o in choice.options if o.qualifier]
        lines.append(
            " ".join(
                [
                    f"{choice.quantity} {choice.item}",
                    *units,
                    *kinds,
                    *(f"-{w.option}" for w in choice.without),
                ]
            )
        )
    return sorted(lines)


TWO = ("a large hot tea and two colas",)


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("beef roll, bacon x2",), ["1 roll bacon*2"]),
        (("beef roll, only bacon",), ["1 roll bacon -lettuce -onion"]),
        (("牛肉卷只留洋葱",), ["1 roll -lettuce"]),
        (("牛肉卷除了洋葱别的都不要",), ["1 roll -lettuce"]),
        (("double beef roll",), ["1 roll double"]),
        (("a beef roll", "make it a double"), ["1 roll double"]),
        (("beef roll, light fillings",), ["1 roll lettuce onion ~light ~light"]),
        (("two teas, hot and cold",), ["1 tea", "1 tea hot"]),
        (("两杯可乐，大中各一杯",), ["1 cola", "1 cola large"]),
        (("a zero coke",), ["1 zero"]),
        ((*TWO, "make one cola large"), ["1 cola", "1 cola large", "1 tea large hot"]),
        ((*TWO, "just one cola"), ["1 cola", "1 tea large hot"]),
        ((*TWO, "three colas instead of two"), ["1 tea large hot", "3 cola"]),
        ((*TWO, "可乐少一杯"), ["1 cola", "1 tea large hot"]),
        ((*TWO, "热的换中杯"), ["1 tea hot", "2 cola"]),
        ((*TWO, "tea and cola both large"), ["1 tea large hot", "2 cola large"]),
        (("a solo set", "tea with the set"), ["1 set tea"]),
        (("a solo set", "套餐可乐换红茶"), ["1 set tea"]),
        (("a solo set", "the set please"), ["1 set"]),
        (("a solo set", "tea"), ["1 set tea"]),
        (("a solo set with tea", "cola"), ["1 cola", "1 set tea"]),
        (("牛肉卷加培根，一个套餐", "加培根那个不要洋葱"), ["1 roll bacon -onion", "1 set"]),
        (("a beef roll and a tea", "no onion in the roll"), ["1 roll -onion", "1 tea"]),
        (("a beef roll, bacon", "one more, as it comes"), ["1 roll", "1 roll bacon"]),
        (("可乐两杯，一杯大杯", "可乐都换红茶"), ["1 tea", "1 tea large"]),
        (("a large tea", "and one with medium, hot"), ["1 tea hot", "1 tea large"]),
        (("two teas", "one of the teas large", "forget the other tea"), ["1 tea large"]),
        (("a beef roll and a solo set", "the same filling in both, bacon"), ["1 roll bacon", "1 set bacon"]),
        (("一份牛肉卷加培根", "再来一份，正常的就行"), ["1 roll", "1 roll bacon"]),
        (("a large cola and a cola", "scrap the normal one"), ["1 cola large"]),
        (("two beef rolls, one with bacon", "cancel the beef roll with bacon"), ["1 roll"]),
        (("a beef roll with bacon", "cancel the beef roll with bacon"), ["1 roll"]),
    ],
)
def test_the_cart_is_what_was_meant(bar: CompiledMenu, said: tuple[str, ...], lines: list[str]) -> None:
    assert cart(bar, *said) == lines


def is_guess(compiled: CompiledMenu, *said: str) -> bool:
    _, turn = heard(compiled, *said)
    assert turn.edits, "a guess is about a cart that changes"
    assert not turn.unread
    assert turn.fault is None
    return turn.is_guess


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(("来一杯可乐", "来一杯可乐"), id="the same words again, or one more"),
        pytest.param(("two colas and a tea", "large"), id="an option that both lines could have"),
        pytest.param(("a solo set", "tea, hot"), id="a drink that could stand in the set"),
        pytest.param(("a cola", "sorry, a tea"), id="something taken back, and nothing left the cart"),
    ],
)
def test_a_cart_that_may_be_meant_otherwise_is_asked_about(bar: CompiledMenu, said: tuple[str, ...]) -> None:
    assert is_guess(bar, *said)


@pytest.mark.parametrize(
    "said",
    [
        ("a cola",),
        ("a cola", "another cola"),
        ("a cola", "再来一杯可乐"),
        ("a cola and a tea", "tea large"),
        ("a cola and a tea", "both large"),
        ("a cola", "large"),
        ("a solo set", "and a large tea"),
        ("a cola", "make it a tea"),
    ],
)
def test_plain_words_are_no_guess(bar: CompiledMenu, said: tuple[str, ...]) -> None:
    assert not is_guess(bar, *said)


KITCHEN = """
format: 1
name: {zh-Hans: 檐下厨房, en: Eaves Kitchen}
languages: [zh-Hans, en]
categories: [{id: all, name: {zh-Hans: 全部, en: All}}]
groups:
  - {id: heat, name: {zh-Hans: 辣度, en: Heat}, pick: one, min: 1, defaults: [none], options: [
      {id: none, name: {zh-Hans: 不辣, en: no heat}}, {id: low, name: {zh-Hans: 微辣, en: gentle}, aliases: {en: [mild]}}]}
  - {id: broth, name: {zh-Hans: 汤底, en: Broth}, pick: one, min: 1, defaults: [usual], options: [
      {id: usual, name: {zh-Hans: 常规汤, en: usual broth}}, {id: thin, name: {zh-Hans: 清淡汤, en: mild broth}},
      {id: thick, name: {zh-Hans: 浓汤, en: thick broth}}]}
  - {id: extra, name: {zh-Hans: 加料, en: Extras}, pick: many, options: [{id: egg, name: {zh-Hans: 鸡蛋, en: egg}},
      {id: corn, name: {zh-Hans: 玉米, en: corn}}]}
  - {id: sides, name: {zh-Hans: 锅底, en: Pot sides}, pick: many, min: 2, max: 2, options: [
      {id: tomato, name: {zh-Hans: 番茄, en: tomato}}, {id: bone, name: {zh-Hans: 骨汤, en: bone}}]}
  - {id: meat, name: {zh-Hans: 肉, en: Meat}, pick: one, min: 1, options: [
      {id: beef, name: {zh-Hans: 牛肉, en: beef}}, {id: pork, name: {zh-Hans: 猪肉, en: pork}}]}
  - {id: main, name: {zh-Hans: 主菜, en: Main}, pick: one, min: 1, options: [
      {id: grill, name: {zh-Hans: 酱烤牛排, en: grilled steak}, aliases: {zh-Hans: [牛肉]}, item: steak},
      {id: fish, name: {zh-Hans: 烤鱼, en: fish}, item: fish}]}
items:
  - {id: noodles, name: {zh-Hans: 汤面, en: noodles}, category: all, price_fen: 2000, groups: [{group: broth}, {group: extra}]}
  - {id: udon, name: {zh-Hans: 乌冬, en: udon}, category: all, price_fen: 2000, groups: [{group: broth}]}
  - {id: curry, name: {zh-Hans: 咖喱, en: curry}, category: all, price_fen: 2000, groups: [{group: heat}, {group: meat}]}
  - {id: pot, name: {zh-Hans: 双格锅, en: split pot}, category: all, price_fen: 3000, groups: [{group: sides}]}
  - {id: tray, name: {zh-Hans: 定食, en: tray}, category: all, price_fen: 4000, groups: [{group: main}]}
  - {id: steak, name: {zh-Hans: 酱烤牛排, en: grilled steak}, category: all, price_fen: 3000}
  - {id: fish, name: {zh-Hans: 烤鱼, en: fish}, category: all, price_fen: 3000}
"""
SOUPS = ("two noodles, one with mild broth, one with thick broth",)


@pytest.fixture(scope="module")
def kitchen() -> CompiledMenu:
    return compiled_from(KITCHEN)


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ((*SOUPS, "egg in the mild one"), ["1 noodles thick", "1 noodles thin egg"]),
        ((*SOUPS, "no heat in either", "egg in the thick one"), ["1 noodles thick egg", "1 noodles thin"]),
        (("a split pot", "tomato on one side", "bone on the other"), ["1 pot tomato bone"]),
        (("定食一份", "牛肉的"), ["1 tray grill"]),
        (("a curry", "beef, gentle"), ["1 curry low beef"]),
        (("a tray", "fish, and a split pot with tomato and bone"), ["1 pot tomato bone", "1 tray fish"]),
        (("noodles with egg and a curry with pork", "面里不要撒鸡蛋"), ["1 curry pork", "1 noodles"]),
        (("汤面一份，一份烤鱼", "面不要了"), ["1 fish"]),
        (("noodles and udon, thick broths",), ["1 noodles thick", "1 udon thick"]),
    ],
)
def test_a_line_is_told_by_a_word_of_what_it_has_and_a_refusal_is_not_mended_by_words_about_another(
    kitchen: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert cart(kitchen, *said) == lines


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("make one of the hot ones large", ["1 tea hot", "1 tea large hot", "2 tea"]),
        ("change one of the hot ones to a zero cola", ["1 tea hot", "1 zero", "2 tea"]),
        ("drop one of the hot ones", ["1 tea hot", "2 tea"]),
    ],
)
def test_some_of_the_ones_told_by_an_option(bar: CompiledMenu, said: str, wanted: list[str]) -> None:
    assert cart(bar, "two hot teas and two teas", said) == wanted


def test_some_of_the_ones_told_by_a_name_that_is_also_an_option(bar: CompiledMenu) -> None:
    assert cart(bar, "two teas and a roll", "change one of the tea ones to a zero cola") == [
        "1 roll",
        "1 tea",
        "1 zero",
    ]


def test_the_plural_of_a_groups_name_still_counts() -> None:
    bottled = compiled_from(BAR.replace("en: Size", "en: Bottle"))
    assert cart(bottled, "and zero cola, two bottles") == ["2 zero"]


def test_ones_that_no_line_tells_are_wanted(bar: CompiledMenu) -> None:
    assert cart(bar, "a cola", "the large ones") == ["1 cola large"]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (("a hot tea and a tea", "drop the hot tea"), ["1 tea"]),
        (("two hot teas and a tea", "drop one hot tea"), ["1 tea", "1 tea hot"]),
        (("a hot tea and a tea", "make the cold one large"), ["1 tea hot", "1 tea large"]),
        (("a hot tea and a tea", "one of the cold ones large"), ["1 tea hot", "1 tea large"]),
        (("a large tea and a hot tea", "drop the plain one"), None),
        (("a large cola and a cola", "drop the plain one"), ["1 cola large"]),
        (
            ("a roll and a cola", "the roll comes with onion, right? leave it off"),
            ["1 cola", "1 roll -onion"],
        ),
        (
            ("two rolls, one double, one single", "bacon in that one, the double"),
            ["1 roll", "1 roll double bacon"],
        ),
    ],
)
def test_what_tells_a_line_is_neither_taken_out_nor_wanted(
    bar: CompiledMenu, said: tuple[str, ...], wanted: list[str] | None
) -> None:
    assert cart(bar, *said) == (wanted or cart(bar, *said[:-1]))


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            ("a large hot tea and a cola", "红茶再加一杯，要正常冰的，其他一样"),
            ["1 cola", "1 tea large", "1 tea large hot"],
        ),
        (("two large teas and a tea", "大杯红茶一杯就够了"), ["1 tea", "1 tea large"]),
        (("a roll with two bacons", "one is enough"), ["1 roll bacon"]),
        (("a cola", "and tea, twice"), ["1 cola", "2 tea"]),
        (
            ("a hot tea, a large hot tea and a cola", "热的那几杯都要大杯"),
            ["1 cola", "1 tea large hot", "1 tea large hot"],
        ),
        (("two hot teas", "one of the teas becomes a cola"), ["1 cola", "1 tea hot"]),
    ],
)
def test_the_rest_the_same_and_how_many_are_enough(
    bar: CompiledMenu, said: tuple[str, ...], wanted: list[str]
) -> None:
    assert cart(bar, *said) == wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (("红茶两杯，牛肉卷一份", "茶减一杯"), ["1 roll", "1 tea"]),
        (("红茶两杯，牛肉卷一份", "卷多一份"), ["2 roll", "2 tea"]),
        (("牛肉卷一份，红茶一杯", "牛那份换双层，加一份培根"), ["1 roll double bacon", "1 tea"]),
        (("可乐一杯，零糖可乐一杯", "乐减一杯"), ["1 cola", "1 zero"]),
    ],
)
def test_the_last_character_of_one_name_that_stands(
    bar: CompiledMenu, said: tuple[str, ...], wanted: list[str]
) -> None:
    assert cart(bar, *said) == wanted


@pytest.mark.parametrize("said", ["make it two of the bacon", "give me another of the bacon"])
def test_the_thing_that_stands_and_no_units_of_what_is_in_it(said: str) -> None:
    rolls = compiled_from(BAR.replace("en: beef roll", "en: bacon roll"))
    assert cart(rolls, "a bacon roll and a cola", said) == ["1 cola", "2 roll"]
