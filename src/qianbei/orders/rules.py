"""The state machine of an order as data: states × events × who may."""

from datetime import timedelta

import msgspec

from qianbei.orders.contracts import Actor, Order, OrderEvent, OrderState, OrderStep, StepRefusal

S, E, A = OrderState, OrderEvent, Actor


class Edge(msgspec.Struct, frozen=True):
    """Where an event leads, and who may cause it."""

    to_state: OrderState
    by: frozenset[Actor]


def _edge(to_state: OrderState, *by: Actor) -> Edge:
    return Edge(to_state, frozenset(by))


LIVE = (S.PLACED, S.AUTHORISED, S.CONFIRMED, S.MAKING, S.READY, S.PICKED_UP, S.AT_DOOR)
"""No state is one that an order can stay in for ever: the clock may ask each of these to end."""

MACHINE: dict[tuple[OrderState, OrderEvent], Edge] = {
    (S.PLACED, E.PAYMENT_AUTHORISED): _edge(S.AUTHORISED, A.PAYER),
    (S.PLACED, E.PAYMENT_DECLINED): _edge(S.CANCELLED, A.PAYER),
    (S.AUTHORISED, E.STORE_CONFIRMED): _edge(S.CONFIRMED, A.STORE),
    (S.CONFIRMED, E.MAKING_STARTED): _edge(S.MAKING, A.STORE),
    (S.MAKING, E.MADE): _edge(S.READY, A.STORE),
    (S.READY, E.PICKED_UP): _edge(S.PICKED_UP, A.RIDER),
    (S.PICKED_UP, E.ARRIVED): _edge(S.AT_DOOR, A.RIDER),
    (S.AT_DOOR, E.HANDED_OVER): _edge(S.HANDED_OVER, A.RIDER),
    (S.PLACED, E.CANCEL_ASKED): _edge(S.CANCELLING, A.CUSTOMER),
    (S.AUTHORISED, E.CANCEL_ASKED): _edge(S.CANCELLING, A.CUSTOMER),
    (S.CONFIRMED, E.CANCEL_ASKED): _edge(S.CANCELLING, A.CUSTOMER),
    (S.AUTHORISED, E.STORE_REFUSED): _edge(S.CANCELLING, A.STORE),
    (S.CONFIRMED, E.STORE_REFUSED): _edge(S.CANCELLING, A.STORE),
    (S.MAKING, E.STORE_REFUSED): _edge(S.CANCELLING, A.STORE),
    (S.READY, E.STORE_REFUSED): _edge(S.CANCELLING, A.STORE),
    (S.PICKED_UP, E.DELIVERY_FAILED): _edge(S.CANCELLING, A.RIDER),
    (S.AT_DOOR, E.DELIVERY_FAILED): _edge(S.CANCELLING, A.RIDER),
    (S.AT_DOOR, E.NOBODY_TOOK_IT): _edge(S.CANCELLED, A.RIDER),
    **{(state, E.TIME_RAN_OUT): _edge(S.CANCELLING, A.SYSTEM) for state in LIVE},
    **{(state, E.CALLED_OFF): _edge(S.CANCELLING, A.OPERATOR) for state in LIVE},
    (S.HANDED_OVER, E.REFUND_GRANTED): _edge(S.CANCELLING, A.OPERATOR),
    (S.CANCELLING, E.MONEY_IS_BACK): _edge(S.CANCELLED, A.PAYER),
}
"""Every legal step. `cancelling` is the named state of an outcome that the payer still owes us.

Where nobody took the order at the door no money goes back, so it is `cancelled` at once.
"""

SAME_CART_WITHIN = timedelta(minutes=10)
"""An equal cart to the same place within this time is asked about, not merged and not taken silently."""


def moved(order: Order, step: OrderStep) -> Order | StepRefusal:
    """The order after the step, or why not."""
    edge = MACHINE.get((order.state, step.event))
    if edge is None:
        return StepRefusal.WRONG_STATE
    if step.by not in edge.by:
        return StepRefusal.NOT_ALLOWED
    return msgspec.structs.replace(
        order,
        state=edge.to_state,
        ended_reason=step.ended_reason or order.ended_reason,
        version=order.version + 1,
    )
