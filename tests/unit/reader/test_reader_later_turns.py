"""Later turns: who else wants one, some cups of a line, the other one, what a set holds, and the cups that came last."""

import pytest

from qianbei.reader.api import CompiledMenu
from qianbei.reader.contracts import Turn
from tests.support.heard import compiled_from, heard

PIER = """
format: 1
name: {zh-Hans: 栈桥小馆, en: Jetty Kitchen}
languages: [zh-Hans, en]
categories: [{id: food, name: {zh-Hans: 主食, en: Food}}, {id: drinks, name: {zh-Hans: 饮料, en: Drinks}}]
groups:
  - {id: size, name: {zh-Hans: 杯型, en: Size}, pick: one, min: 1, defaults: [medium], options: [
      {id: medium, name: {zh-Hans: 中杯, en: medium}}, {id: large, name: {zh-Hans: 大杯, en: large}}]}
  - {id: ice, name: {zh-Hans: 冰量, en: Ice}, pick: one, min: 1, defaults: [regular], options: [
      {id: regular, name: {zh-Hans: 正常冰, en: regular ice}}, {id: less, name: {zh-Hans: 少冰, en: less ice}},
      {id: hot, name: {zh-Hans: 热, en: hot}}]}
  - {id: cut, name: {zh-Hans: 多少, en: How much}, pick: one, min: 1, options: [
      {id: half, name: {zh-Hans: 半条, en: half}, aliases: {en: [half a trout]}},
      {id: whole, name: {zh-Hans: 整条, en: whole}, aliases: {en: [whole trout]}}]}
  - {id: side, name: {zh-Hans: 加料, en: Extras}, pick: many, defaults: [cream], options: [
      {id: cream, name: {zh-Hans: 奶油, en: cream}}, {id: mint, name: {zh-Hans: 薄荷, en: mint}},
      {id: plum, name: {zh-Hans: 梅子, en: plum}}]}
  - {id: main, name: {zh-Hans: 主食, en: Main}, pick: one, min: 1, options: [
      {id: eel, name: {zh-Hans: 鳗鱼饭, en: eel}, item: eel}, {id: crab, name: {zh-Hans: 蟹粉面, en: crab}, item: crab}]}
  - {id: drink, name: {zh-Hans: 饮料, en: Drink}, pick: one, min: 1, defaults: [tea], options: [
      {id: tea, name: {zh-Hans: 麦茶, en: barley tea}, item: tea}, {id: soda, name: {zh-Hans: 汽水, en: soda}, item: soda}]}
items:
  - {id: set, name: {zh-Hans: 码头套餐, en: dock set}, category: food, price_fen: 4000, groups: [
      {group: main}, {group: drink}, {group: ice, when: {drink: [tea]}}]}
  - {id: eel, name: {zh-Hans: 鳗鱼饭, en: eel}, category: food, price_fen: 3000}
  - {id: crab, name: {zh-Hans: 蟹粉面, en: crab}, category: food, price_fen: 3000}
  - {id: trout, name: {zh-Hans: 鳟鱼, en: trout}, category: food, price_fen: 3000, groups: [{group: cut}, {group: side}]}
  - {id: tea, name: {zh-Hans: 麦茶, en: barley tea}, category: drinks, price_fen: 600, groups: [{group: size}, {group: ice}]}
  - {id: soda, name: {zh-Hans: 汽水, en: soda}, category: drinks, price_fen: 600, groups: [{group: size}]}
  - {id: berry-shake, name: {zh-Hans: 莓果奶昔, en: berry shake}, category: drinks, price_fen: 900, groups: [{group: size}, {group: side}]}
  - {id: plum-shake, name: {zh-Hans: 梅子奶昔, en: plum shake}, category: drinks, price_fen: 900, groups: [{group: size}, {group: side}]}
"""


@pytest.fixture(scope="module")
def pier() -> CompiledMenu:
    return compiled_from(PIER)


