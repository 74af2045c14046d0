"""Menus of invented shops."""

MENU = """
format: 1
name: {zh-Hans: 小云茶铺, en: Little Cloud Tea}
languages: [zh-Hans, en]
categories:
  - {id: milk-tea, name: {zh-Hans: 奶茶, en: Milk tea}}
groups:
  - id: size
    name: {zh-Hans: 杯型, en: Size}
    pick: one
    min: 1
    options:
      - {id: medium, name: {zh-Hans: 中杯, en: medium}}
      - {id: large, name: {zh-Hans: 大杯, en: large}, price_fen: 300}
    defaults: [medium]
  - id: topping
    name: {zh-Hans: 小料, en: Toppings}
    pick: many
    max: 4
    options:
      - {id: pearls, name: {zh-Hans: 珍珠, en: pearls}, price_fen: 200, max_quantity: 2}
items:
  - id: pearl-milk-tea
    name: {zh-Hans: 珍珠奶茶, en: pearl milk tea}
    category: milk-tea
    price_fen: 1500
    packing_fen: 100
    groups:
      - {group: size}
      - {group: topping, defaults: [pearls]}
"""
