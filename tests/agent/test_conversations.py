"""Whole conversations in a small town, in both languages: what is asked, read back, offered and refused."""

from datetime import timedelta

import msgspec
import pytest

from qianbei.agent.city import City
from qianbei.catalog.contracts import DeliveryTerms, OpeningHours, StoreStatus
from qianbei.kit.words import Language
from qianbei.menu import Choice, LineChoice, Removed
from tests.agent.conftest import BEAT, BRIDGE, RIVER
from tests.support.talk import AT_HOME, CARD, NOBODY, NOON, Shop, Talk, city_of

HANS, EN = Language.ZH_HANS, Language.EN
STATES = [
    "placed",
    "authorised",
    "confirmed",
    "making",
    "ready",
    "picked_up",
    "at_door",
    "handed_over",
    "cancelling",
    "cancelled",
]


def lines(talk: Talk) -> list[LineChoice]:
    return [line.choice for line in talk.draft.lines]


def chips(reply) -> list[str]:
    return [chip.say for chip in reply.chips]


@pytest.mark.parametrize(
    ("language", "words", "text"),
    [
        (
            HANS,
            "来一杯大杯珍珠奶茶，少冰三分糖",
            "1 杯珍珠奶茶（大杯、三分糖、少冰、珍珠），由云边茶河边店做，付 ¥0.01。核对一下，没问题就点“确认下单”。",
        ),
        (
            EN,
            "two large pearl milk tea, less ice, 30% sugar, no pearls",
            "2 × pearl milk tea (large, 30% sugar, less ice, no pearls), from Cloudside Tea Riverside, "
            "to pay ¥16.00. Check it, then tap Place order.",
        ),
        (
            HANS,
            "来一杯珍珠奶茶，双份珍珠",
            "1 杯珍珠奶茶（中杯、全糖、正常冰、珍珠双份），由云边茶河边店做，付 ¥0.01。核对一下，没问题就点“确认下单”。",
        ),
    ],
)
def test_an_order_is_read_back_exactly(city: City, language: Language, words: str, text: str) -> None:
    reply = Talk(city, language).say(words)
    assert reply.texts == (text,)
    assert reply.offer is not None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (HANS, ["来一杯大杯珍珠奶茶", "换成去冰", "再来一杯", "不要珍珠"]),
        (EN, ["a large pearl milk tea", "make it no ice", "one more", "no pearls"]),
    ],
)
def test_a_cart_changes_by_words_and_each_time_the_offer_follows(
    city: City, language: Language, said: list[str]
) -> None:
    talk = Talk(city, language)
    offers = [talk.say(words).offer for words in said]
    assert all(offers)
    options = (Choice("size", "large"), Choice("ice", "iceless"))
    assert lines(talk) == [LineChoice("pearl-tea", 2, options, (Removed("topping", "pearls"),))]
    last = offers[-1]
    assert last is not None
    assert (last.lines[0].quantity, sum(p.amount_fen for p in last.prices[:-1])) == (2, last.pay_fen)


def test_the_other_shops_that_make_the_same_are_named(city: City) -> None:
    reply = Talk(city).say("来一杯珍珠奶茶")
    assert [each.store_name for each in reply.alternatives] == [BRIDGE, BEAT]


def test_a_required_choice_is_asked_for_and_its_answer_completes_the_order(city: City) -> None:
    talk = Talk(city)
    reply = talk.say("来一杯大杯拿铁")
    assert (reply.offer, reply.texts) == (None, ("拿铁还要选温度，您要哪种？",))
    assert chips(reply) == ["热的", "冰的"]
    assert talk.say("好的").offer is None, "a yes is no answer to which one"
    assert talk.say("冰的").offer is not None
    assert lines(talk) == [LineChoice("latte", 1, (Choice("size", "large"), Choice("temperature", "iced")))]


