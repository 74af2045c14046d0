"""Help after an order: where it stands, what became of card and money, and whom to tell when it is wrong.

Everything said here is a row of the database. What we cannot do yet, such as paying back an order that was handed
over, is said plainly with the next step that does exist.
"""

from uuid import UUID

from qianbei.agent.quotes import local_clock
from qianbei.agent.scene import Reply, Scene
from qianbei.agent.state import Draft, emptied
from qianbei.catalog.contracts import Store
from qianbei.kit.money import yuan
from qianbei.orders.contracts import ENDED, OrderState
from qianbei.reader.contracts import Intent, Turn
from qianbei.views.orders import CAN_CANCEL, OrderView
from qianbei.views.tasks import number_of

ASKS_FOR_LAST = frozenset(
    {
        Intent.STATUS,
        Intent.CONFIRM,
        Intent.CANCEL,
        Intent.REFUND,
        Intent.COMPLAINT,
        Intent.PERSON,
        Intent.REPEAT,
    }
)
"""Words about the person's last order: for them it is read whole."""

_ON_ITS_WAY = frozenset(state for state in OrderState if state not in {*ENDED, OrderState.CANCELLING})


def wants_last(scene: Scene, turn: Turn) -> bool:
    """Whether the reply needs the last order: for words about it, and while a tool is down."""
    if scene.facts.latest is None:
        return False
    return turn.intent in ASKS_FOR_LAST or (bool(scene.down) and is_under_way(scene))


def is_under_way(scene: Scene) -> bool:
    return scene.facts.latest_state is not None and scene.facts.latest_state not in ENDED


def status(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """Where the last order stands."""
    return Reply(draft, (scene.speech.sentences(_state(scene), _when(scene)),))


def standing(scene: Scene) -> list[str]:
    """The order under way, a sentence each: state, number with time, card. Nothing without one."""
    told = (_state(scene), _when(scene), _card(scene)) if is_under_way(scene) else ()
    return [sentence for sentence in told if sentence]


def cancel(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """The cart is emptied; an order is cancelled by a tap on it, while it can be."""
    can_cancel = scene.facts.latest_state in CAN_CANCEL
    ordered = scene.speech.say("cancel_by_tap" if can_cancel else "cancel_too_late")
    other = ordered if is_under_way(scene) else None
    if draft.lines:
        text = scene.speech.sentences(scene.speech.say("started_over"), other)
        return Reply(emptied(draft), (text,), chips=scene.speech.chips("menu"))
    return Reply(draft, (other or scene.speech.say("nothing_to_cancel"),))


def refund(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """Money back: what is true of card and payment now, and the one way that is open."""
    return Reply(draft, (_helped(scene, "after.refund"),))


def complaint(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """Wrong, late or spoiled."""
    return Reply(draft, (_helped(scene, "after.complaint"),))


def person(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """A human being is asked for: there is the shop, and there is nobody behind this chat."""
    return Reply(draft, (scene.speech.sentences(scene.speech.say("after.person"), _contact(scene)),))


def _helped(scene: Scene, key: str) -> str:
    state, say = scene.facts.latest_state, scene.speech.say
    if state is None:
        return say("after.no_order")
    if state in CAN_CANCEL:
        return scene.speech.sentences(_state(scene), say("cancel_by_tap"))
    if state == OrderState.HANDED_OVER:
        return scene.speech.sentences(say(key), _contact(scene), _money(scene), _card(scene))
    if state in ENDED or state == OrderState.CANCELLING:
        return scene.speech.sentences(_state(scene), _money(scene), _card(scene))
    return scene.speech.sentences(_state(scene), _when(scene), say("after.under_way"), _contact(scene))


def _state(scene: Scene) -> str:
    return scene.speech.say(f"status.{scene.facts.latest_state or 'none'}")


def _when(scene: Scene) -> str | None:
    """Number and time of an order that is still to come."""
    order = scene.last
    if order is None or order.state not in _ON_ITS_WAY:
        return None
    number = number_of(order.order_id)
    store = _store(scene, order)
    if order.state == OrderState.AT_DOOR or store is None:
        return scene.speech.say("status.number", number=number)
    by = local_clock(order.eta_to, store.utc_offset_minutes)
    return scene.speech.say("status.when", number=number, time=by)


def _contact(scene: Scene) -> str | None:
    """How to reach the shop of the last order."""
    if scene.last is None:
        return None
    store, number = _store(scene, scene.last), number_of(scene.last.order_id)
    name = scene.speech.name(scene.last.store_name)
    if store is None or not store.phone:
        return scene.speech.say("after.contact_at_store", store=name, number=number)
    return scene.speech.say("after.contact", store=name, phone=store.phone, number=number)


def _money(scene: Scene) -> str | None:
    payment = scene.last.payment if scene.last else None
    if payment is None:
        return None
    return scene.speech.say(f"payment.{payment['state']}", pay=yuan(payment["amount_fen"]))


def _card(scene: Scene) -> str | None:
    """What became of the card on the last order; without its row, that a usable one is safe."""
    if scene.last is None:
        return scene.card_kept
    card = scene.last.card
    known = {"held", "redeemed", "issued"}
    return scene.speech.say(f"order_card.{card['state']}") if card and card["state"] in known else None


def _store(scene: Scene, order: OrderView) -> Store | None:
    return scene.city.stores.get(UUID(order.store_id))
