"""Names said badly are read only when they can hardly be another; the confidence says so, and all else is asked."""

import pytest

from qianbei.kit.words import Language
from qianbei.reader.api import CompiledMenu, apply, read
from qianbei.reader.by_ear import sounded
from qianbei.reader.contracts import Draft, Turn, TurnFault
from qianbei.reader.lexicon import Entry
from qianbei.reader.mend import fixes
from qianbei.reader.names import NameIndex, key_of, singular
from qianbei.reader.pieces import pieces
from qianbei.reader.sounds import folded, heard, is_pinyin, sound_of


def said(tea: CompiledMenu, words: str) -> tuple[list[str], Turn]:
    turn = read(tea, Draft(), words, Language.ZH_HANS)
    return [f"{line.choice.quantity} {line.choice.item}" for line in apply(Draft(), turn).lines], turn


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        ("来两杯真珠奶茶", "2 pearl-tea"),
        ("来两杯针猪奶茶", "2 pearl-tea"),
        ("zhenzhu naicha liangbei", "2 pearl-tea"),
        ("lai yibei zhenzhunaicha", "1 pearl-tea"),
        ("zenzu naica 3bei", "3 pearl-tea"),
        ("一杯zznc", "1 pearl-tea"),
        ("one perl milk tea", "1 pearl-tea"),
        ("one osmantus cake and a lemmon cake", "1 cake"),
        ("two prl milk teas", "2 pearl-tea"),
    ],
)
def test_a_name_said_badly_is_read(tea: CompiledMenu, words: str, cart: str) -> None:
    lines, turn = said(tea, words)
    assert cart in lines
    assert turn.confidence < 1.0


@pytest.mark.parametrize(
    "words", ["来一杯芋泥波波", "a mango slush", "来份炒饭", "tee", "来杯猪猪", "bake", "xyz"]
)
def test_another_name_is_never_bent_into_one_of_the_menu(tea: CompiledMenu, words: str) -> None:
    lines, turn = said(tea, words)
    assert lines == []
    assert turn.unread


def test_a_part_of_several_names_is_asked_about(tea: CompiledMenu) -> None:
    lines, turn = said(tea, "来一个cake")
    assert lines == []
    assert turn.fault is TurnFault.AMBIGUOUS
    assert {choice.item for choice in turn.choices} == {"cake", "gone"}


def test_what_is_unread_is_quoted_as_it_was_said_although_something_was_mended(tea: CompiledMenu) -> None:
    turn = said(tea, "Zhenzhu NAICHA 一杯，送到楼顶花园")[1]
    assert all(words in "Zhenzhu NAICHA 一杯，送到楼顶花园" for words in turn.unread)


def index_of(*items: str, options: tuple[str, ...] = ()) -> NameIndex:
    phrases = {name: Entry(items=(name,)) for name in items}
    return NameIndex(phrases | {name: Entry(options=(("g", name),)) for name in options})


def test_an_amount_is_never_said_by_a_part_of_it() -> None:
    index = index_of("苹果", options=("半公斤", "half a kilo", "大份薯条"))
    assert index.parts.keys().isdisjoint({"公斤", "kilo"})
    assert "薯条" in index.parts


def test_the_line_in_the_cart_is_meant_by_a_part_that_several_names_have() -> None:
    index = index_of("高山乌龙", "蜜桃乌龙")
    assert pieces(index, "乌龙减一杯", [(0, 2)], ())[0].part.items == ("高山乌龙", "蜜桃乌龙")
    assert pieces(index, "乌龙减一杯", [(0, 2)], {"蜜桃乌龙"})[0].part.items == ("蜜桃乌龙",)


def test_short_words_are_not_corrected_into_others() -> None:
    index = index_of("coke", "tea", "latte", "mushroom", "large")
    for word in ("cake", "tee", "lathe", "later", "lake"):
        assert fixes(index, word, [(0, len(word))]) == [], word
    for word, name in {"late": "latte", "mushrm": "mushroom", "lrg": "large", "mushrom": "mushroom"}.items():
        assert [fix.text for fix in fixes(index, word, [(0, len(word))])] == [name]


def test_two_names_as_near_are_none() -> None:
    assert fixes(index_of("peanut", "peanot"), "peanat", [(0, 6)]) == []


def test_alike_sounds_are_one() -> None:
    assert sound_of("女") == "nv"
    assert heard("珍珠") == folded("zenzu") == folded("zhenzhu")
    assert [is_pinyin(word) for word in ("zhenzhu", "xian", "mushrm", "", "bang", "v")] == [
        True,
        True,
        False,
        False,
        True,
        False,
    ]


def test_words_have_one_form_in_any_order() -> None:
    assert key_of(["wings", "of", "spicy"]) == key_of(["spicy", "wing"])
    assert [singular(word) for word in ("berries", "boxes", "glass", "peas")] == [
        "berry",
        "box",
        "glass",
        "pea",
    ]


def test_a_face_ends_a_thought_and_a_pictured_dish_stays_unread(tea: CompiledMenu) -> None:
    assert said(tea, "来两杯珍珠奶茶😀🙏🏻")[1].unread == ()
    assert said(tea, "来两杯珍珠奶茶和🍔")[1].unread == ("🍔",)


def test_a_shorter_piece_of_a_name_is_enough_while_nothing_stands() -> None:
    index = NameIndex({"winter marrow soup": Entry(items=("soup",)), "reed tea": Entry(items=("tea",))})
    span = [(2, 8)]
    assert [named.part.items for named in pieces(index, "a marrow", span, ())] == [("soup",)]
    assert pieces(index, "a marrow", span, ("tea",)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("wheet", "wheat"),
        ("beaf", "beef"),
        ("mocca", "mocha"),
        ("biskit", "biscuit"),
        ("kake", "cake"),
        ("cheez", "cheese"),
        ("juce", "juice"),
        ("froot", "fruit"),
        ("bakon", "bacon"),
        ("kreem", "cream"),
        ("frys", "fries"),
        ("cooky", "cookie"),
    ],
)
def test_another_spelling_of_the_same_sounds_is_the_word(one: str, other: str) -> None:
    assert sounded(one) == sounded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mint", "meat"),
        ("cake", "coke"),
        ("rice", "race"),
        ("beef", "buff"),
        ("peach", "peak"),
        ("ham", "him"),
    ],
)
def test_other_sounds_are_another_word(one: str, other: str) -> None:
    assert sounded(one) != sounded(other)


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        ("a lemoncake and a redtea", ["1 cake", "1 red-tea"]),
        ("two lemoncakes", ["2 cake"]),
        ("a lemon kake", ["1 cake"]),
        ("one perl milk tee", ["1 pearl-tea"]),
        ("宁蒙蛋糕一个", ["1 cake"]),
        ("来杯宏茶", ["1 red-tea"]),
        ("来杯洪察", ["1 red-tea"]),
        ("来杯轰差", []),  # nothing of it but the sound, and that with other tones
        ("i meen it, kape", []),
    ],
)
def test_names_run_together_or_spelled_by_ear_are_read(
    tea: CompiledMenu, words: str, cart: list[str]
) -> None:
    assert said(tea, words)[0] == cart


def test_a_word_of_the_language_is_no_spelling_of_a_name() -> None:
    index = NameIndex({"baked beans": Entry(items=("beans",))})
    assert fixes(index, "been", [(0, 4)]) == []
    assert [fix.text for fix in fixes(index, "beens", [(0, 5)])] == ["beans"]
