"""The quick form: what it offers can be tapped, in every language, and each tap does what it says."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from qianbei.agent.city import City
from qianbei.agent.form import CHIPS
from qianbei.agent.policy import answer, hear
from qianbei.agent.scene import Reply
from qianbei.agent.speech import Speech
from qianbei.kit.words import Language
from qianbei.reader import api as reader
from qianbei.reader.contracts import Draft, Intent
from tests.support.talk import DOOR, Talk


def tapped(talk: Talk, chip: str) -> Reply:
    return talk.say(Speech(talk.language).chip(chip).say)


@pytest.mark.parametrize("language", list(Language))
def test_the_three_nearest_come_nearest_first_and_each_is_one_tap_from_an_offer(sandbox: City, language):
    reply = tapped(Talk(sandbox, language), "three_nearest")
    assert len(reply.chips) == 3
    distances = []
    for chip in reply.chips:
        offer = Talk(sandbox, language).say(chip.say).offer
        assert offer is not None, chip.say
        distances.append(sandbox.stores[offer.store_id].lat_e6 - DOOR.lat_e6)
    assert distances == sorted(distances)
    assert len(set(distances)) == 3


@pytest.mark.parametrize("language", list(Language))
def test_the_cheapest_come_cheapest_first(sandbox: City, language):
    reply = tapped(Talk(sandbox, language), "cheapest")
    offers = [Talk(sandbox, language).say(chip.say).offer for chip in reply.chips]
    totals = [offer.total_fen for offer in offers if offer is not None]
    assert len(totals) == len(reply.chips) >= 2
    assert totals == sorted(totals)


@pytest.mark.parametrize("language", list(Language))
def test_the_usual_is_read_as_the_last_order_again(sandbox: City, language):
    words = Speech(language).chip("usual").say
    assert reader.read(sandbox.compiled, Draft(), words, language).intent is Intent.REPEAT


def test_the_form_is_offered_first_only_where_many_wait_and_nothing_is_on_the_table(sandbox: City):
    talk = Talk(sandbox)
    labels = [Speech(Language.ZH_HANS).chip(chip).label for chip in CHIPS]

    def said(words: str, *, is_form: bool) -> list[str]:
        scene = replace(talk.scene(words), is_form=is_form)
        reply = answer(scene, talk.draft, hear(scene, talk.draft))
        return [chip.label for chip in reply.chips]

    assert said("你好", is_form=True)[:3] == labels
    assert not set(said("你好", is_form=False)) & set(labels)
    assert not set(said("来一杯珍珠奶茶", is_form=True)) & set(labels)


def test_a_tap_on_the_form_keeps_the_cart(sandbox: City):
    talk = Talk(sandbox)
    before = talk.say("来一杯珍珠奶茶")
    reply = tapped(talk, "cheapest")
    assert reply.draft.lines == before.draft.lines
    assert reply.offer is not None, "the offer stays on the table"
    assert isinstance(reply.offer.store_id, UUID)
