"""The return matrix as a table: whole, reachable, and kind to whoever did not fail."""

from hypothesis import given
from hypothesis import strategies as st

from qianbei.flows.expire import LIMITS
from qianbei.flows.returns import FAULTS, LIVE, REFUNDED, RETURNS, CardFate, Fault, StorePay, returned
from qianbei.orders.contracts import Actor, EndedReason, OrderEvent, OrderState
from qianbei.orders.rules import MACHINE

FAULT_OF_EVENT = {
    (OrderEvent.PAYMENT_DECLINED, Actor.PAYER): {Fault.PAYER},
    (OrderEvent.CANCEL_ASKED, Actor.CUSTOMER): {Fault.CUSTOMER},
    (OrderEvent.STORE_REFUSED, Actor.STORE): {Fault.STORE},
    (OrderEvent.DELIVERY_FAILED, Actor.RIDER): {Fault.RIDER},
    (OrderEvent.NOBODY_TOOK_IT, Actor.RIDER): {Fault.CUSTOMER},
    (OrderEvent.CALLED_OFF, Actor.OPERATOR): {Fault.PLATFORM},
    (OrderEvent.REFUND_GRANTED, Actor.OPERATOR): set(REFUNDED),
}
ENDINGS = {OrderState.CANCELLING, OrderState.CANCELLED}


def reached() -> set[tuple[Fault, OrderState]]:
    """Every pair that the machine of orders and the clock can bring about."""
    pairs = {(FAULTS[reason], state) for state, _, reason in LIMITS}
    for (state, event), edge in MACHINE.items():
        if edge.to_state in ENDINGS and state is not OrderState.CANCELLING:
            for by in edge.by - {Actor.SYSTEM}:
                pairs |= {(fault, state) for fault in FAULT_OF_EVENT[event, by]}
    return pairs


def test_the_table_has_exactly_what_can_happen():
    assert reached() == set(RETURNS)


def test_every_reason_names_a_fault_and_the_clock_ends_every_live_state():
    assert set(FAULTS) == set(EndedReason)
    assert {state for state, _, _ in LIMITS} == set(LIVE)


@given(st.sampled_from(EndedReason), st.sampled_from(LIVE))
def test_nobody_pays_for_anothers_fault(reason: EndedReason, stage: OrderState):
    fate, fault = returned(reason, stage), FAULTS[reason]
    if fate is None:
        return
    made = LIVE.index(stage) >= LIVE.index(OrderState.MAKING)
    paid = LIVE.index(stage) >= LIVE.index(OrderState.CONFIRMED)
    assert (fate.store is StorePay.NEVER_HAD) == (not paid)
    if fault in (Fault.STORE, Fault.RIDER, Fault.PLATFORM):
        assert fate.card is CardFate.BACK_LONGER
        assert fate.cash_is_back
    if fate.card is CardFate.STAYS_USED:
        assert (fault, fate.store, made) == (Fault.CUSTOMER, StorePay.KEEPS, True)
    if made and fault in (Fault.RIDER, Fault.PLATFORM):
        assert fate.store is StorePay.KEEPS_BY_GOODWILL
    if made and fault is Fault.STORE:
        assert fate.store is StorePay.GIVES_BACK
