"""What was said and does not stand in the cart is reported, and what other words explain is not."""

import pytest

from qianbei.kit.words import Language
from qianbei.reader.accounts import Account
from qianbei.reader.api import CompiledMenu, apply, read
from qianbei.reader.cart import Cart
from qianbei.reader.contracts import Draft
from qianbei.reader.finding import find_matches
from qianbei.reader.normal import normalise
from qianbei.reader.phrase_parser import parse_phrases
from qianbei.reader.scan import tokens_for


def unread(compiled: CompiledMenu, *said: str) -> tuple[str, ...]:
    draft, found = Draft(), ()
    for words in said:
        turn = read(compiled, draft, words, Language.ZH_HANS)
        draft, found = apply(draft, turn), turn.unread
    return found


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("red tea without pearls", ("pearls",)),
        ("红茶不要珍珠", ("珍珠",)),
        ("red tea with no sugar", ("no sugar",)),
    ],
)
def test_a_wish_that_no_line_can_hold_does_not_vanish(
    tea: CompiledMenu, words: str, left: tuple[str, ...]
) -> None:
    assert unread(tea, words) == left


@pytest.mark.parametrize(
    "said",
    [
        ["珍奶不要椰果"],
        ["大杯……不，中杯珍奶"],
        ["两杯珍奶，哦不，三杯"],
        ["三杯珍奶，一杯去冰，两杯少冰"],
        ["来三杯珍奶", "再来两杯"],
        ["来三杯珍奶", "珍奶不要了"],
        ["两杯红茶", "红茶换成珍奶"],
        ["再来两杯"],
    ],
)
def test_what_other_words_explain_is_no_leftover(tea: CompiledMenu, said: list[str]) -> None:
    assert unread(tea, *said) == ()


@pytest.mark.parametrize(
    ("words", "lost"),
    [("三杯珍奶", {"三", "珍奶"}), ("珍奶大杯", {"珍奶", "大杯"}), ("珍奶加椰果", {"珍奶", "椰果"})],
)
def test_a_cart_that_holds_nothing_of_the_words_is_caught(
    tea: CompiledMenu, words: str, lost: set[str]
) -> None:
    spoken, cart = normalise(words), Cart(tea, ())
    tokens = tokens_for(tea.alone, spoken, find_matches(tea.alone, spoken), 0)
    account = Account(tokens, parse_phrases(tokens, tea), cart, tea)
    assert {spoken.quote(token.start, token.end) for token in account.open()} == lost