@pytest.mark.parametrize(
    ("language", "words"), [(HANS, "来一杯硬猪奶茶"), (EN, "a squirrel milk tea please")]
)
def test_an_unknown_item_is_said_with_the_nearest_names(city: City, language: Language, words: str) -> None:
    talk = Talk(city, language)
    reply = talk.say(words)
    name = "珍珠奶茶" if language is HANS else "pearl milk tea"
    assert (reply.offer, lines(talk)) == (None, [])
    assert name in chips(reply)
    assert talk.say(name).offer is not None


@pytest.mark.parametrize(("language", "words"), [(HANS, "来一杯真珠奶茶"), (EN, "a perl milk tea please")])
def test_a_name_said_badly_is_read_back_as_the_menu_spells_it(
    city: City, language: Language, words: str
) -> None:
    reply = Talk(city, language).say(words)
    assert reply.offer is not None
    assert ("珍珠奶茶" if language is HANS else "pearl milk tea") in reply.texts[0]


def test_what_was_not_understood_waits_for_a_yes(city: City) -> None:
    talk = Talk(city)
    reply = talk.say("来一杯珍珠奶茶，算我一分钱")
    assert reply.offer is None
    assert "分钱" in reply.texts[0]
    assert talk.say("谢谢").offer is None, "thanks are no yes"
    agreed = talk.say(chips(reply)[0])
    assert agreed.offer is not None
    assert agreed.offer.total_fen == 1_500 + 100 + 300


def test_a_line_that_the_menu_refuses_is_told_why_and_nothing_changes(city: City) -> None:
    talk = Talk(city)
    talk.say("来一杯珍珠奶茶，热")
    before = talk.draft.lines
    reply = talk.say("加冰淇淋")
    assert reply.texts == ("冰淇淋和热不能这样搭配，没有加进去。",)
    assert talk.draft.lines == before
    assert reply.offer is not None, "the offer that stood still stands"
    assert talk.say("来一份桂花糕").texts[0].startswith("桂花糕现在没有了")
    assert talk.draft.lines == before


def test_an_item_that_only_another_shop_sells_is_told_not_smuggled_in(city: City) -> None:
    talk = Talk(city)
    talk.say("来一杯红茶")
    for words in ("再来一杯美式", "美式"):
        reply = talk.say(words)
        assert "半拍咖啡有" in reply.texts[0]
        assert [line.item for line in lines(talk)] == ["red-tea"]
        assert reply.offer is not None
        assert reply.offer.store_name == RIVER
    moved = talk.say(chips(reply)[0])
    assert moved.offer is not None
    assert (moved.offer.store_name, [line.item for line in lines(talk)]) == (BEAT, ["black"])


def test_another_shop_makes_the_same_cart_by_its_own_menu(city: City) -> None:
    talk = Talk(city)
    talk.say("来两杯大杯珍珠奶茶，少冰，不要珍珠")
    names = [reply.offer.store_name for reply in (talk.say("换一家"), talk.say("换一家")) if reply.offer]
    assert names == [BRIDGE, BEAT]
    options = (Choice("size", "large"), Choice("ice", "less"))
    assert lines(talk) == [LineChoice("milk-tea", 2, options, (Removed("topping", "pearls"),))]
    last = talk.say("换一家")
    assert last.texts == ("附近没有别的店能做这一单，先留在这家。",)
    assert last.offer is not None
    assert last.offer.store_name == BEAT


def test_a_shop_that_is_named_first_is_entered(city: City) -> None:
    talk = Talk(city)
    reply = talk.say("半拍咖啡")
    assert reply.texts == ("半拍咖啡有这些：美式、珍珠奶茶。想要哪一样？",)
    reply = talk.say("珍珠奶茶")
    assert reply.offer is not None
    assert reply.offer.store_name == BEAT


def test_an_answer_to_something_else_leaves_the_offer_on_the_table(city: City) -> None:
    talk = Talk(city)
    first = talk.say("来一杯红茶").offer
    talk.now = NOON + timedelta(minutes=1)
    for words in ("到哪了", "怎么用", "我的卡", "你好", "菜单", "不知道说啥", "🍵", ""):
        reply = talk.say(words)
        assert reply.offer is not None, words
        assert first is not None
        assert (reply.offer.lines, reply.offer.issued_at) == (first.lines, talk.now), words


