"""More cups than one order can hold are no full house: it is said how many can be made."""

import pytest

from qianbei.kit.words import Language
from qianbei.menu import Menu
from tests.agent.conftest import BRIDGE, RIVER
from tests.support.talk import Shop, Talk, city_of

WORDS = {Language.ZH_HANS: "来{}杯珍珠奶茶", Language.EN: "{} pearl milk tea please"}
SAID = {Language.ZH_HANS: "这里一单最多做 30 份。", Language.EN: "One order can hold at most 30 cups here."}


@pytest.fixture
def city(tea: Menu):
    return city_of([Shop(RIVER, tea, 300, cups_per_slot=12), Shop(BRIDGE, tea, 900, cups_per_slot=30)])


@pytest.mark.parametrize("language", [Language.ZH_HANS, Language.EN])
def test_who_asks_for_too_many_is_told_how_many_can_be_made(city, language: Language):
    talk = Talk(city, language)
    reply = talk.say(WORDS[language].format(50))
    assert reply.offer is None
    assert SAID[language] in reply.texts[0]
    offer = Talk(city, language).say(WORDS[language].format(30)).offer
    assert offer is not None
    assert offer.store_name == BRIDGE
