"""The sandbox payer's state machine: every verb idempotent, no way back, nothing forgotten."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianbei.sandbox.payer.book import Book, Payment, PaymentState, Refusal, Verb, Verdict
from qianbei.sandbox.payer.journal import Journal

YES = Verdict(PaymentState.AUTHORISED)
NO = Verdict(PaymentState.DECLINED)
LATE = Verdict(PaymentState.PENDING, decide_at_ms=1_000)
SILENT = Verdict(PaymentState.PENDING)


def test_the_same_authorisation_twice_is_one_payment() -> None:
    book = Book()
    first = book.authorise("p1", 1, "somebody", YES)
    assert book.authorise("p1", 1, "somebody", NO) is first


def test_an_authorisation_with_another_amount_changes_nothing() -> None:
    book = Book()
    first = book.authorise("p1", 1, "somebody", YES)
    assert book.authorise("p1", 2, "somebody", YES) is Refusal.AMOUNT_CHANGED
    assert book.find("p1") is first


def test_a_void_before_the_authorisation_is_legal_and_final() -> None:
    book = Book()
    voided = book.apply(Verb.VOID, "p1")
    assert isinstance(voided, Payment)
    assert voided.state is PaymentState.VOIDED
    assert book.authorise("p1", 1, "somebody", YES) is voided
    assert book.apply(Verb.CAPTURE, "p1") is Refusal.WRONG_STATE


def test_a_silent_payment_ends_by_a_void_only() -> None:
    book = Book()
    book.authorise("p1", 1, "somebody", SILENT)
    assert book.undecided() == []
    assert book.apply(Verb.CAPTURE, "p1") is Refusal.WRONG_STATE
    voided = book.apply(Verb.VOID, "p1")
    assert isinstance(voided, Payment)
    assert voided.sequence == 2
    assert book.decide("p1") is None


def test_a_late_payment_is_decided_once() -> None:
    book = Book()
    book.authorise("p1", 1, "somebody", LATE)
    decided = book.decide("p1")
    assert decided is not None
    assert (decided.state, decided.sequence) == (PaymentState.AUTHORISED, 2)
    assert book.decide("p1") is None


def test_money_captured_goes_back_by_refund_not_by_void() -> None:
    book = Book()
    book.authorise("p1", 5, "somebody", YES)
    captured = book.apply(Verb.CAPTURE, "p1")
    assert book.apply(Verb.CAPTURE, "p1", 5) is captured
    assert book.apply(Verb.CAPTURE, "p1", 4) is Refusal.AMOUNT_CHANGED
    assert book.apply(Verb.VOID, "p1") is Refusal.WRONG_STATE
    refunded = book.apply(Verb.REFUND, "p1")
    assert isinstance(refunded, Payment)
    assert (refunded.state, refunded.sequence) == (PaymentState.REFUNDED, 3)


def test_what_was_never_heard_of_can_be_neither_captured_nor_refunded() -> None:
    book = Book()
    assert book.apply(Verb.CAPTURE, "p1") is Refusal.NOT_FOUND
    assert book.apply(Verb.REFUND, "p1") is Refusal.NOT_FOUND
    assert book.find("p1") is None


@given(
    st.lists(st.sampled_from(["authorise", "decide", *Verb]), max_size=12), st.sampled_from([YES, NO, LATE])
)
def test_a_refusal_or_a_repeat_never_moves_the_sequence(steps: list[str], verdict: Verdict) -> None:
    book = Book()
    for step in steps:
        before = book.find("p1")
        if step == "authorise":
            after = book.authorise("p1", 7, "somebody", verdict)
        elif step == "decide":
            after = book.decide("p1")
        else:
            after = book.apply(Verb(step), "p1")
        if isinstance(after, Payment) and after is not before:
            assert after.sequence == (before.sequence if before else 0) + 1
            assert book.find("p1") is after
        else:
            assert book.find("p1") is before


def test_a_restart_forgets_nothing_even_after_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "payer" / "journal.jsonl"
    book, journal = Book(), Journal(path)
    for payment_id, verdict in (("p1", YES), ("p2", LATE), ("p3", SILENT)):
        payment = book.authorise(payment_id, 1, "somebody", verdict)
        assert isinstance(payment, Payment)
        journal.append(payment)
    captured = book.apply(Verb.CAPTURE, "p1")
    assert isinstance(captured, Payment)
    journal.append(captured)
    with path.open("ab") as file:
        file.write(b'{"payment_id":"p4","sta')

    again = Book()
    assert Journal(path).replay(again) == 4
    for payment_id in ("p1", "p2", "p3"):
        assert again.find(payment_id) == book.find(payment_id)
    assert again.find("p4") is None
    assert [each.payment_id for each in again.undecided()] == ["p2"]


def test_a_broken_line_in_the_middle_is_an_error_not_a_loss(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b"not a payment\n")
    with pytest.raises(ValueError, match="malformed"):
        Journal(path).replay(Book())
