"""A small town of three shops and two menus, and the sandbox's sixty."""

import pytest

from qianbei.agent.city import City
from qianbei.menu import Menu
from tests.support.talk import Shop, city_of, menu_from, sandbox_city

GROUPS = """
groups:
  - {id: size, name: {zh-Hans: 杯型, en: Size}, pick: one, min: 1, defaults: [medium], options: [
      {id: medium, name: {zh-Hans: 中杯, en: medium}},
      {id: large, name: {zh-Hans: 大杯, en: large}, price_fen: 300}]}
  - {id: sugar, name: {zh-Hans: 甜度, en: Sweetness}, pick: one, min: 1, defaults: [full], options: [
      {id: full, name: {zh-Hans: 全糖, en: full sugar}},
      {id: thirty, name: {zh-Hans: 三分糖, en: 30% sugar}},
      {id: sugarless, name: {zh-Hans: 无糖, en: no sugar}}]}
  - {id: ice, name: {zh-Hans: 冰量, en: Ice}, pick: one, min: 1, defaults: [regular], options: [
      {id: regular, name: {zh-Hans: 正常冰, en: regular ice}},
      {id: less, name: {zh-Hans: 少冰, en: less ice}},
      {id: iceless, name: {zh-Hans: 去冰, en: no ice}},
      {id: hot, name: {zh-Hans: 热, en: hot}}]}
  - {id: temperature, name: {zh-Hans: 温度, en: Temperature}, pick: one, min: 1, options: [
      {id: warm, name: {zh-Hans: 热的, en: hot}},
      {id: iced, name: {zh-Hans: 冰的, en: iced}}]}
  - {id: topping, name: {zh-Hans: 小料, en: Toppings}, pick: many, max: 2, options: [
      {id: pearls, name: {zh-Hans: 珍珠, en: pearls}, price_fen: 200, max_quantity: 2},
      {id: coconut, name: {zh-Hans: 椰果, en: coconut jelly}, price_fen: 200},
      {id: ice-cream, name: {zh-Hans: 冰淇淋, en: ice cream}, price_fen: 500}],
     qualifiers: [{id: double, name: {zh-Hans: 双份, en: double}, price_percent: 200}]}
"""

TEA = f"""
format: 1
name: {{zh-Hans: 云边茶, en: Cloudside Tea}}
languages: [zh-Hans, en]
categories: [{{id: all, name: {{zh-Hans: 全部, en: All}}}}]
{GROUPS}
items:
  - {{id: pearl-tea, name: {{zh-Hans: 珍珠奶茶, en: pearl milk tea}}, category: all, price_fen: 1500, packing_fen: 100,
     groups: [{{group: size}}, {{group: sugar}}, {{group: ice}}, {{group: topping, defaults: [pearls]}}]}}
  - {{id: red-tea, name: {{zh-Hans: 红茶, en: red tea}}, category: all, price_fen: 900, groups: [{{group: size}}, {{group: ice}}]}}
  - {{id: latte, name: {{zh-Hans: 拿铁, en: latte}}, category: all, price_fen: 1800, groups: [{{group: size}}, {{group: temperature}}]}}
  - {{id: gone, name: {{zh-Hans: 桂花糕, en: osmanthus cake}}, category: all, price_fen: 800, available: false}}
exclusions:
  - {{option: {{group: topping, option: ice-cream}}, not_with: {{group: ice, option: hot}}}}
"""

COFFEE = f"""
format: 1
name: {{zh-Hans: 半拍咖啡, en: Half Beat}}
languages: [zh-Hans, en]
categories: [{{id: all, name: {{zh-Hans: 全部, en: All}}}}]
{GROUPS}
items:
  - {{id: black, name: {{zh-Hans: 美式, en: americano}}, category: all, price_fen: 1400, groups: [{{group: size}}]}}
  - {{id: milk-tea, name: {{zh-Hans: 珍珠奶茶, en: pearl milk tea}}, category: all, price_fen: 2200,
     groups: [{{group: size}}, {{group: sugar}}, {{group: ice}}, {{group: topping, defaults: [pearls]}}]}}
"""

RIVER = {"zh-Hans": "云边茶河边店", "en": "Cloudside Tea Riverside"}
BRIDGE = {"zh-Hans": "云边茶桥头店", "en": "Cloudside Tea Bridge"}
BEAT = {"zh-Hans": "半拍咖啡", "en": "Half Beat"}


@pytest.fixture(scope="session")
def tea() -> Menu:
    return menu_from(TEA)


@pytest.fixture(scope="session")
def coffee() -> Menu:
    return menu_from(COFFEE)


@pytest.fixture(scope="session")
def shops(tea: Menu, coffee: Menu) -> list[Shop]:
    return [Shop(RIVER, tea, 300), Shop(BRIDGE, tea, 900), Shop(BEAT, coffee, 600)]


@pytest.fixture(scope="session")
def city(shops: list[Shop]) -> City:
    return city_of(shops)


@pytest.fixture(scope="session")
def sandbox() -> City:
    return sandbox_city()
