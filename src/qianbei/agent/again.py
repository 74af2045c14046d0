"""Going back and having it again: undo, once more, and the order of last time."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qianbei.agent import offering, shopping
from qianbei.agent.no_quote import NoQuote
from qianbei.agent.scene import Reply, Scene
from qianbei.agent.shopping import as_read
from qianbei.agent.state import Cart, Draft, emptied
from qianbei.menu import Choice, LineChoice, LinePrice, Removed, price_line
from qianbei.offers.contracts import OfferLine
from qianbei.reader import api as reader
from qianbei.reader.contracts import AddLine, DraftLine, SetQuantity, Turn
from qianbei.views.orders import OrderView, checkout_in


def undo(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """The cart as it was before its last change, at the shop where it was."""
    if not draft.before:
        return offering.say(scene, draft, "nothing_to_undo")
    cart = draft.before[-1]
    back = replace(emptied(draft), lines=cart.lines, store=cart.store, before=draft.before[:-1])
    if not back.lines or back.store is None or scene.quoter is None:
        return offering.say(scene, back, "undone_to_nothing", "menu")
    return _after(scene, "undone", shopping.settled(scene, back))


def repeat(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """The last order of this conversation, else of this person, with what the words change of it."""
    cart = draft.orders[-1] if draft.orders else _cart_of(scene.last)
    if cart is None or cart.store is None:
        return offering.say(scene, draft, "repeat_none", "menu")
    if scene.quoter is None:
        return offering.say(scene, draft, "no_door")
    if draft.lines and draft.store != cart.store:
        return offering.say(scene, draft, "repeat_elsewhere", "start_over")
    lines = _still_made(scene, cart)
    if not lines:
        return offering.say(scene, draft, "repeat_gone", "menu")
    wanted = replace(draft, store=cart.store, lines=(*draft.lines, *lines), question=None, unread=())
    if turn.again:
        return _changed(scene, draft, wanted, turn)
    if draft.lines or not isinstance(scene.quoter.reach(cart.store), NoQuote):
        return shopping.settled(scene, wanted)
    return shopping.moved(scene, wanted) or shopping.settled(scene, wanted)


def once_more(scene: Scene, draft: Draft) -> Reply | None:
    """The cart that was just placed, wanted again: as many of it, or such copies of its lines, as the words say.

    None when they say something else.
    """
    if not draft.orders:
        return None
    placed = draft.orders[-1]
    turn = scene.read(as_read(replace(draft, lines=placed.lines, store=placed.store)))
    if turn.unread or turn.fault or not all(isinstance(edit, SetQuantity | AddLine) for edit in turn.edits):
        return None
    counted = {edit.index: edit.quantity for edit in turn.edits if isinstance(edit, SetQuantity)}
    lines = [DraftLine(edit.choice) for edit in turn.edits if isinstance(edit, AddLine)]
    for index, line in enumerate(placed.lines):
        more = counted.get(index, line.choice.quantity) - line.choice.quantity
        if more > 0:
            lines.append(DraftLine(replace(line.choice, quantity=more)))
    if not lines or placed.store is None:
        return None
    return offering.quote(scene, replace(draft, store=placed.store, lines=tuple(lines)))


def _changed(scene: Scene, draft: Draft, wanted: Draft, turn: Turn) -> Reply:
    """The repeated order with the words that change it; nothing is taken over when they can't be followed."""
    edits = scene.reader(as_read(wanted), turn.again, scene.speech.language)
    if not edits.edits or edits.fault is not None:
        return shopping.not_done(scene, draft, edits)
    after = reader.apply(as_read(wanted), edits)
    changed = replace(wanted, lines=after.lines, question=after.question, unread=edits.unread)
    if edits.needs:
        return offering.ask(scene, changed, edits.needs[0].kind, edits.choices)
    return offering.quote(scene, changed)


def _after(scene: Scene, key: str, reply: Reply) -> Reply:
    first, *rest = reply.texts
    return replace(reply, texts=(scene.speech.sentences(scene.speech.say(key), first), *rest))


def _cart_of(order: OrderView | None) -> Cart | None:
    """The cart of an order's checkout."""
    if order is None:
        return None
    lines = msgspec.json.decode(checkout_in(order).lines, type=list[OfferLine])
    return Cart(UUID(order.store_id), tuple(DraftLine(_chosen(line)) for line in lines))


def _chosen(line: OfferLine) -> LineChoice:
    options = tuple(
        Choice(each.group, each.option, each.quantity, each.qualifier) for each in line.options if each.chosen
    )
    removed = tuple(Removed(each.group, each.option) for each in line.removed)
    return LineChoice(line.item, line.quantity, options, removed)


def _still_made(scene: Scene, cart: Cart) -> Sequence[DraftLine]:
    """The lines that the shop's menu of today allows."""
    if cart.store is None or scene.city.menu_key_of(cart.store) is None:
        return ()
    menu = scene.menu_of(cart.store)
    return tuple(line for line in cart.lines if isinstance(price_line(menu, line.choice), LinePrice))