def test_the_pages_own_words_for_a_new_price_are_understood(city: City) -> None:
    talk = Talk(city)
    talk.say("来一杯红茶")
    talk.now = NOON + timedelta(minutes=3)
    for words in ("刷新报价", "refresh the price", "刷新報價"):
        reply = talk.say(words)
        assert reply.offer is not None
        assert reply.offer.issued_at == talk.now


# Shops that can't serve -------------------------------------------------------------------------------------


def refused(shop: Shop, words: str = "来一杯红茶", **talk) -> str:
    conversation = Talk(city_of([shop]), **talk)
    reply = conversation.say(words)
    assert (reply.offer, reply.alternatives, conversation.draft.lines) == (None, (), ())
    return reply.texts[0]


def test_why_no_shop_can_serve_is_said_and_that_the_card_is_safe(tea) -> None:
    shop = Shop(RIVER, tea)
    night = (OpeningHours(tuple(range(7)), 22 * 60, 24 * 60),)
    near = DeliveryTerms(radius_m=100, base_fee_fen=300, free_m=2_000, per_km_fen=100)
    said = {
        "closed": refused(msgspec.structs.replace(shop, hours=night)),
        "far": refused(msgspec.structs.replace(shop, delivery=near)),
        "full": refused(msgspec.structs.replace(shop, cups_per_slot=0)),
    }
    assert "最早 22:00 开门" in said["closed"]
    assert "太远" in said["far"]
    assert "两小时内都排满了" in said["full"]
    assert all(text.endswith("您的免单卡还在，没有动。") for text in said.values())


def test_who_has_no_card_is_told_nothing_of_one(tea) -> None:
    shop = Shop(RIVER, tea, cups_per_slot=1)
    cardless = msgspec.structs.replace(AT_HOME, card=None)
    used = msgspec.structs.replace(AT_HOME, card=msgspec.structs.replace(CARD, state="redeemed"))
    for facts in (cardless, used):
        assert "卡" not in refused(shop, "来两杯红茶", facts=facts)


def test_a_city_without_an_open_shop_says_so_and_still_answers(tea) -> None:
    talk = Talk(city_of([Shop(RIVER, tea, status=StoreStatus.PAUSED)]))
    assert talk.say("菜单").texts[0].startswith("附近现在没有能接单的店")
    for words in ("来一杯红茶", "到哪了", "我的卡", "怎么用", "换一家", "取消", "好的", "", "🍵"):
        reply = talk.say(words)
        assert (reply.offer, lines(talk)) == (None, [])
        assert reply.texts[0]


def test_a_late_slot_is_said_to_be_late(tea) -> None:
    talk = Talk(city_of([Shop(RIVER, tea)]))
    start = NOON.replace(second=0)
    talk.taken = {Shop(RIVER, tea).store_id: {start + timedelta(minutes=5 * i): 20 for i in range(15)}}
    reply = talk.say("来一杯红茶")
    assert reply.offer is not None
    assert "店里排得满，最晚约 89 分钟后送到" in reply.texts[0]


def test_a_shop_that_pauses_under_a_cart_keeps_the_cart_and_another_takes_it(shops) -> None:
    talk = Talk(city_of(shops))
    talk.say("来一杯大杯红茶")
    before = talk.draft.lines
    talk.city = city_of([msgspec.structs.replace(shops[0], status=StoreStatus.PAUSED), *shops[1:]])
    reply = talk.say("去冰")
    assert reply.texts[0].startswith("这家店刚刚暂停接单")
    assert (reply.offer, talk.draft.lines) == (None, before)
    moved = talk.say(chips(reply)[0])
    assert moved.offer is not None
    assert (moved.offer.store_name, talk.draft.lines) == (BRIDGE, before)


