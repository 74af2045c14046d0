"""Many stores at once: candidates while no store is chosen, and what others sell when one is."""

from qianbei.kit.words import Language
from qianbei.menu import Choice, LineChoice
from qianbei.reader.api import CompiledCity, apply, read, take
from qianbei.reader.contracts import Draft, DraftLine, Intent, TurnFault

HANS = Language.ZH_HANS


def test_every_menu_that_reads_the_words_is_a_candidate(city: CompiledCity) -> None:
    turn = read(city, Draft(), "来一杯大杯拿铁，冰的", HANS)
    options = (Choice("size", "large"), Choice("temperature", "iced"))
    assert [(c.stores, c.lines) for c in turn.candidates] == [
        (("tea-1", "tea-2"), (DraftLine(LineChoice("latte", 1, options)),)),
        (("coffee-1",), (DraftLine(LineChoice("milk", 1, options)),)),
    ]
    assert (turn.intent, turn.edits) == (Intent.ORDER, ())


def test_a_menu_that_lacks_something_is_no_candidate(city: CompiledCity) -> None:
    turn = read(city, Draft(), "一杯拿铁热的和一杯美式", HANS)
    assert [candidate.stores for candidate in turn.candidates] == [("coffee-1",)]


def test_a_store_that_is_named_is_the_only_one(city: CompiledCity) -> None:
    turn = read(city, Draft(), "云边茶桥头店来一杯热拿铁", HANS)
    assert [candidate.stores for candidate in turn.candidates] == [("tea-2",)]
    assert read(city, Draft(), "half beat, a latte please", HANS).candidates[0].stores == ("coffee-1",)


def test_a_candidate_becomes_the_draft_of_a_store(city: CompiledCity) -> None:
    turn = read(city, Draft(), "来杯珍珠奶茶去冰", HANS)
    draft = take(Draft(), turn.candidates[0], "tea-2")
    assert draft.store == "tea-2"
    draft = apply(draft, read(city, draft, "要大杯", HANS))
    assert draft.lines == (
        DraftLine(LineChoice("pearl-tea", 1, (Choice("size", "large"), Choice("ice", "iceless")))),
    )


def test_what_only_others_sell_is_told_and_the_draft_stays(city: CompiledCity) -> None:
    draft = Draft((DraftLine(LineChoice("pearl-tea")),), "tea-1")
    turn = read(city, draft, "再来一杯美式", HANS)
    assert (turn.edits, turn.fault) == ((), TurnFault.NOT_FOUND)
    assert [(c.stores, c.lines) for c in turn.elsewhere] == [
        (("coffee-1",), (DraftLine(LineChoice("black")),))
    ]


def test_an_unknown_item_is_compared_with_every_menu(city: CompiledCity) -> None:
    turn = read(city, Draft(), "来一杯没事", HANS)
    assert turn.fault is TurnFault.NOT_FOUND
    turn = read(city, Draft(), "来一杯梅石", HANS)
    assert turn.choices[0].label == "美式"
    draft = apply(Draft(), turn)
    assert read(city, draft, "第一个", HANS).candidates[0].lines == (DraftLine(LineChoice("black")),)


def test_a_name_said_badly_finds_the_menus_that_have_it(city: CompiledCity) -> None:
    for words in ("来一杯每式", "yibei meishi", "one amercano"):
        turn = read(city, Draft(), words, HANS)
        assert [each.lines for each in turn.candidates] == [(DraftLine(LineChoice("black")),)], words
        assert turn.candidates[0].confidence < 1.0


def test_wishes_need_no_store(city: CompiledCity) -> None:
    assert read(city, Draft(), "好的", HANS).intent is Intent.CONFIRM
    assert read(city, Draft(), "半拍咖啡", HANS).intent is Intent.OTHER_STORE
    assert read(city, Draft(), "半拍咖啡", HANS).stores == ("coffee-1",)


def test_labels_follow_the_language(city: CompiledCity) -> None:
    hant = read(city, Draft(store="tea-1"), "来杯拿铁", Language.ZH_HANT)
    assert [choice.label for choice in hant.choices] == ["熱", "冰", "常溫"]
    english = read(city, Draft(store="tea-1"), "a latte", Language.EN)
    assert [choice.label for choice in english.choices] == ["hot", "iced", "room temperature"]
