"""Weights in other units, boxes by their pieces, lines told by what is in them, and lines that the next words mend."""

import pytest

from evals.drive import compiled_menu
from evals.notation import canonical_cart, parse_cart
from qianbei.kit.words import Language
from qianbei.reader.contracts import Draft, DraftLine, TurnFault
from qianbei.reader.session import step

GROCERY, PIZZA, COFFEE = "east-gate-grocery", "stone-lane-pizza", "third-platform-coffee"


@pytest.mark.parametrize(
    ("menu", "before", "say", "after"),
    [
        (GROCERY, "", "two kilos of carrots", "4 carrot"),
        (GROCERY, "", "来1.5公斤土豆", "3 potato"),
        (GROCERY, "", "基围虾一斤半", "1 prawns; 1 prawns weight=g250"),
        (GROCERY, "", "two kg of flour", "2 flour"),
        (PIZZA, "", "12 wings", "1 wings pieces=twelve"),
        (PIZZA, "", "two wings", "2 wings"),
        (PIZZA, "", "两份大号海鲜", "2 seafood-pizza size=large"),
        (
            PIZZA,
            "1 cola; 1 cola ice=none",
            "the no ice one large please",
            "1 cola; 1 cola ice=none cup=large",
        ),
        (PIZZA, "1 cola; 1 cola ice=none", "去冰的那杯不要了", "1 cola"),
        (COFFEE, "", "两份早安套餐，一份可颂一份贝果", "1 morning-set; 1 morning-set set-bread=bagel"),
        (
            COFFEE,
            "1 latte temperature=hot; 1 bagel",
            "put oat milk in the first one",
            "1 latte temperature=hot milk=oat; 1 bagel",
        ),
    ],
)
def test_what_is_meant_is_found(menu: str, before: str, say: str, after: str) -> None:
    compiled = compiled_menu(menu)
    draft = Draft(tuple(DraftLine(line) for line in parse_cart(before)))
    _, read = step(compiled, draft, say, Language.EN)
    got = canonical_cart(compiled.menu, [line.choice for line in read.lines])
    assert got == canonical_cart(compiled.menu, parse_cart(after)), read.lines


def test_a_weight_that_no_packs_make_up_is_reported_and_not_rounded() -> None:
    turn, _ = step(compiled_menu(GROCERY), Draft(), "330 g of carrots", Language.EN)
    assert turn.unread


def test_the_next_words_mend_a_refused_line() -> None:
    compiled = compiled_menu(PIZZA)
    turn, draft = step(compiled, Draft(), "a small hawaiian with stuffed crust", Language.EN)
    assert turn.fault is TurnFault.LINE_REFUSED
    assert draft.lines == ()
    _, mended = step(compiled, draft, "medium then", Language.EN)
    wanted = parse_cart("1 hawaiian size=medium crust=stuffed")
    got = canonical_cart(compiled.menu, [line.choice for line in mended.lines])
    assert got == canonical_cart(compiled.menu, wanted)


def test_a_refused_line_is_forgotten_when_something_else_is_said() -> None:
    compiled = compiled_menu(PIZZA)
    _, draft = step(compiled, Draft(), "a small hawaiian with stuffed crust", Language.EN)
    _, other = step(compiled, draft, "two beers", Language.EN)
    assert other.refused is None
    assert [line.choice.item for line in other.lines] == ["beer"]
