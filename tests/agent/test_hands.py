"""Every tool dies in turn: the reply still holds state, card, number and time, and claims nothing."""

import re
from datetime import timedelta

import pytest
from msgspec.structs import replace

from qianbei.agent.tools import INTAKE_REST, IntakeWatch, Tool
from qianbei.catalog.contracts import StoreStatus
from qianbei.db.errors import ConnectionLost
from qianbei.kit.clock import FixedClock
from qianbei.kit.words import Language
from qianbei.views.tasks import number_of
from tests.support.talk import NOON, Talk, city_of, order_of

HANS, EN = Language.ZH_HANS, Language.EN
CLAIMS = re.compile(
    r"已下单|下单成功|已经下单|语言模型|没有工具|order (is|was) placed|language model|no tools", re.I
)
STATE = {HANS: "正在做。", EN: "It is being made."}
CARD = {HANS: "免单卡给这单留着", EN: "Your card is kept for this order"}
STAYS = {
    Tool.INTAKE: {HANS: "没有下单，也没有扣钱", EN: "nothing was ordered and nothing paid"},
    Tool.PAYER: {HANS: "卡和钱都会退回", EN: "the card and the money come back"},
    Tool.STORES: {HANS: "没有能接单的店", EN: "No shop nearby can take orders now"},
}


def waiting(shops, language: Language) -> Talk:
    """One order is being made, and the same person wants another."""
    talk = Talk(city_of(shops), language)
    offer = talk.say("来一杯红茶").offer
    assert offer is not None
    talk.place("making")
    talk.last = order_of(offer, "making")
    return talk


@pytest.mark.parametrize("language", [HANS, EN])
@pytest.mark.parametrize("tool", list(Tool))
def test_agent_without_tools_still_tells_state_card_ticket_eta(shops, tool: Tool, language: Language) -> None:
    talk = waiting(shops, language)
    talk.down = frozenset({tool})
    if tool is Tool.STORES:
        talk.city = city_of([replace(shop, status=StoreStatus.PAUSED) for shop in shops])
    order = talk.last
    assert order is not None
    eta = (order.eta_to + timedelta(hours=8)).strftime("%H:%M")
    for words in ("菜单" if tool is Tool.STORES else "来一杯珍珠奶茶", "到哪了", "怪话怪话"):
        text = " ".join(talk.say(words).texts)
        for part in (STATE[language], number_of(order.order_id), eta):
            assert part in text, (words, text)
        assert CLAIMS.search(text) is None
        assert text.count(STATE[language]) == 1, "it is told once"
    text = " ".join(talk.say("菜单" if tool is Tool.STORES else "来一杯珍珠奶茶").texts)
    assert CARD[language] in text
    assert tool not in STAYS or STAYS[tool][language] in text


@pytest.mark.parametrize("language", [HANS, EN])
def test_while_orders_can_not_be_placed_nothing_is_offered_and_the_cart_is_kept(shops, language) -> None:
    talk = Talk(city_of(shops), language)
    talk.down = frozenset({Tool.INTAKE})
    reply = talk.say("来一杯红茶")
    assert (reply.offer, reply.alternatives) == (None, ())
    assert STAYS[Tool.INTAKE][language] in reply.texts[0]
    assert len(talk.draft.lines) == 1
    assert talk.say(reply.chips[0].say).offer is None
    talk.down = frozenset()
    assert talk.say(reply.chips[0].say).offer is not None, "the same tap offers it when it works again"


def test_with_a_silent_payer_an_order_can_be_placed_and_what_that_means_is_said(shops) -> None:
    talk = Talk(city_of(shops))
    talk.down = frozenset({Tool.PAYER})
    reply = talk.say("来一杯红茶")
    assert reply.offer is not None
    assert STAYS[Tool.PAYER][HANS] in reply.texts[-1]


def test_without_a_campaign_who_has_no_card_is_told_that_none_are_given(shops) -> None:
    talk = Talk(city_of(shops), facts=replace(Talk(city_of(shops)).facts, card=None))
    talk.down = frozenset({Tool.CAMPAIGN})
    assert talk.say("我的卡").texts == ("您现在没有卡，照样可以下单。现在没有在发卡的活动。",)


def test_a_failed_write_keeps_intake_down_until_one_works_or_a_while_has_passed() -> None:
    clock = FixedClock(NOON)
    watch = IntakeWatch(clock)
    with pytest.raises(ConnectionLost), watch.write():
        raise ConnectionLost("gone")
    assert watch.is_down
    with watch.write():
        pass
    assert not watch.is_down
    with pytest.raises(ConnectionLost), watch.write():
        raise ConnectionLost("gone")
    clock.advance(seconds=INTAKE_REST.total_seconds())
    assert not watch.is_down