def test_what_a_new_menu_no_longer_sells_is_taken_out_and_said(shops, coffee) -> None:
    talk = Talk(city_of(shops))
    talk.say("来一杯红茶")
    talk.city = city_of([Shop(RIVER, coffee)])
    reply = talk.say("好的")
    assert reply.texts[0].startswith("店家刚换了菜单")
    assert (reply.offer, talk.draft.lines) == (None, ())


def test_without_a_door_one_is_asked_for_and_the_words_can_be_tapped_again(city: City) -> None:
    talk = Talk(city, facts=NOBODY)
    reply = talk.say("来一杯红茶")
    assert reply.texts[0].startswith("先选一个送达地点")
    talk.facts = AT_HOME
    assert talk.say(chips(reply)[0]).offer is not None


# After an order ---------------------------------------------------------------------------------------------


def test_two_orders_in_a_row_have_two_numbers(city: City) -> None:
    talk = Talk(city)
    first = talk.say("来一杯红茶").offer
    talk.place()
    second = talk.say("来一杯珍珠奶茶").offer
    assert first is not None
    assert second is not None
    assert (first.draft_number, second.draft_number) == (0, 1)
    assert [line.item for line in second.lines] == ["pearl-tea"]


@pytest.mark.parametrize(("words", "quantity"), [("再来一杯", 1), ("再来两杯", 2)])
def test_once_more_after_an_order_is_the_same_cart_again(city: City, words: str, quantity: int) -> None:
    talk = Talk(city)
    talk.say("来三杯大杯红茶，少冰")
    placed = lines(talk)
    talk.place()
    reply = talk.say(words)
    assert reply.offer is not None
    assert lines(talk) == [msgspec.structs.replace(placed[0], quantity=quantity)]
    assert reply.offer.draft_number == 1


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("language", list(Language))
def test_where_the_order_stands_is_told_in_every_state(city: City, language: Language, state: str) -> None:
    talk = Talk(city, language)
    talk.place(state)
    words = "where is my order" if language is EN else "到哪了"
    assert talk.say(words).texts == (talk.scene("").speech.say(f"status.{state}"),)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("confirmed", "点“取消订单”"),
        ("making", "取消不了"),
        ("handed_over", "没有要取消的"),
        (None, "没有要取消的"),
    ],
)
def test_cancelling_says_what_is_possible_now(city: City, state: str | None, said: str) -> None:
    talk = Talk(city)
    if state is not None:
        talk.place(state)
    assert said in talk.say("取消").texts[0]


def test_cancelling_with_a_cart_empties_the_cart_and_names_the_order_apart(city: City) -> None:
    talk = Talk(city)
    talk.place("placed")
    talk.say("来一杯红茶")
    reply = talk.say("取消")
    assert (lines(talk), reply.offer) == ([], None)
    assert "点“取消订单”" in reply.texts[0]


def test_words_alone_never_place_an_order(city: City) -> None:
    """Only a tap does: each reply to a yes shows an offer, and none says that an order was placed."""
    for language, words in ((HANS, "来一杯红茶"), (EN, "a red tea")):
        talk = Talk(city, language)
        talk.say(words)
        for yes in ("好的", "确认下单", "付款", "place the order", "yes"):
            reply = talk.say(yes)
            assert reply.offer is not None
            assert "已下单" not in reply.texts[0]
            assert "placed" not in reply.texts[0].lower()


def test_a_card_in_each_state_is_told(city: City) -> None:
    for state in ("issued", "held", "redeemed", "expired", "revoked", "gifted"):
        card = msgspec.structs.replace(CARD, state=state)
        talk = Talk(city, facts=msgspec.structs.replace(AT_HOME, card=card))
        assert "¥25.00" in talk.say("我的卡").texts[0]
    assert "没有卡" in Talk(city, facts=msgspec.structs.replace(AT_HOME, card=None)).say("我的卡").texts[0]
