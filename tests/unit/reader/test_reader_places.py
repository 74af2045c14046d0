"""A place of a set is called by what goes into it, and what is named with that word is put there."""

import pytest

from qianbei.reader.api import CompiledMenu
from tests.support.heard import compiled_from, heard, short

QUAY = """
format: 1
name: {zh-Hans: 石阶碗铺, en: Quay Bowls}
languages: [zh-Hans, en]
categories: [{id: all, name: {zh-Hans: 全部, en: All}}]
groups:
  - {id: bowl, name: {zh-Hans: 套餐碗, en: Bowl of the deal}, pick: one, min: 1, defaults: [plain], options: [
      {id: plain, name: {zh-Hans: 原味碗, en: plain bowl}, item: plain-bowl},
      {id: flame, name: {zh-Hans: 烈焰碗, en: flame bowl}, aliases: {zh-Hans: [烈焰], en: [flame]}, item: flame-bowl}]}
  - {id: side, name: {zh-Hans: 餐配小食, en: Shared Snack}, pick: one, min: 1, defaults: [beans], options: [
      {id: beans, name: {zh-Hans: 毛豆, en: beans}, item: beans}, {id: pop, name: {zh-Hans: 盐酥鸡, en: popcorn chicken}, item: pop}]}
  - {id: soup, name: {zh-Hans: 套餐汤, en: Soup with the deal}, pick: one, min: 1, defaults: [miso], options: [
      {id: miso, name: {zh-Hans: 味噌, en: miso}, item: miso}, {id: clam, name: {zh-Hans: 蛤蜊, en: clam}, item: clam}]}
  - {id: pen, name: {zh-Hans: 礼包里的笔, en: Pen in the kit}, pick: one, min: 1, defaults: [gel], options: [
      {id: gel, name: {zh-Hans: 中性, en: gel}, item: gel}, {id: brush, name: {zh-Hans: 毛笔, en: brush}, item: brush}]}
items:
  - {id: deal, name: {zh-Hans: 石阶套餐, en: quay deal}, category: all, price_fen: 3000, groups: [{group: bowl}, {group: side}, {group: soup}]}
  - {id: kit, name: {zh-Hans: 开笔礼包, en: writing kit}, category: all, price_fen: 3000, groups: [{group: pen}]}
  - {id: plain-bowl, name: {zh-Hans: 原味碗, en: plain bowl}, category: all, price_fen: 2000}
  - {id: flame-bowl, name: {zh-Hans: 烈焰碗, en: flame bowl}, aliases: {zh-Hans: [烈焰], en: [flame]}, category: all, price_fen: 2200}
  - {id: beans, name: {zh-Hans: 毛豆, en: beans}, category: all, price_fen: 500}
  - {id: pop, name: {zh-Hans: 盐酥鸡, en: popcorn chicken}, category: all, price_fen: 900}
  - {id: miso, name: {zh-Hans: 味噌, en: miso}, category: all, price_fen: 400}
  - {id: clam, name: {zh-Hans: 蛤蜊, en: clam}, category: all, price_fen: 600}
  - {id: gel, name: {zh-Hans: 中性, en: gel}, category: all, price_fen: 400}
  - {id: brush, name: {zh-Hans: 毛笔, en: brush}, category: all, price_fen: 600}
"""


@pytest.fixture(scope="module")
def quay() -> CompiledMenu:
    return compiled_from(QUAY)


def _talk(compiled: CompiledMenu, *said: str) -> tuple[list[str], bool]:
    draft, turn = heard(compiled, *said)
    return sorted(short(draft)), bool(turn.unread or turn.needs or turn.is_guess or turn.fault)


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (["石阶套餐一份，碗要烈焰的"], ["1 deal flame"]),
        (["石阶套餐一份，汤要蛤蜊"], ["1 deal clam"]),
        (["石阶套餐一份", "汤换蛤蜊"], ["1 deal clam"]),
        (["a quay deal", "can the bowl be a flame instead"], ["1 deal flame"]),
        (["a quay deal", "put the popcorn chicken in as the snack"], ["1 deal pop"]),
        (["a quay deal", "and clam for the soup"], ["1 deal clam"]),
        (["a quay deal", "popcorn chicken as the side"], ["1 deal pop"]),
        (["a writing kit", "can the pen be a brush instead"], ["1 kit brush"]),
        (["a quay deal", "and another popcorn chicken"], ["1 deal", "1 pop"]),
        (["a quay deal", "and a clam as well"], ["1 clam", "1 deal"]),
    ],
)
def test_the_word_for_a_place_tells_where_a_thing_goes(
    quay: CompiledMenu, said: list[str], lines: list[str]
) -> None:
    assert _talk(quay, *said) == (lines, False)


@pytest.mark.parametrize(
    "said", [["一份毛豆", "三碗汤"], ["I want a bowl"], ["beans and a soup"], ["来个碗"]]
)
def test_the_word_for_a_place_alone_is_asked_about(quay: CompiledMenu, said: list[str]) -> None:
    lines, is_asked = _talk(quay, *said)
    assert is_asked
    assert lines in ([], ["1 beans"])
