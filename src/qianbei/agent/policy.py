"""The policy of one turn: pure code over the typed turn, the person's facts and one instant of the city.

Fill what is needed, ask one thing at a time, read back, offer. What was not read is said and never ordered. Nothing
said here places an order: that is a tap on an offer, and the facts tell what became of it.
"""

from msgspec.structs import replace

from qianbei.agent import offering, shopping, suggestions
from qianbei.agent.offering import ask, say
from qianbei.agent.scene import Reply, Scene
from qianbei.agent.shopping import as_read, emptied
from qianbei.agent.state import Draft
from qianbei.menu import LineFault, LineFaultReason, price_line
from qianbei.orders.contracts import ENDED
from qianbei.reader.contracts import Intent, NeedKind, Turn
from qianbei.views.orders import CAN_CANCEL


def answer(scene: Scene, draft: Draft, placed: Draft | None = None) -> Reply:
    """The reply to the scene's words said with this draft; `placed` is the one before it if that is an order now."""
    current = _still_sold(scene, draft)
    if draft.lines and not current.lines:
        return say(scene, emptied(draft), "menu_changed", "menu")
    if current.lines and scene.speech.asks_for_price(scene.words):
        return offering.quote(scene, current)
    reply = offering.with_standing_offer(scene, current, _answer(scene, current, placed))
    if current is not draft:
        text = scene.speech.sentences(scene.speech.say("menu_changed"), *reply.texts)
        return replace(reply, texts=(text,))
    return reply


def _answer(scene: Scene, draft: Draft, placed: Draft | None) -> Reply:
    is_shut = draft.store is not None and str(draft.store) not in scene.city.compiled.menu_of
    turn = scene.read(as_read(emptied(draft) if is_shut else draft))
    plain = _PLAIN.get(turn.intent)
    if plain is not None and not turn.edits and not turn.candidates:
        return plain(scene, draft, turn)
    if is_shut and draft.lines:
        return say(scene, draft, "this_store_paused", "other_store", "start_over")
    if scene.quoter is None or draft.store is None or is_shut:
        return _begin(scene, replace(draft, store=None), turn, placed)
    return shopping.change(scene, draft, turn)


def _begin(scene: Scene, draft: Draft, turn: Turn, placed: Draft | None) -> Reply:
    """Nothing is in the cart yet."""
    if turn.candidates:
        return shopping.choose_store(scene, draft, turn.candidates)
    if turn.fault is None and turn.needs:
        again = shopping.once_more(scene, draft, placed) if placed and not turn.unread else None
        return again or ask(scene, draft, NeedKind.ITEM, ())
    return shopping.not_done(scene, draft, turn)


def _still_sold(scene: Scene, draft: Draft) -> Draft:
    """The draft without lines that its store's menu of today no longer allows."""
    if draft.store is None:
        return draft
    if scene.city.menu_key_of(draft.store) is None:
        return emptied(draft)
    menu = scene.menu_of(draft.store)
    lines = tuple(
        line
        for line in draft.lines
        if not isinstance(fault := price_line(menu, line.choice), LineFault)
        or fault.reason is LineFaultReason.GROUP_REQUIRED
    )
    return draft if len(lines) == len(draft.lines) else replace(draft, lines=lines, question=None)


def _confirm(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """Yes: to what is still open, to the rest of what was understood, or to an offer, which a tap places."""
    if draft.lines and turn.needs:
        return ask(scene, draft, turn.needs[0].kind, turn.choices)
    if draft.lines and draft.store is not None:
        return offering.quote(scene, replace(draft, unread=(), question=None))
    return _status(scene, draft, turn) if _is_under_way(scene) else _help(scene, draft, turn)


def _decline(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    chips = ("other_store", "start_over") if draft.lines else ("menu",)
    return say(scene, replace(draft, question=None), "declined", *chips)


def _cancel(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """The cart is emptied; an order is cancelled by a tap on it, while it can be."""
    state = scene.facts.latest_state
    key = "cancel_by_tap" if state in CAN_CANCEL else "cancel_too_late"
    if draft.lines:
        text = scene.speech.say("started_over")
        other = scene.speech.say(key) if _is_under_way(scene) else None
        return Reply(emptied(draft), (scene.speech.sentences(text, other),), chips=scene.speech.chips("menu"))
    return say(scene, draft, key if _is_under_way(scene) else "nothing_to_cancel")


def _start_over(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    return say(scene, emptied(draft), "started_over", "menu", "help")


def _status(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    return say(scene, draft, f"status.{scene.facts.latest_state or 'none'}")


def _menu(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    if turn.stores and not draft.lines:
        return shopping.other_store(scene, draft, turn)
    return shopping.shelf(scene, draft)


def _wallet(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    card = scene.facts.card
    if card is None:
        return say(scene, draft, "wallet_none")
    return Reply(draft, (scene.speech.card(card),))


def _help(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    return _with_example(scene, draft, "help")


def _small_talk(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    return _with_example(scene, draft, "small_talk")


def _with_example(scene: Scene, draft: Draft, key: str) -> Reply:
    """An answer, and when there is no cart yet an order to try."""
    if draft.lines:
        return say(scene, draft, key)
    stores = list(scene.city.compiled.menu_of)
    sold = suggestions.widely_sold(scene.speech, scene.city, stores)
    example = suggestions.example(scene.speech, sold)
    return replace(
        say(scene, draft, key, "menu"), chips=(*((example,) if example else ()), *scene.speech.chips("menu"))
    )


def _nothing(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    if draft.store is not None and scene.quoter is not None:
        return shopping.change(scene, draft, turn)
    return shopping.not_done(scene, draft, turn)


def _is_under_way(scene: Scene) -> bool:
    return scene.facts.latest_state is not None and scene.facts.latest_state not in ENDED


_PLAIN = {
    Intent.CONFIRM: _confirm,
    Intent.DECLINE: _decline,
    Intent.CANCEL: _cancel,
    Intent.STATUS: _status,
    Intent.START_OVER: _start_over,
    Intent.OTHER_STORE: shopping.other_store,
    Intent.MENU: _menu,
    Intent.HELP: _help,
    Intent.WALLET: _wallet,
    Intent.SMALL_TALK: _small_talk,
    Intent.NOTHING: _nothing,
}
