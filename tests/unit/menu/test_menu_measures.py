"""By which word an item is counted, as its menu tells it."""

import pytest

from qianbei.kit.words import Language
from qianbei.menu import Menu, parse_menu

ITEMS = ("tea", "other", "third")


def menu(*groups: str, names: tuple[str, ...] = ("红茶", "绿茶", "白茶"), more: str = "min: 1") -> Menu:
    """Three items of one category; each has the sizes that one of `groups` names, if there is one for it."""
    said = ""
    for number, sizes in enumerate(groups):
        options = ", ".join(
            f"{{id: o{n}, name: {{zh-Hans: {name}}}}}" for n, name in enumerate(sizes.split())
        )
        said += f"  - {{id: g{number}, name: {{zh-Hans: 第{number}种}}, pick: one, {more}, options: [{options}]}}\n"
    items = ""
    for number, (item, name) in enumerate(zip(ITEMS, names, strict=True)):
        own = f", groups: [{{group: g{number}}}]" if number < len(groups) and groups[number] else ""
        items += f"  - {{id: {item}, name: {{zh-Hans: {name}}}, category: all, price_fen: 100{own}}}\n"
    head = "format: 1\nname: {zh-Hans: 店}\nlanguages: [zh-Hans]\ncategories: [{id: all, name: {zh-Hans: 全部}}]\n"
    found = parse_menu(f"{head}groups:\n{said}items:\n{items}")
    assert isinstance(found, Menu), found
    return found


def counted(found: Menu) -> list[str]:
    return [found.measure(item, Language.ZH_HANS) for item in ITEMS]


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        (("中杯 大杯", "小碗 大碗", "热 冷"), "杯碗份"),
        (("中杯 大杯", "小杯 大杯", "热 冷"), "杯杯份"),
        (("中杯 大杯", "水獭笔袋 火箭笔袋", "大杯 桶"), "杯份份"),
        (("6个盒 12个盒", "一碗 两碗", "小份 大盒"), "份份份"),
    ],
    ids=["sizes", "water-beside-tea", "parts-of-a-set", "numbers"],
)
def test_an_item_is_counted_by_what_its_own_sizes_come_in(groups: tuple[str, ...], words: str):
    assert counted(menu(*groups)) == list(words)


def test_what_need_not_be_chosen_is_no_size_and_a_vessel_is_not_counted_by_itself():
    assert counted(menu("小杯 大杯", "小杯 大杯", "热 冷", more="min: 0")) == ["份"] * 3
    assert counted(menu("小瓶 大瓶", "小瓶 大瓶", "热 冷", names=("花瓶", "酒", "水"))) == ["份", "瓶", "份"]


def test_traditional_words_count_in_traditional_words():
    assert menu("小壶 大壶", "热 冷", "热 冷").measure("tea", Language.ZH_HANT) == "壺"
