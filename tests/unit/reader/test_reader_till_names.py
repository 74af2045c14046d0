"""Names as a till exports them: sizes, numbers, weights and prices inside the names, and things that share one name."""

import pytest

from qianbei.kit.words import Language
from qianbei.reader.api import CompiledMenu, apply, read
from qianbei.reader.contracts import Draft
from qianbei.reader.families import MARK
from qianbei.reader.tails import Kind, split_name
from tests.support.heard import compiled_from

MENU = """
format: 1
name: {zh-Hans: 试名铺, en: Trial Names}
languages: [zh-Hans, en]
categories: [{id: all, name: {zh-Hans: 全部, en: ALL}}]
groups:
  - {id: g1, name: {zh-Hans: 加料, en: ADD}, pick: many, max: 4, options: [
      {id: nut, name: {zh-Hans: 加花生碎+3元, en: Add peanuts +3}, price_fen: 300, max_quantity: 2},
      {id: moss, name: {zh-Hans: 加海藻冻+4元, en: Add seaweed jelly +4}, price_fen: 400}]}
  - {id: drink, name: {zh-Hans: 套餐饮料(任选1), en: SET DRINK}, pick: one, min: 1, defaults: [plum-m], options: [
      {id: plum-m, name: {zh-Hans: 酸梅水(中), en: Plum Water (M)}, item: plum-m},
      {id: plum-l, name: {zh-Hans: 酸梅水(大)+2元, en: Plum Water (L) +2}, item: plum-l, price_fen: 200}]}
items:
  - {id: plum-m, category: all, name: {zh-Hans: 酸梅水(中), en: Plum Water (M)}, price_fen: 700, groups: [{group: g1}]}
  - {id: plum-l, category: all, name: {zh-Hans: 酸梅水(大), en: Plum Water (L)}, price_fen: 900, groups: [{group: g1}]}
  - {id: hot, category: all, name: {zh-Hans: 热荞麦茶, en: Hot Buckwheat Tea}, price_fen: 900}
  - {id: cold, category: all, name: {zh-Hans: 冰荞麦茶, en: Iced Buckwheat Tea}, price_fen: 900}
  - {id: roll-1, category: all, name: {zh-Hans: 米卷(1只), en: Rice Roll (1pc)}, price_fen: 300}
  - {id: roll-6, category: all, name: {zh-Hans: 米卷(6只), en: Rice Roll (6pc)}, price_fen: 1500}
  - {id: soda, category: all, name: {zh-Hans: 苏打水 330ml, en: Soda 330ml}, price_fen: 300}
  - {id: soda-6, category: all, name: {zh-Hans: 苏打水 330ml*6, en: Soda 330ml*6}, price_fen: 1500}
  - {id: jam-f, category: all, name: {zh-Hans: 果酱.无花果, en: Jam.Fig}, price_fen: 900}
  - {id: jam-q, category: all, name: {zh-Hans: 果酱.木瓜, en: Jam.Papaya}, price_fen: 900}
  - {id: set-a, category: all, name: {zh-Hans: A餐 焖面套餐, en: Set A Braised Noodles}, price_fen: 3000, groups: [{group: drink}]}
"""


@pytest.fixture(scope="module")
def till() -> CompiledMenu:
    return compiled_from(MENU)


def cart_of(draft: Draft) -> list[str]:
    return sorted(
        " ".join(
            [f"{line.choice.quantity} {line.choice.item}", *(each.option for each in line.choice.options)]
        )
        for line in draft.lines
    )


