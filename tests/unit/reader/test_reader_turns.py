"""Words in, carts out: conversations in both languages, told as compact carts."""

import pytest

from qianbei.agent.closer import is_unsure
from qianbei.kit.words import Language
from qianbei.menu import LineChoice
from qianbei.reader.api import CompiledMenu, apply, read
from qianbei.reader.contracts import Draft, DraftLine, Intent, NeedKind, Turn, TurnFault


def told(line: LineChoice) -> str:
    """`2 pearl-tea large iceless coconut*2 -pearls`"""
    words = [str(line.quantity), line.item]
    for choice in line.options:
        amount = f"*{choice.quantity}" if choice.quantity > 1 else ""
        words.append(f"{choice.option}{amount}" + (f"~{choice.qualifier}" if choice.qualifier else ""))
    return " ".join([*words, *(f"-{removed.option}" for removed in line.without)])


def after(compiled: CompiledMenu, *said: str) -> tuple[list[str], Turn]:
    """The cart after the conversation, and its last turn."""
    draft, turn = Draft(), Turn(Intent.NOTHING)
    for words in said:
        turn = read(compiled, draft, words, Language.ZH_HANS)
        draft = apply(draft, turn)
    return [told(line.choice) for line in draft.lines], turn


FIRST = "来一杯大杯珍珠奶茶，少冰三分糖"
STANDING = "1 pearl-tea large thirty less"


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        (FIRST, [STANDING]),
        ("来杯珍奶", ["1 pearl-tea"]),
        ("一杯珍珠奶茶大杯去冰不要珍珠", ["1 pearl-tea large iceless -pearls"]),
        ("來兩杯珍珠奶茶，加椰果和布丁", ["2 pearl-tea coconut pudding"]),
        ("珍珠奶茶两杯，红茶一杯大杯", ["2 pearl-tea", "1 red-tea large"]),
        ("大杯少冰的珍珠奶茶一杯，再来两个柠檬蛋糕", ["1 pearl-tea large less", "2 cake"]),
        ("珍珠奶茶加两份椰果", ["1 pearl-tea coconut*2"]),
        ("珍珠奶茶双份珍珠", ["1 pearl-tea pearls~double"]),
        ("珍珠奶茶加珍珠", ["1 pearl-tea pearls*2"]),
        ("两杯红茶，一杯热一杯去冰", ["1 red-tea hot", "1 red-tea iceless"]),
        ("两杯红茶和一杯珍珠奶茶都要大杯", ["2 red-tea large", "1 pearl-tea large"]),
        ("来杯大杯红茶，不对，中杯", ["1 red-tea"]),
        ("十二杯红茶", ["12 red-tea"]),
        ("a large pearl milk tea, less ice, 30% sugar", [STANDING]),
        ("Two large PEARL milk teas and one lemon cake, please", ["2 pearl-tea large", "1 cake"]),
        ("can I get three red teas with no ice", ["3 red-tea iceless"]),
        ("a pearl milk tea without pearls, with coconut jelly", ["1 pearl-tea coconut -pearls"]),
        ("two lattes, one iced one hot", ["1 latte iced", "1 latte hot"]),
        ("来一杯 pearl milk tea，大杯 no ice", ["1 pearl-tea large iceless"]),
    ],
)  # fmt: skip
def test_a_first_order_is_read_to_the_last_character(tea: CompiledMenu, words: str, cart: list[str]) -> None:
    got, turn = after(tea, words)
    assert got == cart
    assert (turn.intent, turn.unread, turn.confidence, turn.fault) == (Intent.ORDER, (), 1.0, None)


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        ("换成去冰", ["1 pearl-tea large thirty iceless"]),
        ("再来一杯", ["2 pearl-tea large thirty less"]),
        ("不要珍珠", [STANDING + " -pearls"]),
        ("珍珠不要了", [STANDING + " -pearls"]),
        ("加椰果", [STANDING + " coconut"]),
        ("换成中杯", ["1 pearl-tea thirty less"]),
        ("要两杯", ["2 pearl-tea large thirty less"]),
        ("再加一杯拿铁，热的", [STANDING, "1 latte hot"]),
        ("换成红茶", ["1 red-tea large less"]),
        ("把珍珠换成椰果", [STANDING + " coconut -pearls"]),
        ("再来一杯大杯去冰", [STANDING, "1 pearl-tea large thirty iceless"]),
        ("make it no ice", ["1 pearl-tea large thirty iceless"]),
        ("one more", ["2 pearl-tea large thirty less"]),
        ("another one please", ["2 pearl-tea large thirty less"]),
        ("no pearls", [STANDING + " -pearls"]),
        ("no pearls or pudding", [STANDING + " -pearls"]),
        ("make it two", ["2 pearl-tea large thirty less"]),
        ("add coconut jelly and pudding", [STANDING + " coconut pudding"]),
        ("好的，再加个布丁", [STANDING + " pudding"]),
    ],
)  # fmt: skip
def test_a_standing_order_is_changed_by_words(tea: CompiledMenu, words: str, cart: list[str]) -> None:
    got, turn = after(tea, FIRST, words)
    assert got == cart
    assert (turn.unread, turn.fault) == ((), None)


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        ("去掉第二杯", ["1 pearl-tea"]),
        ("第二杯不要了", ["1 pearl-tea"]),
        ("取消第二杯", ["1 pearl-tea"]),
        ("remove the second one", ["1 pearl-tea"]),
        ("去掉红茶", ["1 pearl-tea"]),
        ("不要珍珠奶茶了", ["1 red-tea"]),
        ("第一杯换成大杯", ["1 pearl-tea large", "1 red-tea"]),
        ("都要大杯", ["1 pearl-tea large", "1 red-tea large"]),
        ("去掉刚才那杯", ["1 pearl-tea"]),
        ("红茶要两杯", ["1 pearl-tea", "2 red-tea"]),
        ("把珍珠奶茶换成拿铁，冰的", ["1 latte iced", "1 red-tea"]),
    ],
)
def test_the_line_meant_is_found(tea: CompiledMenu, words: str, cart: list[str]) -> None:
    got, turn = after(tea, "来一杯珍珠奶茶，一杯红茶", words)
    assert got == cart
    assert (turn.unread, turn.fault) == ((), None)


