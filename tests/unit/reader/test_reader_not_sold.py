"""Whatever might be a food, a quality, a number or a denial and is on no menu stays unread: it is asked about."""

import pytest

from qianbei.kit.words import Language
from qianbei.reader.api import CompiledMenu, read
from qianbei.reader.contracts import Draft

HOSTILE_ZH = (
    "来杯热拿铁加牛油果|热拿铁一杯，要脆的|来杯热拿铁，再甜一点点的那种酥|来杯低因热拿铁|热拿铁不要肉桂|热拿铁别放榛果|来杯热拿铁和一份提拉米苏|"
    "热拿铁要浓郁的|再来个可露丽|来两杯热拿铁，一杯要摇匀|热拿铁配饼干|给小王来份麻辣烫|小李要螺蛳粉|老陈要红烧肉|热拿铁去奶皮|热拿铁换杏仁奶|"
    "热拿铁加一泵枫糖|热拿铁切半|来杯气泡水加青柠|最后来份薯条|刚出炉的可丽饼来一个|来杯热拿铁，泡沫多|热拿铁要手冲的|热拿铁要椰青的|来一份虎皮卷|"
    "来杯热拿铁，不要泡沫|热拿铁加话梅|上次那种甜筒来一个|然后来碗牛肉面|热拿铁不加小料罐|老王的那杯换成奶昔|热拿铁无麸质"
)
HOSTILE_EN = (
    "a hot latte with avocado|a decaf-ish hot latte|a crispy hot latte|a hot latte, no cinnamon|a hot latte without hazelnut|a hot latte and a tiramisu|"
    "a hot latte with maple|for the crew a lasagne|a hot latte for my friend and a burrito|a kombucha for the lady|a hot latte with marshmallows|"
    "a smoky hot latte|a hot latte, skip the froth|a hot latte on the rocks|a hot latte with a straw|two hot lattes, one frothy|"
    "a hot latte with a sprig of mint|for my uncle, a stout|a hot latte, extra foamy|a hot latte with almonds|a hot latte with a candle|at the party, a gin|"
    "a hot latte with a twist|my nan wants a crumpet|swap the hot latte for ramen|a hot latte in a bowl|a hot latte, hold the whip|"
    "a matcha for the lady|a hot latte with tapioca|a student hot latte|for the student meal a hot latte|a hot latte without the family"
)


@pytest.mark.parametrize("words", [*HOSTILE_ZH.split("|"), *HOSTILE_EN.split("|")])
def test_what_might_be_sold_or_wanted_stays_unread(tea: CompiledMenu, words: str) -> None:
    assert read(tea, Draft(), words, Language.EN).unread
