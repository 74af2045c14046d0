"""What is known of a payment changes only by an answer or a request, and every open question has a time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from qianbei.payments.contracts import (
    ENDED,
    OPEN_QUESTIONS,
    Payment,
    PaymentEvent,
    PaymentState,
    PaymentStep,
    Unmoved,
)
from qianbei.payments.rules import (
    ASKS_COUNTED_MAX,
    EDGES,
    FIRST_ASK_AGAIN,
    LAST_ASK_AGAIN,
    ask_again_after,
    moved,
)

NOON = datetime(2031, 5, 20, 4, tzinfo=UTC)
ID = UUID(int=1)
events = st.lists(st.sampled_from(PaymentEvent), max_size=40)


def fresh() -> Payment:
    return Payment(ID, ID, 1, PaymentState.AUTHORISING, 0, NOON + FIRST_ASK_AGAIN)


def walk(sequence) -> list[Payment]:
    path = [fresh()]
    for n, event in enumerate(sequence):
        after = moved(path[-1], PaymentStep(ID, event, NOON + timedelta(seconds=n)))
        if isinstance(after, Payment):
            path.append(after)
        else:
            assert after is Unmoved.STALE
    return path


@given(events)
def test_a_question_is_open_exactly_while_it_has_a_time_to_be_put_again(sequence):
    for payment in walk(sequence):
        assert (payment.next_ask_at is not None) == (payment.state in OPEN_QUESTIONS)


@given(events)
def test_an_end_is_an_end(sequence):
    path = [payment.state for payment in walk(sequence)]
    assert all(state not in ENDED for state in path[:-1])


@given(events)
def test_a_repeated_answer_changes_nothing(sequence):
    payment = walk(sequence)[-1]
    for event in set(PaymentEvent) - {PaymentEvent.NO_ANSWER}:
        once = moved(payment, PaymentStep(ID, event, NOON))
        if isinstance(once, Payment) and event is not PaymentEvent.ASK_BACK:
            assert moved(once, PaymentStep(ID, event, NOON)) is Unmoved.STALE


@given(events)
def test_silence_never_moves_money_nor_ends_a_question(sequence):
    payment = walk(sequence)[-1]
    after = moved(payment, PaymentStep(ID, PaymentEvent.NO_ANSWER, NOON))
    if isinstance(after, Payment):
        assert after.state in OPEN_QUESTIONS
        assert after.state in (payment.state, PaymentState.UNKNOWN)
        assert after.asks == payment.asks + 1
    else:
        assert payment.state not in OPEN_QUESTIONS


def test_money_once_asked_back_never_counts_as_paid_again():
    going_back = {PaymentState.VOIDING, PaymentState.REFUNDING} | ENDED
    for (state, _), to_state in EDGES.items():
        if state in going_back:
            assert to_state in going_back


def test_every_state_is_reached_and_every_open_one_can_end():
    found = {PaymentState.AUTHORISING}
    while more := {to for (state, _), to in EDGES.items() if state in found} - found:
        found |= more
    assert found == set(PaymentState)
    for state in OPEN_QUESTIONS:
        assert any(to in ENDED or to is PaymentState.REFUNDING for (s, _), to in EDGES.items() if s is state)


@given(st.integers(0, 40_000))
def test_the_pause_grows_to_an_end_and_the_count_too(asks: int):
    assert FIRST_ASK_AGAIN <= ask_again_after(asks) <= LAST_ASK_AGAIN
    assert ask_again_after(asks) <= ask_again_after(asks + 1)
    silent = Payment(ID, ID, 1, PaymentState.UNKNOWN, min(asks, ASKS_COUNTED_MAX), NOON)
    after = moved(silent, PaymentStep(ID, PaymentEvent.NO_ANSWER, NOON))
    assert isinstance(after, Payment)
    assert after.asks <= ASKS_COUNTED_MAX