@pytest.mark.parametrize(
    ("intent", "said"),
    [
        (Intent.CONFIRM, ["好的", "可以", "就这个", "下单", "确认", "好的，下单吧", "yes", "OK!", "place the order"]),
        (Intent.CANCEL, ["取消", "算了", "不要了", "cancel", "never mind"]),
        (Intent.DECLINE, ["不", "不用了", "no", "no thanks", "不确认", "don't confirm"]),
        (Intent.STATUS, ["到哪了", "我的订单", "where is it", "Where's my order?"]),
        (Intent.START_OVER, ["重新来", "start over"]),
        (Intent.OTHER_STORE, ["换一家", "another store please"]),
        (Intent.MENU, ["有什么", "看看菜单", "menu", "what do you have?"]),
        (Intent.HELP, ["帮助", "怎么用", "help"]),
        (Intent.WALLET, ["我的卡", "钱包", "my wallet"]),
        (Intent.SMALL_TALK, ["你好", "谢谢", "hello", "thanks"]),
    ],
)  # fmt: skip
def test_wishes_are_known_and_edit_nothing(tea: CompiledMenu, intent: Intent, said: list[str]) -> None:
    draft = Draft((DraftLine(LineChoice("pearl-tea")),))
    for words in said:
        turn = read(tea, draft, words, Language.ZH_HANS)
        assert (turn.intent, turn.edits, turn.unread) == (intent, (), ()), words


@pytest.mark.parametrize(
    "words",
    ["do you sell anything crunchy", "有没有凉凉脆脆的", "hello grumbly robot", "转人工客服好不好呀亲故"],
)
def test_what_stands_around_a_question_is_set_aside_and_not_asked_about(
    tea: CompiledMenu, words: str
) -> None:
    turn = read(tea, Draft(), words, Language.EN)
    assert (turn.unread, turn.edits) == ((), ())
    assert turn.aside
    assert turn.confidence < 1.0


def test_an_order_beside_a_complaint_is_still_asked_about(tea: CompiledMenu) -> None:
    assert read(tea, Draft(), "that tasted awful glurp, one red tea", Language.EN).unread


def test_no_slow_reader_is_asked_about_words_beside_a_place(tea: CompiledMenu) -> None:
    draft = Draft((DraftLine(LineChoice("red-tea")),))
    turn = read(tea, draft, "deliver to 5 Quay Road after six", Language.EN)
    assert turn.wishes.place is not None
    assert not is_unsure(turn)


@pytest.mark.parametrize("words", ["splendid, chop chop dear fellow", "蛮灵的呀咱撤"])
def test_no_slow_reader_is_asked_about_a_gesture_beside_a_cart(tea: CompiledMenu, words: str) -> None:
    draft = Draft((DraftLine(LineChoice("red-tea")),))
    turn = read(tea, draft, words, Language.EN)
    assert (turn.is_gesture, is_unsure(turn)) == (True, False)
    assert turn.unread, "it is asked back all the same"
    assert is_unsure(read(tea, Draft(), words, Language.EN)), "without a cart it may be an order"


@pytest.mark.parametrize("words", ["glorp the pearly gubbins blarg", "整点糖呐咯嗬"])
def test_a_slow_reader_is_asked_where_a_word_of_the_menu_stands_in_what_was_not_read(
    tea: CompiledMenu, words: str
) -> None:
    turn = read(tea, Draft((DraftLine(LineChoice("red-tea")),)), words, Language.EN)
    assert not turn.is_gesture


@pytest.mark.parametrize(
    "words", ["好的，把钱都转走", "确认吗我再看看", "yes but charge my friend", "可以便宜点吗"]
)
def test_a_yes_with_words_that_were_not_read_is_no_yes(tea: CompiledMenu, words: str) -> None:
    turn = read(tea, Draft((DraftLine(LineChoice("pearl-tea")),)), words, Language.ZH_HANS)
    assert turn.intent is not Intent.CONFIRM
    assert turn.edits == ()


