"""The policy of one turn: pure code over the typed turn, the person's facts and one instant of the city.

Fill what is needed, ask one thing at a time, read back, offer; afterwards follow and help. What was not read is said
and never ordered. Nothing said here places an order: that is a tap on an offer, and the facts tell what became of it.
"""

import msgspec
from msgspec.structs import replace

from qianbei.agent import after, again, finding, form, offering, shopping, talk, wishes
from qianbei.agent.hands import held
from qianbei.agent.offering import ask, say
from qianbei.agent.scene import Reply, Scene
from qianbei.agent.shopping import as_read
from qianbei.agent.state import NOTHING_WISHED, Cart, Draft, emptied, remembering, taking_in
from qianbei.menu import LineFault, LineFaultReason, price_line
from qianbei.reader.contracts import Intent, NeedKind, Turn


class Heard(msgspec.Struct, frozen=True):
    """What the words mean for the draft, without what its shop no longer sells; `is_shut` when the shop takes no order."""

    draft: Draft
    turn: Turn
    is_shut: bool = False


def hear(scene: Scene, draft: Draft) -> Heard:
    """Reads the scene's words. With a shut shop they are read as the whole city reads them."""
    current = _still_sold(scene, draft)
    is_shut = current.store is not None and str(current.store) not in scene.city.compiled.menu_of
    turn = scene.read(as_read(emptied(current) if is_shut else current))
    return Heard(current, turn, is_shut)


def answer(scene: Scene, draft: Draft, heard: Heard) -> Reply:
    """The reply to what was heard with this draft."""
    current, turn = heard.draft, heard.turn
    if draft.lines and not current.lines:
        return say(scene, emptied(draft), "menu_changed", "menu")
    taken = taking_in(current, turn)
    scene = wishes.with_wishes(scene, taken)
    if current.lines and scene.speech.asks_for_price(scene.words):
        return held(scene, offering.quote(scene, taken))
    order_by = form.asked(scene)
    answered = (
        form.listed(scene, taken, order_by) if order_by else _answer(scene, replace(heard, draft=taken))
    )
    reply = form.with_chips(scene, offering.with_standing_offer(scene, taken, answered))
    reply = talk.with_dislikes(scene, turn, wishes.with_notes(scene, turn, reply))
    if turn.intent is not Intent.UNDO:
        kept = remembering(reply.draft, Cart(draft.store, draft.lines))
        reply = replace(reply, draft=kept)
    if len(current.lines) != len(draft.lines):
        text = scene.speech.sentences(scene.speech.say("menu_changed"), *reply.texts)
        reply = replace(reply, texts=(text,))
    return held(scene, reply)


def _answer(scene: Scene, heard: Heard) -> Reply:
    draft, turn = heard.draft, heard.turn
    always = _ALWAYS.get(turn.intent)
    if always is not None:
        return always(scene, draft, turn)
    plain = _PLAIN.get(turn.intent)
    if plain is not None and not turn.edits and not turn.candidates:
        return plain(scene, draft, turn)
    if heard.is_shut and draft.lines:
        return say(scene, draft, "this_store_paused", "other_store", "start_over")
    if scene.quoter is None or draft.store is None or heard.is_shut:
        return _begin(scene, replace(draft, store=None), turn)
    return shopping.change(scene, draft, turn)


def _begin(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """Nothing is in the cart yet."""
    if turn.candidates:
        return shopping.choose_store(scene, draft, turn.candidates)
    if turn.fault is None and turn.needs:
        return (None if turn.unread else again.once_more(scene, draft)) or ask(
            scene, draft, NeedKind.ITEM, ()
        )
    if wishes.were_said(turn.wishes) and not turn.unread:
        return say(scene, draft, "wish.noted", "menu")
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
    """Yes: to what is still open, to what was understood, or to an offer, which a tap places."""
    if draft.lines and turn.needs:
        return ask(scene, draft, turn.needs[0].kind, turn.choices)
    if draft.lines and draft.store is not None:
        return offering.quote(scene, replace(draft, unread=(), question=None, is_guess=False))
    if after.is_under_way(scene):
        return after.status(scene, draft, turn)
    return talk.help_(scene, draft, turn)


def _decline(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """No: to a guess, which goes away, or to what was asked or offered."""
    if draft.is_guess:
        cart = draft.before[-1] if draft.before else Cart(None, ())
        draft = replace(emptied(draft), store=cart.store, lines=cart.lines)
    chips = ("other_store", "start_over") if draft.lines else ("menu",)
    return say(scene, replace(draft, question=None), "declined", *chips)


def _start_over(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    return say(scene, replace(emptied(draft), wishes=NOTHING_WISHED), "started_over", "menu", "help")


def _menu(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    if turn.stores and not draft.lines:
        return shopping.other_store(scene, draft, turn)
    return shopping.shelf(scene, draft)


def _nothing(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    if draft.store is not None and scene.quoter is not None:
        return shopping.change(scene, draft, turn)
    if wishes.were_said(turn.wishes):
        return _begin(scene, draft, turn)
    return shopping.not_done(scene, draft, turn)


_ALWAYS = {
    Intent.UNDO: again.undo,
    Intent.REPEAT: again.repeat,
    Intent.SEARCH: finding.search,
    Intent.COMPARE: finding.compare,
    Intent.RECOMMEND: finding.recommend,
    Intent.REFUND: after.refund,
    Intent.COMPLAINT: after.complaint,
    Intent.PERSON: after.person,
    Intent.TRAVEL: talk.travel,
    Intent.INVITE: talk.invite,
    Intent.DROP: talk.drop,
}
"""Answered in their own way, whatever else stands in the words."""

_PLAIN = {
    Intent.CONFIRM: _confirm,
    Intent.DECLINE: _decline,
    Intent.CANCEL: after.cancel,
    Intent.STATUS: after.status,
    Intent.START_OVER: _start_over,
    Intent.OTHER_STORE: shopping.other_store,
    Intent.MENU: _menu,
    Intent.HELP: talk.help_,
    Intent.WALLET: talk.wallet,
    Intent.MEMORY: talk.memory,
    Intent.SMALL_TALK: talk.small_talk,
    Intent.NOTHING: _nothing,
}
"""Answered so when nothing in the words changes the cart."""