def said(till: CompiledMenu, *words: str) -> tuple[list[str], bool]:
    """The cart, and whether all was read, after these turns."""
    draft, is_read = Draft(), True
    for each in words:
        turn = read(till, draft, each, Language.EN)
        draft, is_read = apply(draft, turn), not (turn.unread or turn.fault)
    assert not any(c.group.startswith(MARK) for line in draft.lines for c in line.choice.options)
    return cart_of(draft), is_read


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        (["大杯酸梅水加花生碎"], ["1 plum-l nut"]),
        (["a large plum water with peanuts and seaweed jelly"], ["1 plum-l nut moss"]),
        (["two plum waters, one medium one large"], ["1 plum-l", "1 plum-m"]),
        (["荞麦茶要冰的"], ["1 cold"]),
        (["米卷六只"], ["1 roll-6"]),
        (["苏打水一箱六罐的"], ["1 soda-6"]),
        (["papaya jam and a set a"], ["1 jam-q", "1 set-a"]),
        (["焖面套餐，酸梅水要大的"], ["1 set-a plum-l"]),
        (["酸梅水大杯", "换成中杯"], ["1 plum-m"]),
        (["hot buckwheat tea", "make it iced"], ["1 cold"]),
    ],
)
def test_the_end_of_a_name_is_said_like_any_choice(
    till: CompiledMenu, words: list[str], cart: list[str]
) -> None:
    assert said(till, *words) == (cart, True)


@pytest.mark.parametrize("words", ["酸梅水两杯", "a buckwheat tea please"])
def test_which_of_several_is_meant_is_asked_and_none_is_ordered(till: CompiledMenu, words: str) -> None:
    assert said(till, words) == ([], False)


def test_the_question_which_one_offers_each(till: CompiledMenu) -> None:
    turn = read(till, Draft(), "酸梅水两杯加花生碎", Language.ZH_HANS)
    assert [choice.item for choice in turn.choices] == ["plum-m", "plum-l"]
    answered = apply(apply(Draft(), turn), read(till, apply(Draft(), turn), "大的", Language.ZH_HANS))
    assert cart_of(answered) == ["2 plum-l nut"]


def test_a_plain_menu_is_read_as_it_is(tea: CompiledMenu) -> None:
    assert tea.heard is tea.menu


def test_the_ends_of_a_name_are_taken_apart_from_the_last() -> None:
    base, tails = split_name("蔓果(原味)大包 100g*8")
    assert base == "蔓果"
    assert [tail.kind for tail in tails] == [Kind.WEIGHT, Kind.COUNT, Kind.SIZE, Kind.FORM]


LEFT_OUT = """
format: 1
name: {zh-Hans: 试忌口, en: Trial Leavings}
languages: [zh-Hans, en]
categories: [{id: all, name: {zh-Hans: 全部, en: ALL}}]
groups:
  - {id: no, name: {zh-Hans: 忌口, en: "NO"}, pick: many, options: [
      {id: leek, name: {zh-Hans: 不要韭菜, en: No leek}},
      {id: dill, name: {zh-Hans: 不要莳萝, en: No dill}}]}
  - {id: meat, name: {zh-Hans: 肉, en: Meat}, pick: one, min: 1, qualifiers: [{id: double, name: {zh-Hans: 双份肉, en: double meat}, price_percent: 200}],
     options: [{id: goat, name: {zh-Hans: 羊羔肉, en: goat}}, {id: hare, name: {zh-Hans: 野兔肉, en: hare}}]}
items:
  - {id: pie, category: all, name: {zh-Hans: 咸派, en: savoury pie}, price_fen: 2000, groups: [{group: no}, {group: meat}]}
"""


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        ("咸派羊羔肉的，不要韭菜莳萝也别放", ["1 pie dill leek goat"]),
        ("a savoury pie with goat, no leek and dill", ["1 pie dill leek goat"]),
        ("野兔肉咸派双份肉", ["1 pie hare"]),
        ("羊羔肉咸派是两个不是三个", ["2 pie goat"]),
    ],
)
def test_what_is_left_out_by_a_choice_is_heard_in_any_list(words: str, cart: list[str]) -> None:
    found, is_read = said(compiled_from(LEFT_OUT), words)
    assert ([" ".join(sorted(line.split())) for line in found], is_read) == (
        [" ".join(sorted(line.split())) for line in cart],
        True,
    )
