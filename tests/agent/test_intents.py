"""Each intent is answered with what is true and what can be done next, and the cart that stands stays."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from qianbei.agent.city import City
from qianbei.agent.tools import Tool
from qianbei.kit.words import Language
from qianbei.menu import Choice, LineChoice
from qianbei.reader.contracts import Intent, OrderBy, Place, PlaceKind, TimeKind, TimeWish, Trip, Turn, Wishes
from qianbei.views.tasks import number_of
from qianbei.views.turn import NextDrop
from tests.agent.conftest import BEAT, BRIDGE, RIVER
from tests.support.talk import AT_HOME, NOBODY, NOON, Shop, Talk, city_of, order_of

HANS, EN = Language.ZH_HANS, Language.EN


def items(talk: Talk) -> list[str]:
    return [line.choice.item for line in talk.draft.lines]


def wished(**wishes: object) -> Turn:
    return Turn(Intent.CHANGE, wishes=Wishes(**wishes), confidence=1.0)  # type: ignore[arg-type]


# Undo and once more -----------------------------------------------------------------------------------------


def test_undo_goes_back_cart_by_cart_also_over_shops_and_after_starting_over(city: City) -> None:
    talk = Talk(city)
    talk.say("来一杯红茶")
    talk.say("换成大杯")
    talk.say("换一家")
    assert talk.draft.store == Shop(BRIDGE, None).store_id  # type: ignore[arg-type]
    talk.say("重新来")
    assert talk.draft.lines == ()
    back = [talk.means(Turn(Intent.UNDO)) for _ in range(3)]
    assert [reply.offer.store_name if reply.offer else None for reply in back] == [BRIDGE, RIVER, RIVER]
    assert [line.choice for line in talk.draft.lines] == [LineChoice("red-tea")]
    assert talk.means(Turn(Intent.UNDO)).texts == ("改回来了，单子又是空的。",)
    assert talk.means(Turn(Intent.UNDO)).texts == ("没有可以撤回的改动。",)


def test_what_can_be_undone_is_bounded(city: City) -> None:
    talk = Talk(city)
    for words in ("来一杯红茶", *["换成大杯", "换成中杯"] * 5):
        talk.say(words)
    assert len(talk.draft.before) == 4


def test_a_cart_that_lacked_a_choice_is_asked_for_it_again_after_undo(city: City) -> None:
    talk = Talk(city)
    talk.say("来一杯拿铁")
    talk.say("冰的")
    reply = talk.means(Turn(Intent.UNDO))
    assert (reply.offer, [chip.say for chip in reply.chips]) == (None, ["热的", "冰的"])


def test_the_last_order_comes_again_from_the_sealed_draft(city: City) -> None:
    talk = Talk(city)
    talk.say("来两杯大杯红茶")
    placed = talk.draft.lines
    talk.place()
    reply = talk.means(Turn(Intent.REPEAT))
    assert reply.offer is not None
    assert (talk.draft.lines, reply.offer.draft_number, reply.offer.store_name) == (placed, 1, RIVER)


def test_the_last_order_of_another_day_comes_again_from_its_checkout(city: City) -> None:
    earlier = Talk(city)
    offer = earlier.say("来一杯大杯珍珠奶茶，去冰，不要珍珠，加椰果").offer
    assert offer is not None
    talk = Talk(city)
    talk.last = order_of(offer, "handed_over")
    reply = talk.means(Turn(Intent.REPEAT))
    assert reply.offer is not None
    assert talk.draft.lines == earlier.draft.lines


def test_the_last_order_again_but_changed(city: City) -> None:
    talk = Talk(city)
    talk.say("来一杯红茶")
    talk.place()
    assert talk.means(Turn(Intent.REPEAT, again="大杯")).offer is not None
    assert [line.choice for line in talk.draft.lines] == [
        LineChoice("red-tea", 1, (Choice("size", "large"),))
    ]


def test_what_can_not_be_repeated_is_said_and_changes_nothing(city: City, shops, coffee) -> None:
    assert Talk(city).means(Turn(Intent.REPEAT)).texts[0].startswith("我没找到您之前的单")
    talk = Talk(city)
    talk.say("来一杯红茶")
    talk.place()
    talk.say("半拍咖啡")
    talk.say("来一杯美式")
    before = talk.draft.lines
    assert "一单只能从一家店出" in talk.means(Turn(Intent.REPEAT)).texts[0]
    assert talk.draft.lines == before
    talk.draft = replace(talk.draft, lines=(), store=None)
    talk.city = city_of([Shop(RIVER, coffee)])
    assert "现在不做了" in talk.means(Turn(Intent.REPEAT)).texts[0]
    assert talk.draft.lines == ()


def test_the_last_order_moves_to_another_shop_when_its_own_is_shut(shops) -> None:
    talk = Talk(city_of(shops))
    talk.say("来一杯大杯红茶")
    talk.place()
    nobody = replace(shops[0], hours=())
    talk.city = city_of([nobody, *shops[1:]])
    reply = talk.means(Turn(Intent.REPEAT))
    assert reply.offer is not None
    assert reply.offer.store_name == BRIDGE


# Help after an order ----------------------------------------------------------------------------------------


def after_order(shops, state: str, payment: str = "captured", card: str = "redeemed") -> Talk:
    talk = Talk(city_of([replace(shops[0], phone="0571-5550101"), *shops[1:]]))
    offer = talk.say("来一杯红茶").offer
    assert offer is not None
    talk.place(state)
    talk.last = order_of(offer, state, payment, card)
    return talk


@pytest.mark.parametrize("intent", [Intent.REFUND, Intent.COMPLAINT])
def test_help_after_an_order_tells_what_is_true_and_what_comes_next(shops, intent: Intent) -> None:
    number = number_of(order_of(Talk(city_of(shops)).say("来一杯红茶").offer, "making").order_id)  # type: ignore[arg-type]
    said = {
        state: after_order(shops, state).means(Turn(intent)).texts[0]
        for state in ("placed", "making", "handed_over")
    }
    assert "点“取消订单”" in said["placed"]
    assert "正在做" in said["making"]
    assert "撤不回来" in said["making"]
    for text in (said["making"], said["handed_over"]):
        assert "0571-5550101" in text
        assert number in text
    assert "已付 ¥0.01" in said["handed_over"]
    assert "免单卡已用在这单上" in said["handed_over"]
    back = after_order(shops, "cancelled", "refunded", "issued").means(Turn(intent)).texts[0]
    assert "已经退回" in back
    assert "免单卡已经退回" in back
    assert Talk(city_of(shops)).means(Turn(intent)).texts == ("您还没有订单，没有要处理的。",)


def test_where_it_is_is_told_with_number_and_time(shops) -> None:
    text = after_order(shops, "making").means(Turn(Intent.STATUS)).texts[0]
    assert text.startswith("正在做。单号 ")
    assert "前送到" in text


def test_who_wants_a_person_is_told_the_truth_and_the_shops_number(shops) -> None:
    assert "没有人工客服" in Talk(city_of(shops)).means(Turn(Intent.PERSON)).texts[0]
    assert "0571-5550101" in after_order(shops, "making").means(Turn(Intent.PERSON)).texts[0]


# Looking before choosing ------------------------------------------------------------------------------------


def test_a_search_lists_where_it_is_sold_and_changes_nothing(city: City) -> None:
    talk = Talk(city)
    reply = talk.means(Turn(Intent.SEARCH, topic=("珍珠奶茶",)))
    assert all(name["zh-Hans"] in reply.texts[0] for name in (RIVER, BRIDGE, BEAT))
    assert talk.draft.lines == ()
    chosen = talk.say(reply.chips[-1].say)
    assert chosen.offer is not None
    assert chosen.offer.store_name == BEAT


def test_a_search_finds_what_still_lacks_a_choice(city: City) -> None:
    assert "拿铁" in Talk(city).means(Turn(Intent.SEARCH, topic=("拿铁",))).texts[0]


def test_a_search_for_nothing_we_have_says_so(city: City) -> None:
    assert "没找到“螺丝刀”" in Talk(city).means(Turn(Intent.SEARCH, topic=("螺丝刀",))).texts[0]


def test_prices_are_compared_by_shop_or_by_thing(city: City) -> None:
    text = Talk(city).means(Turn(Intent.COMPARE, topic=("珍珠奶茶",))).texts[0]
    assert text.startswith("连配送一起比，从低到高：云边茶")
    assert text.index("共 ¥19.00") < text.index("半拍咖啡")
    text = Talk(city).means(Turn(Intent.COMPARE, topic=("珍珠奶茶", "红茶"))).texts[0]
    assert text.index("红茶") < text.index("珍珠奶茶")


def test_without_a_topic_the_cart_itself_is_compared(city: City) -> None:
    talk = Talk(city)
    talk.say("来一杯珍珠奶茶")
    reply = talk.means(Turn(Intent.COMPARE))
    assert {each.store_name["zh-Hans"] for each in reply.alternatives} == {"云边茶桥头店", "半拍咖啡"}
    assert reply.offer is not None


def test_a_suggestion_says_by_what_it_was_found(city: City) -> None:
    reply = Talk(city).means(Turn(Intent.RECOMMEND))
    assert reply.texts[0].startswith("这里没有评分，就按菜单说：卖的店最多的是珍珠奶茶")
    assert "最省的是红茶" in reply.texts[0]
    assert {"珍珠奶茶", "红茶"} <= {chip.say for chip in reply.chips}
    cheap = Talk(city).means(Turn(Intent.RECOMMEND, wishes=Wishes(budget_fen=1)))
    assert "红茶" in cheap.texts[0]


# What cannot be done yet -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("turn", "says"),
    [
        (
            Turn(Intent.TRAVEL, trip=Trip("甲城", "乙城", "明天")),
            "我听到的是：甲城…乙城…明天。出行我还订不了",
        ),
        (Turn(Intent.TRAVEL), "出行我还订不了"),
        (Turn(Intent.MEMORY), "还没有长期记忆"),
    ],
)
def test_what_does_not_exist_is_said_and_the_rest_is_kept(city: City, turn: Turn, says: str) -> None:
    talk = Talk(city)
    before = talk.say("来一杯红茶").offer
    reply = talk.means(turn)
    assert says in reply.texts[0]
    assert before is not None
    assert reply.offer is not None
    assert reply.offer.lines == before.lines


@pytest.mark.parametrize(
    ("after_min", "changes", "says"),
    [
        (0, {}, "500 张 ¥25.00 的卡，5月20日 14:00 抽签。5月20日 13:00 起可以到场。到场的人一人一签"),
        (90, {}, "正在到场"),
        (121, {}, "正在抽签"),
        (125, {"is_drawn": True, "left": 3}, "还剩 3 张"),
        (125, {"is_drawn": True, "left": 0}, "都发完了"),
        (180, {}, "现在没有安排抽卡"),
    ],
)
def test_the_next_drop_is_told_with_its_time_and_how_the_lot_works(
    city: City, after_min, changes, says
) -> None:
    at = NOON + timedelta(hours=1)
    hour = timedelta(hours=1)
    drop = NextDrop({"zh-Hans": "两点抽卡"}, 2_500, 500, 500, at, at + hour, at + 2 * hour, False)
    talk = Talk(city, now=NOON + timedelta(minutes=after_min))
    talk.drop = replace(drop, **changes)
    before = talk.say("来一杯红茶")
    reply = talk.say("什么时候抢券？")
    assert says in reply.texts[0]
    assert [chip.page for chip in reply.chips] == ["#/wallet" if after_min == 180 else "#/drops"]
    assert reply.draft.lines == before.draft.lines


def test_wallet_and_invite_lead_to_their_pages(city: City) -> None:
    talk = Talk(city, facts=replace(AT_HOME, cash_fen=350))
    wallet, invite = talk.say("我的余额"), talk.say("怎么邀请朋友")
    assert "余额 ¥3.50" in wallet.texts[0]
    assert [chip.page for chip in (*wallet.chips, *invite.chips)] == ["#/wallet", "/invite"]
    talk.down = frozenset({Tool.CAMPAIGN})
    assert "没有" in talk.say("怎么邀请朋友").texts[0]


def test_a_dislike_holds_for_this_order_and_for_no_other(city: City) -> None:
    talk = Talk(city)
    reply = talk.means(Turn(Intent.MEMORY, dislikes=("珍珠",)))
    assert reply.texts == (
        "这一单不放：珍珠。我还没有长期记忆，只管这一单；过敏的话请再问一下店家，菜单不会写全配料。",
    )
    assert talk.draft.dislikes == ("珍珠",)
    talk.say("来一杯红茶")
    assert talk.draft.dislikes == ("珍珠",)
    talk.place()
    assert talk.draft.dislikes == ()


# Wishes ------------------------------------------------------------------------------------------------------


def test_wishes_before_a_cart_are_noted_and_kept(city: City) -> None:
    talk = Talk(city)
    assert talk.means(wished(order_by=OrderBy.CHEAPEST)).texts[0] == "好，记下了。想要什么？"
    assert talk.draft.wishes.order_by is OrderBy.CHEAPEST
    assert talk.say("来一杯珍珠奶茶").offer is not None
    talk.say("重新来")
    assert talk.draft.wishes == Wishes()


@pytest.mark.parametrize(
    ("order_by", "store", "note"),
    [
        (OrderBy.CHEAPEST, RIVER, "这是现在能送到的里面最省的。"),
        (OrderBy.NEAREST, BEAT, "这是能做的店里最近的。"),
        (OrderBy.BEST_RATED, RIVER, "这里还没有评分，是按价钱和快慢挑的。"),
    ],
)
def test_the_shop_is_chosen_as_it_was_wished(tea, coffee, order_by: OrderBy, store: dict, note: str) -> None:
    talk = Talk(city_of([Shop(RIVER, tea, 600), Shop(BEAT, coffee, 100)]))
    talk.say("来一杯珍珠奶茶")
    reply = talk.means(wished(order_by=order_by))
    assert reply.offer is not None
    assert (reply.offer.store_name, reply.texts[1]) == (store, note)


def test_a_budget_is_kept_when_a_shop_can_keep_it_and_said_when_none_can(city: City) -> None:
    talk = Talk(city, facts=replace(AT_HOME, card=None))
    talk.say("半拍咖啡")
    talk.say("来一杯珍珠奶茶")
    kept = talk.means(wished(budget_fen=2_000))
    assert kept.offer is not None
    assert (kept.offer.store_name, kept.offer.pay_fen) == (RIVER, 1_900)
    assert len(kept.texts) == 1
    missed = talk.means(wished(budget_fen=1_000))
    assert missed.texts[1] == "超过了您说的 ¥10.00，要付 ¥19.00。"


@pytest.mark.parametrize(
    ("time", "note"),
    [
        (TimeWish(TimeKind.BY, wait_min=90), "大约 {eta} 前能到。"),
        (TimeWish(TimeKind.BY, wait_min=5), "最快也要大约 {eta} 送到，赶不上 12:05。"),
        (TimeWish(TimeKind.AT, minute_of_day=18 * 60), "还不能预约：现在下单，大约 {eta} 前送到。"),
        (TimeWish(TimeKind.BY, minute_of_day=60, is_half_day_known=False), "大约 {eta} 前能到。"),
    ],
)
def test_a_time_is_met_or_said_to_be_missed(city: City, time: TimeWish, note: str) -> None:
    talk = Talk(city)
    talk.say("来一杯红茶")
    reply = talk.means(wished(time=time))
    assert reply.offer is not None
    eta = (reply.offer.eta_to + timedelta(hours=8)).strftime("%H:%M")
    assert reply.texts[1] == note.format(eta=eta)


def test_what_an_order_cannot_have_is_said(city: City) -> None:
    talk = Talk(city)
    talk.say("来一杯红茶")
    said = Wishes(picks_up=True, place=Place(PlaceKind.OFFICE), recipient="我妈", uses_card=False)
    reply = talk.means(Turn(Intent.CHANGE, wishes=said))
    for part in ("还不能到店自取", "现在是送到望潮里", "给我妈的这单记在您名下", "这单不动您的卡"):
        assert part in reply.texts[1]
    assert reply.offer is not None
    assert (reply.offer.card_id, reply.offer.pay_fen) == (None, reply.offer.total_fen)
    assert [(each.used, each.reason) for each in reply.offer.discounts] == [(False, "not_wanted")]
    assert talk.say("换成大杯").offer.card_id is None, "it holds for the order"  # type: ignore[union-attr]


def test_a_card_is_wished_for_by_who_has_none(city: City) -> None:
    talk = Talk(city, facts=replace(AT_HOME, card=None))
    talk.say("来一杯红茶")
    assert "没有能用的卡" in talk.means(wished(uses_card=True)).texts[1]


def test_cash_is_left_alone_for_one_order_when_that_is_said(city: City) -> None:
    talk = Talk(city, facts=replace(AT_HOME, card=None, cash_fen=500))
    first = talk.say("来一杯红茶").offer
    assert first is not None
    assert first.wallet_fen == 500
    reply = talk.say("不用余额")
    assert reply.offer is not None
    assert (reply.offer.wallet_fen, reply.offer.pay_fen) == (0, first.total_fen)
    assert "这单不动您的余额" in reply.texts[1]
    assert talk.say("换成大杯").offer.wallet_fen == 0, "it holds for the order"  # type: ignore[union-attr]
    assert talk.say("用余额付").offer.wallet_fen == 500  # type: ignore[union-attr]
    talk.say("don't use my balance")
    talk.place()
    assert talk.say("来一杯红茶").offer.wallet_fen == 500, "and for no other"  # type: ignore[union-attr]


def test_cash_is_wished_for_by_who_has_none(city: City) -> None:
    talk = Talk(city)
    talk.say("来一杯红茶")
    assert "没有能用的钱" in talk.means(wished(uses_cash=True)).texts[1]


def test_a_price_that_changed_since_it_was_named_is_said(city: City) -> None:
    talk = Talk(city)
    talk.say("来一杯红茶")
    talk.facts = replace(AT_HOME, card=None)
    reply = talk.say("谢谢")
    assert reply.texts[-1] == "价钱有变动，现在付 ¥12.00。"
    assert len(talk.say("谢谢").texts) == 1


def test_every_intent_has_a_short_safe_answer_in_each_language_with_and_without_a_cart(city: City) -> None:
    for language in Language:
        for intent in Intent:
            for order in (None, "来一杯红茶"):
                for facts in (AT_HOME, NOBODY):
                    talk = Talk(city, language, facts=AT_HOME)
                    if order:
                        talk.say(order)
                    talk.facts = facts
                    before = talk.draft.lines
                    reply = talk.means(Turn(intent, confidence=1.0))
                    assert 0 < len(" ".join(reply.texts)) < 400, intent
                    emptying = {Intent.START_OVER, Intent.CANCEL, Intent.UNDO}
                    assert intent in emptying or talk.draft.lines == before
                    assert talk.draft.number == 0
