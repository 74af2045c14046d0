"""A stall whose things come in several kinds: which number is of which kind, and what pieces of names do not say."""

import pytest

from qianbei.kit.words import Language
from qianbei.reader.api import CompiledMenu, apply, read
from qianbei.reader.contracts import Draft, Turn
from tests.support.heard import compiled_from

MENU = """
format: 1
name: {zh-Hans: 巷口摊, en: Lane Stall}
languages: [zh-Hans, en]
categories: [{id: all, name: {zh-Hans: 全部, en: All}}]
groups:
  - {id: scent, name: {zh-Hans: 香味, en: Scent}, pick: one, min: 1, options: [
      {id: mint, name: {zh-Hans: 薄荷, en: mint}},
      {id: lemon, name: {zh-Hans: 柠檬, en: lemon}},
      {id: cedar, name: {zh-Hans: 雪松, en: cedar}}]}
  - {id: filling, name: {zh-Hans: 馅, en: Filling}, pick: one, min: 1, options: [
      {id: pork, name: {zh-Hans: 肉包, en: pork}},
      {id: bean, name: {zh-Hans: 豆沙包, en: bean}}]}
  - {id: dish, name: {zh-Hans: 主食, en: Main}, pick: one, min: 1, defaults: [rice], options: [
      {id: rice, name: {zh-Hans: 米饭, en: rice}},
      {id: bun, name: {zh-Hans: 肉包, en: pork}}]}
  - {id: cut, name: {zh-Hans: 切法, en: Cut}, pick: one, min: 1, defaults: [whole], options: [
      {id: whole, name: {zh-Hans: 不切, en: whole}},
      {id: cut, name: {zh-Hans: 切块, en: cut up}}]}
  - {id: pot, name: {zh-Hans: 锅料, en: In the pot}, pick: many, max: 9, options: [
      {id: radish, name: {zh-Hans: 白萝卜, en: radish}, max_quantity: 5},
      {id: egg, name: {zh-Hans: 溏心鸭蛋, en: soft duck egg}, aliases: {zh-Hans: [蛋]}, max_quantity: 5}]}
items:
  - {id: candle, category: all, name: {zh-Hans: 蜡烛, en: candle}, aliases: {en: [candles]}, price_fen: 900, groups: [{group: scent}]}
  - {id: bun, category: all, name: {zh-Hans: 包子, en: bun}, aliases: {en: [buns]}, price_fen: 300, groups: [{group: filling}]}
  - {id: meal, category: all, name: {zh-Hans: 套餐, en: meal}, price_fen: 900, groups: [{group: dish}]}
  - {id: cutlet, category: all, name: {zh-Hans: 鸡排, en: cutlet}, price_fen: 900, groups: [{group: cut}]}
  - {id: stew, category: all, name: {zh-Hans: 关东锅, en: stew}, price_fen: 900, groups: [{group: pot}]}
"""


@pytest.fixture(scope="module")
def stall() -> CompiledMenu:
    return compiled_from(MENU)


def heard(compiled: CompiledMenu, *said: str) -> tuple[list[str], Turn]:
    """The cart after all that was said, and the last turn."""
    draft = Draft()
    turn = read(compiled, draft, said[0], Language.EN)
    for words in said[1:]:
        draft = apply(draft, turn)
        turn = read(compiled, draft, words, Language.EN)
    return [
        " ".join(
            [
                f"{line.choice.quantity} {line.choice.item}",
                *sorted(f"{o.option}*{o.quantity}".removesuffix("*1") for o in line.choice.options),
            ]
        )
        for line in apply(draft, turn).lines
    ], turn


NUMBERS = [
    ("蜡烛，薄荷的两个，雪松的一个", ["2 candle mint", "1 candle cedar"]),
    ("candles, mint two, cedar one", ["2 candle mint", "1 candle cedar"]),
    ("candles: two mint, one cedar", ["2 candle mint", "1 candle cedar"]),
    ("蜡烛薄荷的四个柠檬的四个雪松的两个", ["4 candle mint", "4 candle lemon", "2 candle cedar"]),
    ("mint candles x2 lemon x1 and a stew", ["2 candle mint", "1 candle lemon", "1 stew"]),
    ("肉包两个豆沙包一个", ["2 bun pork", "1 bun bean"]),
    ("鸡排两块不切一块切", ["2 cutlet", "1 cutlet cut"]),
    ("三个蜡烛，两个薄荷一个柠檬", ["2 candle mint", "1 candle lemon"]),
]


@pytest.mark.parametrize(("words", "cart"), NUMBERS)
def test_a_number_counts_the_kind_it_stands_beside(stall: CompiledMenu, words: str, cart: list[str]) -> None:
    lines, turn = heard(stall, words)
    assert (lines, turn.unread, turn.fault) == (cart, (), None)


SOME = [
    (("stew with three radish", "take one radish out"), ["1 stew radish*2"]),
    (("关东锅，白萝卜三份", "拿掉一份白萝卜"), ["1 stew radish*2"]),
    (("关东锅，白萝卜一份", "白萝卜不要了"), ["1 stew"]),
    (("关东锅，白萝卜一份", "再加一个溏心蛋"), ["1 stew egg radish"]),
]


@pytest.mark.parametrize(("said", "cart"), SOME)
def test_as_much_is_taken_out_or_put_in_as_was_said(
    stall: CompiledMenu, said: tuple[str, ...], cart: list[str]
) -> None:
    assert heard(stall, *said)[0] == cart


LATER = [
    (("five mint candles", "knock the candles down to three"), ["3 candle mint"]),
    (("two mint candles and a stew", "bring the candles up to thirty-three"), ["33 candle mint", "1 stew"]),
    (("a pork bun", "id rather have bean than pork"), ["1 bun bean"]),
    (
        ("a stew and a mint candle", "on second thoughts three. and a cutlet"),
        ["1 stew", "3 candle mint", "1 cutlet"],
    ),
    (("a cutlet, a stew", "yo hon, cut up the cutlet while we wait"), ["1 cutlet cut", "1 stew"]),
    (("鸡排一块，关东锅一份", "刚才那个要切块的，怕吃不完"), ["1 cutlet cut", "1 stew"]),
    (("蜡烛两个薄荷的", "甭拿蜡烛了，要个鸡排"), ["1 cutlet"]),
]


@pytest.mark.parametrize(("said", "cart"), LATER)
def test_how_much_and_what_instead_is_heard_in_any_words(
    stall: CompiledMenu, said: tuple[str, ...], cart: list[str]
) -> None:
    lines, turn = heard(stall, *said)
    assert (lines, turn.unread, turn.fault) == (cart, (), None)
