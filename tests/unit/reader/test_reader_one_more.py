"""Later turns: one more of what stands and what is said of the new one, what a change puts in place of what."""

import pytest

from qianbei.reader.api import CompiledMenu
from tests.support.heard import compiled_from, heard, short

QUAY = """
format: 1
name: {zh-Hans: 码头茶档, en: Quay Stall}
languages: [zh-Hans, en]
categories: [{id: all, name: {zh-Hans: 全部, en: All}}]
groups:
  - {id: size, name: {zh-Hans: 杯型, en: Size}, pick: one, min: 1, defaults: [medium], options: [
      {id: medium, name: {zh-Hans: 中杯, en: medium}}, {id: large, name: {zh-Hans: 大杯, en: large}}]}
  - {id: heat, name: {zh-Hans: 冷热, en: Heat}, pick: one, min: 1, defaults: [iced], options: [
      {id: iced, name: {zh-Hans: 冰的, en: iced}}, {id: hot, name: {zh-Hans: 热的, en: hot}}]}
  - {id: add, name: {zh-Hans: 加料, en: Extras}, pick: many, options: [
      {id: sago, name: {zh-Hans: 西米, en: sago}, max_quantity: 3}, {id: mint, name: {zh-Hans: 薄荷, en: mint}},
      {id: plum, name: {zh-Hans: 梅子, en: plum}}]}
items:
  - {id: tea, name: {zh-Hans: 麦茶, en: barley tea}, category: all, price_fen: 600, groups: [
      {group: size}, {group: heat}, {group: add, defaults: [sago]}]}
  - {id: soda, name: {zh-Hans: 汽水, en: soda}, category: all, price_fen: 600, groups: [{group: size}]}
"""


@pytest.fixture(scope="module")
def quay() -> CompiledMenu:
    return compiled_from(QUAY)


def cups(compiled: CompiledMenu, *said: str) -> list[str]:
    """The cart in short, its lines sorted."""
    draft, _ = heard(compiled, *said)
    return sorted(short(draft))


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("a hot barley tea", "another barley tea, and that one large"), ["1 tea hot", "1 tea large"]),
        (("热的麦茶一杯", "麦茶再来一杯，这杯大杯"), ["1 tea hot", "1 tea large"]),
        (("热的麦茶一杯", "给同事也带一杯，他那杯大杯"), ["1 tea hot", "1 tea large hot"]),
        (("热的麦茶一杯", "麦茶再加一杯"), ["2 tea hot"]),
        (("热的麦茶一杯", "麦茶多一杯"), ["2 tea hot"]),
        (("一杯麦茶，一杯汽水", "麦茶再要一杯，跟刚才那杯一样"), ["1 soda", "2 tea"]),
        (("a hot barley tea", "and another, exactly the same except large"), ["1 tea hot", "1 tea large hot"]),
        (("a barley tea", "another one of those teas, hot"), ["1 tea", "1 tea hot"]),
    ],
)  # fmt: skip
def test_what_is_said_of_the_new_one_leaves_the_old_one_alone(
    quay: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert cups(quay, *said) == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("两杯麦茶", "麦茶的西米换薄荷"), ["2 tea mint -sago"]),
        (("a barley tea with mint and a soda", "mint off the barley tea"), ["1 soda", "1 tea"]),
        (("两杯麦茶", "换一杯成汽水"), ["1 soda", "1 tea"]),
        (("一杯麦茶", "多加一个西米"), ["1 tea sago*2"]),
    ],
)
def test_what_goes_and_what_comes_are_of_one_kind(
    quay: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert cups(quay, *said) == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("两杯麦茶，一杯汽水", "两杯麦茶都加薄荷"), ["1 soda", "2 tea mint"]),
        (("一杯热的麦茶，一杯大杯麦茶", "两杯麦茶都加薄荷"), ["1 tea hot mint", "1 tea large mint"]),
        (("两杯麦茶，一杯汽水", "麦茶一杯热的一杯大杯"), ["1 soda", "1 tea hot", "1 tea large"]),
        (("两杯麦茶，一杯汽水", "两杯麦茶里面有一杯加薄荷"), ["1 soda", "1 tea", "1 tea mint"]),
        (("两杯麦茶，一杯汽水", "一杯热的一杯冰的"), ["1 soda", "1 tea", "1 tea hot"]),
        (("两杯麦茶，一杯汽水", "有一杯麦茶不要西米，另一杯大杯"), ["1 soda", "1 tea -sago", "1 tea large"]),
    ],
)
def test_what_stands_named_with_its_number_is_no_more_of_it(
    quay: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert cups(quay, *said) == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("two barley teas and a soda", "leave the teas as they are and make the soda large"), ["1 soda large", "2 tea"]),
        (("a barley tea and a soda", "everything the same except make the tea hot"), ["1 soda", "1 tea hot"]),
        (("three sodas", "bring the sodas down to two"), ["2 soda"]),
        (("two sodas", "one soda will do after all"), ["1 soda"]),
        (("一杯汽水", "一杯不够，三杯吧"), ["3 soda"]),
        (("一杯麦茶，一杯汽水", "汽水家里还有，别拿了"), ["1 tea"]),
        (("a barley tea and a soda", "lovely, order away"), ["1 soda", "1 tea"]),
        (("一杯麦茶，一碗麦茶", "头一杯换大杯"), ["1 tea", "1 tea large"]),
    ],
)  # fmt: skip
def test_words_that_keep_count_down_or_close(
    quay: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert cups(quay, *said) == lines


def test_how_an_option_is_wanted_stands_behind_the_pause() -> None:
    menu = compiled_from(
        QUAY.replace("{id: plum,", "{id: lime, name: {zh-Hans: 青柠, en: lime}},\n      {id: plum,").replace(
            "pick: many, options",
            "pick: many, qualifiers: [{id: side, name: {zh-Hans: 另放, en: on the side}}], options",
        )
    )
    draft, _ = heard(menu, "a barley tea", "lime, but on the side")
    assert [o.qualifier for o in draft.lines[0].choice.options] == ["side"]