def talk(compiled: CompiledMenu, *said: str) -> tuple[list[str], Turn]:
    """The cart in short, equal lines as one, its lines sorted, and the last turn."""
    draft, turn = heard(compiled, *said)
    cups: dict[str, int] = {}
    for choice in (line.choice for line in draft.lines):
        name = " ".join(
            [
                choice.item,
                *sorted(o.option for o in choice.options),
                *(f"-{w.option}" for w in choice.without),
            ]
        )
        cups[name] = cups.get(name, 0) + choice.quantity
    return sorted(f"{count} {name}" for name, count in cups.items()), turn


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        pytest.param(
            ("大杯麦茶", "我同事也要一杯，他要热的"), ["1 tea hot large", "1 tea large"], id="likewise"
        ),
        pytest.param(("a large barley tea", "my friend wants one too"), ["2 tea large"], id="one too"),
        pytest.param(
            ("a whole trout with mint", "half a trout as well"),
            ["1 trout half", "1 trout mint whole"],
            id="as well",
        ),
        pytest.param(("a soda", "and a crab one"), ["1 crab", "1 soda"], id="a crab one"),
    ],
)
def test_one_more_changes_nothing_that_stands(
    pier: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert talk(pier, *said)[0] == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("four barley teas", "two of the four with less ice"), ["2 tea", "2 tea less"]),
        (("two barley teas, one hot", "the other barley tea large"), ["1 tea hot", "1 tea large"]),
        (("一杯麦茶，一杯汽水", "大杯，两杯都是"), ["1 soda large", "1 tea large"]),
        (("a berry shake and a plum shake", "no cream in all the shakes"), ["1 berry-shake -cream", "1 plum-shake -cream"]),
        (("a berry shake and a plum shake", "drop the plum"), ["1 berry-shake"]),
        (("a berry shake and a soda", "get rid of the one without plum"), ["1 soda"]),
    ],
)  # fmt: skip
def test_words_say_which_lines_and_how_many_cups(
    pier: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert talk(pier, *said)[0] == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("两份码头套餐", "一份鳗鱼饭，一份蟹粉面"), ["1 set crab", "1 set eel"]),
        (("two dock sets", "one eel and one crab"), ["1 set crab", "1 set eel"]),
        (("two dock sets with eel", "其中一份喝汽水"), ["1 set eel", "1 set eel soda"]),
        (("a dock set with eel", "less ice in the barley tea"), ["1 set eel less"]),
        (("一份码头套餐配鳗鱼饭", "他喝汽水"), ["1 set eel soda"]),
        (
            ("一份码头套餐配鳗鱼饭，一份码头套餐配蟹粉面", "两份都喝汽水"),
            ["1 set crab soda", "1 set eel soda"],
        ),
        (
            ("a dock set with eel and a dock set with crab", "soda with the crab"),
            ["1 set crab soda", "1 set eel"],
        ),
        (("码头套餐，要鳗鱼饭", "麦茶的话，热的"), ["1 set eel hot"]),
    ],
)
def test_what_a_set_holds_tells_which_set_and_makes_no_line(
    pier: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert talk(pier, *said)[0] == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("码头套餐，鳗鱼饭", "再来一份一样的，但是麦茶换汽水"), ["1 set eel", "1 set eel soda"]),
        (("码头套餐，鳗鱼饭", "再来一份一样的", "那份换成汽水"), ["1 set eel", "1 set eel soda"]),
        (("a soda", "a hot barley tea", "one more, same as the first but large"), ["1 soda", "1 soda large", "1 tea hot"]),
        (("a whole trout with mint", "再来一份半条的"), ["1 trout half", "1 trout mint whole"]),
        (("a soda", "再来一杯，谢谢"), ["2 soda"]),
    ],
)  # fmt: skip
def test_a_copy_is_a_line_of_its_own_while_it_is_spoken_of(
    pier: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert talk(pier, *said)[0] == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("three barley teas", "四杯里有两杯大杯"), ["1 tea", "2 tea large"]),
        (("两杯麦茶一杯热的，一杯汽水", "one of the hot ones large"), ["1 soda", "1 tea", "1 tea hot large"]),
        (("an eel", "汽水一杯，大杯的", "eel再来一份，汽水还是要中杯"), ["1 soda", "2 eel"]),
        (("a large soda", "汽水我说错了，要中杯"), ["1 soda"]),
        (("two barley teas, one hot", "热的再来两杯"), ["1 tea", "3 tea hot"]),
        (("a hot barley tea and a soda", "再来一杯跟热的那杯一样的"), ["1 soda", "2 tea hot"]),
        (("a hot barley tea and a soda", "再来一杯跟热的那杯一样的，但要大杯"), ["1 soda", "1 tea hot", "1 tea hot large"]),
        (("a dock set with eel", "the same again", "hers with soda"), ["1 set eel", "1 set eel soda"]),
        (("a soda", "多一杯"), ["2 soda"]),
        (("a soda and an eel", "make it two sodas, the second one large"), ["1 eel", "1 soda", "1 soda large"]),
        (("a whole trout with mint", "薄荷再加一份"), ["1 trout mint whole"]),
    ],
)  # fmt: skip
def test_what_is_said_again_is_counted_and_told(
    pier: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert talk(pier, *said)[0] == lines


def test_one_of_several_that_are_told_alike_is_asked_about(pier: CompiledMenu) -> None:
    begin = "a large berry shake and a large plum shake and a soda"
    lines, turn = talk(pier, begin, "mint in the large one")
    assert turn.is_guess
    assert sum("mint" in line for line in lines) == 1


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("two barley teas", "make one of them large", "leave only the large one"), ["1 tea large"]),
        (("一杯大杯麦茶，两杯汽水", "只留大杯的"), ["1 tea large"]),
        (("一杯大杯麦茶，一杯汽水", "除了麦茶其他都取消"), ["1 tea large"]),
        (("a soda and a berry shake", "just keep the soda"), ["1 soda"]),
    ],
)
def test_what_alone_is_to_stay_takes_the_rest_away(
    pier: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert talk(pier, *said)[0] == lines


def test_nothing_goes_where_what_is_to_stay_is_all_or_none_of_it(pier: CompiledMenu) -> None:
    assert talk(pier, "a soda and a berry shake", "leave only the hot ones")[0] == ["1 berry-shake", "1 soda"]
    assert talk(pier, "一杯大杯麦茶，一杯大杯汽水", "只留大杯的")[0] == ["1 soda large", "1 tea large"]


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (
            ("a dock set with crab", "same again for my colleague but with a soda"),
            ["1 set crab", "1 set crab soda"],
        ),
        (("a large soda and a barley tea", "swap the large one for a plum shake"), ["1 plum-shake large", "1 tea"]),
        (("a berry shake and a soda", "swap the berry for a barley tea"), ["1 soda", "1 tea"]),
        (("two large sodas", "the other one medium"), ["1 soda", "1 soda large"]),
    ],
)  # fmt: skip
def test_copies_differ_and_lines_go_by_what_was_said_of_them(
    pier: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert talk(pier, *said)[0] == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("a barley tea, a soda and a berry shake", "large for all three"), ["1 berry-shake large", "1 soda large", "1 tea large"]),
        (("两杯麦茶，一杯汽水", "麦茶有一杯改大杯"), ["1 soda", "1 tea", "1 tea large"]),
        (("two barley teas", "one hot one with less ice"), ["1 tea hot", "1 tea less"]),
        (("两份鳟鱼，整条的", "一份加薄荷一份加梅子"), ["1 trout mint whole", "1 trout plum whole"]),
        (("a berry shake and a plum shake", "neither of them should have cream"), ["1 berry-shake -cream", "1 plum-shake -cream"]),
        (("莓果奶昔一杯，汽水一杯", "莓果奶昔的加料不要"), ["1 berry-shake -cream", "1 soda"]),
    ],
)  # fmt: skip
def test_shares_and_all_of_what_stands(pier: CompiledMenu, said: tuple[str, ...], lines: list[str]) -> None:
    assert talk(pier, *said)[0] == lines


