"""What a model says to people is held to what the system knows: the first table is refused, the second is said."""

import pytest

from qianbei.agent.city import City
from qianbei.agent.model.guard import LENGTH_MAX, may_be_said
from qianbei.agent.speech import CATALOGUE
from qianbei.kit.words import Language, to_traditional
from tests.agent.test_model_reader import reader_of
from tests.support.model import ScriptedModel, say_closely
from tests.support.talk import Talk

ONLY_A_MODEL = [
    "我只是一个语言模型",
    "作为AI，我没有手",
    "我是人工智能助手，无法下单",
    "我是一个机器人哦",
    "As an AI, I have no hands.",
    "I'm just a language model.",
    "I am only a program",
]
CANNOT = [
    "抱歉，我不能帮您下单",
    "我无法点餐",
    "我没法帮你买奶茶",
    "我这边没有工具可用",
    "暂不支持下单",
    "Sorry, I can't order for you.",
    "I am unable to place orders",
    "I don't have access to that",
    "no tools here",
]
FIGURES = [
    "只要 9 块钱",
    "一共十二元",
    "这杯免费哦",
    "给您打五折",
    "￥8",
    "It is $3",
    "that's free today",
    "just two dollars",
    "大概二十分钟就到",
]
SUCCESS = [
    "已经帮您下单啦",
    "下单成功",
    "订好了，请稍等",
    "骑手正在路上",
    "钱已经退款了",
    "已付款",
    "Your order is on its way",
    "I have placed it",
    "You're all set",
]
ELSEWHERE = [
    "请去别的平台看看",
    "您可以打开某某app点",
    "自行联系店家吧",
    "拨打客服电话",
    "见 www.example.com",
    "https://example.com",
    "Try another shop",
    "Please call the hotline",
]
HIDDEN = [
    "我 只 是 一 个 语 言 模 型",
    "语\u200b言\u200b模\u200b型",
    "ｌａｎｇｕａｇｅ ｍｏｄｅｌ",
    "免\u200b费",
    "８元",
    "ＡＰＰ上点",
]
ODD = ["", "  ", "好" * (LENGTH_MAX + 1), "好\n的", "\u202e好的"]
SOUND = [
    "您好呀，想喝点什么？",
    "不客气！",
    "今天过得怎么样？",
    "哈哈，谢谢夸奖。",
    "Hello there! What would you like?",
    "You're welcome!",
]


@pytest.mark.parametrize("text", [*ONLY_A_MODEL, *CANNOT, *FIGURES, *SUCCESS, *ELSEWHERE, *HIDDEN, *ODD])
def test_what_is_untrue_or_sends_people_away_is_never_said(text: str) -> None:
    assert not may_be_said(text)
    assert not may_be_said(to_traditional(text))


@pytest.mark.parametrize("text", SOUND)
def test_a_friendly_word_may_be_said(text: str) -> None:
    assert may_be_said(text)


@pytest.mark.anyio
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("text", ["我只是一个语言模型", "You can order it for $1"])
async def test_a_fixed_sentence_stands_in_place_of_what_was_refused(city: City, language, text: str) -> None:
    talk = Talk(city, language)
    reply = await say_closely(talk, reader_of(ScriptedModel({"intent": "small_talk", "say": text})), "你谁啊")
    assert reply.texts == (CATALOGUE.say(language, "small_talk"),)


@pytest.mark.anyio
async def test_a_sound_sentence_is_said_and_changes_nothing(city: City) -> None:
    talk = Talk(city)
    offer = talk.say("来一杯红茶").offer
    script = ScriptedModel({"intent": "small_talk", "say": "您好呀，想喝点什么？"})
    reply = await say_closely(talk, reader_of(script), "吃了没呀您呐")
    assert reply.texts[0] == "您好呀，想喝点什么？"
    assert reply.offer is not None
    assert offer is not None
    assert reply.offer.lines == offer.lines
    ordering = ScriptedModel({"intent": "status", "say": "您好呀"})
    assert (await say_closely(talk, reader_of(ordering), "咋还没来")).texts[0] != "您好呀"