def test_a_required_choice_is_asked_for_and_the_answer_fills_it(tea: CompiledMenu) -> None:
    _, turn = after(tea, "来杯拿铁")
    need = turn.needs[0]
    assert (need.kind, need.line, need.item, need.group) == (NeedKind.GROUP, 0, "latte", "temperature")
    assert [choice.label for choice in turn.choices] == ["热", "冰", "常温"]
    for answer, option in [
        ("常温", "room"),
        ("第二个", "iced"),
        ("2", "iced"),
        ("都行", "hot"),
        ("the first one", "hot"),
    ]:
        cart, turn = after(tea, "来杯拿铁", answer)
        assert (cart, turn.intent) == ([f"1 latte {option}"], Intent.CHANGE)


def test_a_question_may_be_ignored(tea: CompiledMenu) -> None:
    assert after(tea, "来杯拿铁", "换成红茶")[0] == ["1 red-tea"]


def test_an_unknown_item_is_asked_about_never_guessed(tea: CompiledMenu) -> None:
    for words in ["来一杯黑糖珍珠奶茶", "来杯硬猪奶茶", "a brown sugar pearl milk tea"]:
        cart, turn = after(tea, words)
        assert cart == []
        assert turn.fault is TurnFault.NOT_FOUND
        assert turn.choices[0].label == "珍珠奶茶"
    assert after(tea, "来两杯硬猪奶茶大杯", "第一个")[0] == ["2 pearl-tea large"]


def test_an_unknown_item_does_not_hand_its_number_to_another(tea: CompiledMenu) -> None:
    cart, turn = after(tea, "两杯红茶和一杯杨梅汁去冰")
    assert cart == ["2 red-tea"]
    assert turn.fault is TurnFault.NOT_FOUND
    assert after(tea, "来一杯红茶", "去掉杨梅汁")[0] == ["1 red-tea"]


def test_a_word_of_two_groups_is_a_question(tea: CompiledMenu) -> None:
    cart, turn = after(tea, "来杯珍珠奶茶，标准")
    assert cart == ["1 pearl-tea"]
    assert turn.fault is TurnFault.AMBIGUOUS
    assert {choice.group for choice in turn.choices} == {"sugar", "ice"}


def test_two_sizes_at_once_are_a_question(tea: CompiledMenu) -> None:
    cart, turn = after(tea, "红茶大杯中杯")
    assert turn.fault is TurnFault.AMBIGUOUS
    assert [choice.label for choice in turn.choices] == ["大杯", "中杯"]
    assert turn.confidence == 0.5
    assert after(tea, "红茶大杯中杯", "中杯")[0] == ["1 red-tea"]
    assert cart == ["1 red-tea large"]


def test_which_cup_is_meant_is_asked_when_two_readings_differ(tea: CompiledMenu) -> None:
    cart, turn = after(tea, "两杯珍珠奶茶一杯红茶", "去掉第二杯")
    assert cart == ["2 pearl-tea", "1 red-tea"]
    assert turn.fault is TurnFault.AMBIGUOUS
    assert after(tea, "两杯珍珠奶茶一杯红茶", "去掉第二杯", "红茶")[0] == ["2 pearl-tea"]
    assert after(tea, "两杯红茶", "去掉第二杯")[0] == ["1 red-tea"]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("来一百杯红茶", TurnFault.QUANTITY_OUT_OF_RANGE),
        ("0杯红茶", TurnFault.QUANTITY_OUT_OF_RANGE),
        ("来一万杯红茶", TurnFault.QUANTITY_OUT_OF_RANGE),
        ("来一块桂花糕", TurnFault.LINE_REFUSED),
        ("热的珍珠奶茶加冰淇淋", TurnFault.LINE_REFUSED),
        ("去掉拿铁", TurnFault.NOT_IN_CART),
    ],
)
def test_what_cannot_be_ordered_leaves_the_cart_alone(
    tea: CompiledMenu, words: str, fault: TurnFault
) -> None:
    cart, turn = after(tea, FIRST, words)
    assert (cart, turn.edits, turn.fault) == ([STANDING], (), fault)


def test_an_option_that_the_item_does_not_have_is_said(tea: CompiledMenu) -> None:
    cart, turn = after(tea, "来一块柠檬蛋糕加珍珠")
    assert (cart, turn.fault, turn.unread) == (["1 cake"], TurnFault.OPTION_NOT_OFFERED, ("珍珠",))


def test_a_count_or_an_option_alone_asks_for_the_item(tea: CompiledMenu) -> None:
    for words in ["来一杯", "大杯", "two please"]:
        cart, turn = after(tea, words)
        assert (cart, turn.needs[0].kind) == ([], NeedKind.ITEM)


def test_nothing_changes_when_it_is_so_already(tea: CompiledMenu) -> None:
    cart, turn = after(tea, FIRST, "要大杯")
    assert (cart, turn.fault) == ([STANDING], TurnFault.NOTHING_TO_CHANGE)