@pytest.mark.parametrize("words", ["hers is the crab one", "热的那杯", "the plum one for him"])
def test_pointing_at_what_is_not_there_is_not_passed_over_in_silence(pier: CompiledMenu, words: str) -> None:
    cart, turn = talk(pier, "two sodas", words)
    assert cart == ["2 soda"]
    assert turn.fault is not None


def test_what_no_line_has_is_changed_in_none_without_a_question(pier: CompiledMenu) -> None:
    turn = talk(pier, "a soda and a barley tea", "swap the mint for a large")[1]
    assert turn.is_guess or turn.unread or turn.fault is not None


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("two berry shakes, one with mint", "the normal one large"), ["1 berry-shake large", "1 berry-shake mint"]),
        (("莓果奶昔两杯，一杯加薄荷", "普通那杯莓果奶昔取消"), ["1 berry-shake mint"]),
        (("a soda and two barley teas with less ice", "second one hot"), ["1 soda", "1 tea hot", "1 tea less"]),
    ],
)  # fmt: skip
def test_a_line_is_told_by_nothing_added_and_a_cup_by_its_place(
    pier: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert talk(pier, *said)[0] == lines


def test_ones_own_is_the_first_and_is_shown_back_where_there_are_several(pier: CompiledMenu) -> None:
    cart, turn = talk(pier, "a berry shake and a plum shake", "swap the cream in mine for mint")
    assert (cart, turn.is_guess) == (["1 berry-shake mint -cream", "1 plum-shake"], True)
    assert not talk(pier, "a berry shake and a soda", "mint in mine")[1].is_guess


def test_a_character_of_one_option_is_that_option_beside_a_word_that_adds_or_takes_away(
    pier: CompiledMenu,
) -> None:
    assert talk(pier, "整条鳟鱼", "加荷")[0] == ["1 trout mint whole"]
    assert talk(pier, "整条鳟鱼", "荷")[0] == ["1 trout whole"]
    assert talk(pier, "一杯汽水", "加荷")[0] == ["1 soda"]


@pytest.mark.parametrize("words", ["单点的都不要了", "算了单点的取消"])
def test_what_was_ordered_apart_goes_and_the_sets_stay(pier: CompiledMenu, words: str) -> None:
    assert talk(pier, "码头套餐要鳗鱼饭", "再来一杯汽水", words)[0] == ["1 set eel"]


def test_an_option_tells_the_cups_of_which_one_becomes_something_else(pier: CompiledMenu) -> None:
    assert talk(pier, "一杯热麦茶", "再来两杯少冰的麦茶", "少冰的有一杯升大杯")[0] == [
        "1 tea hot",
        "1 tea large less",
        "1 tea less",
    ]
