"""The replies' words: in every language, each of them used, and none for people in the code."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from qianbei.agent.no_quote import NoQuote
from qianbei.agent.speech import CATALOGUE
from qianbei.kit.words import Language
from qianbei.menu import LineFaultReason
from qianbei.offers.contracts import PriceKind
from qianbei.orders.contracts import OrderState
from qianbei.payments.contracts import PaymentState
from qianbei.reader.contracts import TurnFault

AGENT = Path(__file__).parents[2] / "src/qianbei/agent"
CARD_STATES = ("issued", "held", "redeemed", "expired", "revoked", "gifted")


@cache
def constants(folder: Path) -> tuple[str, ...]:
    """Every text in code that is no docstring."""
    return tuple(text for file in folder.rglob("*.py") for text in _constants(ast.parse(file.read_text())))


def _constants(tree: ast.Module) -> Iterator[str]:
    shown = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in shown:
            yield node.value


def used() -> set[str]:
    """Keys named in code, and those that a value of an enum names."""
    named = set(constants(AGENT))
    chips = {f"chip.{key}.{part}" for key in named for part in ("label", "say")}
    faults = {fault.value for fault in TurnFault} - {TurnFault.LINE_REFUSED.value}
    alone = {f"{fault}_alone" for fault in ("not_found", "option_not_offered", "ambiguous")}
    states = {f"status.{state.value}" for state in OrderState} | {"status.none"}
    prices = {f"price.{kind}" for kind in ("packing", "delivery", "card", "wallet", "to_pay")}
    refused = {f"refused.{reason.value}" for reason in LineFaultReason}
    wallet = {f"wallet.{state}" for state in CARD_STATES}
    reasons = {reason.value for reason in NoQuote}
    payments = {f"payment.{state.value}" for state in PaymentState}
    order_cards = {f"order_card.{state}" for state in ("held", "redeemed", "issued")}
    return (
        payments | order_cards | named | chips | faults | alone | states | prices | refused | wallet | reasons
    )


@pytest.mark.parametrize("language", list(Language))
def test_every_word_is_used_and_every_use_has_its_word(language: Language) -> None:
    keys = CATALOGUE.keys(language)
    assert keys - used() == set()
    built = (
        used() - set(constants(AGENT)) - {f"chip.{k}.{p}" for k in constants(AGENT) for p in ("label", "say")}
    )
    assert built - keys == set()
    assert PriceKind.TO_PAY.value in "to_pay"


def test_a_use_without_a_word_is_a_loud_fault() -> None:
    with pytest.raises(KeyError):
        CATALOGUE.say(Language.EN, "status.lost")


def test_no_word_for_people_stands_in_the_code() -> None:
    assert [text for text in constants(AGENT) if foreign(text)] == []
    assert foreign("好的"), "the guard sees it"


def foreign(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def test_no_item_is_named_in_the_replies() -> None:
    for language in Language:
        texts = [CATALOGUE.say(language, key) for key in CATALOGUE.keys(language)]
        assert not any("珍珠" in text or "pearl" in text.lower() for text in texts)
