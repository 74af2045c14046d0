"""The machine of an order, walked from end to end."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianbei.orders.contracts import (
    ENDED,
    Actor,
    EndedReason,
    Order,
    OrderEvent,
    OrderState,
    OrderStep,
    StepRefusal,
    order_id_of,
)
from qianbei.orders.rules import MACHINE, Edge, moved

NOON = datetime(2031, 5, 20, 4, tzinfo=UTC)
ID = UUID(int=1)


def order(state: OrderState) -> Order:
    return Order(ID, ID, ID, ID, state, None, None, 0, 1, NOON, 0)


def step(event: OrderEvent, by: Actor, reason: EndedReason | None = None) -> OrderStep:
    return OrderStep(ID, event, by, NOON, reason)


def reachable(from_state: OrderState) -> set[OrderState]:
    found = {from_state}
    while True:
        more = {edge.to_state for (state, _), edge in MACHINE.items() if state in found} | found
        if more == found:
            return found
        found = more


def test_every_state_is_reached_from_placed():
    assert reachable(OrderState.PLACED) == set(OrderState)


def test_an_end_has_no_way_out_but_a_refund_and_every_other_state_leads_to_one():
    refund = (OrderState.HANDED_OVER, OrderEvent.REFUND_GRANTED)
    assert MACHINE[refund].by == {Actor.OPERATOR}
    for state in OrderState:
        ways = [key for key in MACHINE if key[0] is state and key != refund]
        assert bool(ways) == (state not in ENDED)
        assert reachable(state) & ENDED


def test_every_event_is_used_and_every_edge_names_who_may():
    assert {event for _, event in MACHINE} == set(OrderEvent)
    assert all(edge.by for edge in MACHINE.values())


def test_a_hand_over_has_exactly_one_way_and_no_step_goes_back():
    line = [
        OrderState.PLACED,
        OrderState.AUTHORISED,
        OrderState.CONFIRMED,
        OrderState.MAKING,
        OrderState.READY,
        OrderState.PICKED_UP,
        OrderState.AT_DOOR,
        OrderState.HANDED_OVER,
    ]
    for (state, _), edge in MACHINE.items():
        if edge.to_state in line:
            assert line.index(edge.to_state) == line.index(state) + 1


@pytest.mark.parametrize("state", [OrderState.MAKING, OrderState.READY, OrderState.PICKED_UP])
def test_a_customer_never_ends_what_is_being_made(state: OrderState):
    assert (state, OrderEvent.CANCEL_ASKED) not in MACHINE


def test_no_state_lasts_for_ever():
    for state in set(OrderState) - ENDED - {OrderState.CANCELLING}:
        for event, by in ((OrderEvent.TIME_RAN_OUT, Actor.SYSTEM), (OrderEvent.CALLED_OFF, Actor.OPERATOR)):
            assert MACHINE[state, event] == Edge(OrderState.CANCELLING, frozenset({by}))


def test_only_the_payer_ends_a_cancelling():
    ways = {event: edge for (state, event), edge in MACHINE.items() if state is OrderState.CANCELLING}
    assert {edge.by for edge in ways.values()} == {frozenset({Actor.PAYER})}


@given(st.sampled_from(OrderState), st.sampled_from(OrderEvent), st.sampled_from(Actor))
def test_a_step_follows_the_machine_or_is_refused_with_the_reason(state, event, by):
    edge = MACHINE.get((state, event))
    outcome = moved(order(state), step(event, by, EndedReason.STORE_FAILED))
    if edge is None:
        assert outcome is StepRefusal.WRONG_STATE
    elif by not in edge.by:
        assert outcome is StepRefusal.NOT_ALLOWED
    else:
        assert isinstance(outcome, Order)
        assert (outcome.state, outcome.version) == (edge.to_state, 1)


def test_the_first_reason_stays_until_a_step_names_another():
    begun = moved(
        order(OrderState.PLACED),
        step(OrderEvent.CANCEL_ASKED, Actor.CUSTOMER, EndedReason.CUSTOMER_CANCELLED),
    )
    assert isinstance(begun, Order)
    ended = moved(begun, step(OrderEvent.MONEY_IS_BACK, Actor.PAYER))
    assert isinstance(ended, Order)
    assert ended.ended_reason is EndedReason.CUSTOMER_CANCELLED


@given(st.uuids(), st.uuids(), st.integers(0, 99), st.uuids(), st.uuids(), st.integers(0, 99))
def test_the_intent_is_the_order(person, talk, draft, person2, talk2, draft2):
    same = (person, talk, draft) == (person2, talk2, draft2)
    assert (order_id_of(person, talk, draft) == order_id_of(person2, talk2, draft2)) == same
