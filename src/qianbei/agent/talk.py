"""Answers that change no cart: the wallet, help, small talk, and what cannot be done here yet.

Nothing is promised that no tool can do: what does not exist is said in one sentence, and the cart stays.
"""

from msgspec.structs import replace

from qianbei.agent import suggestions
from qianbei.agent.offering import say
from qianbei.agent.scene import DropPhase, Reply, Scene
from qianbei.agent.state import Draft
from qianbei.agent.tools import Tool
from qianbei.kit.clock import CITY_OFFSET
from qianbei.kit.money import yuan
from qianbei.reader.contracts import Turn

_OF_DROP = {
    DropPhase.LATER: "drop.later",
    DropPhase.PRESENT: "drop.present",
    DropPhase.DRAWING: "drop.drawing",
    DropPhase.LEFT: "drop.left",
    DropPhase.GONE: "drop.gone",
}
_BEFORE_THE_DRAW = frozenset({DropPhase.LATER, DropPhase.PRESENT, DropPhase.DRAWING})


def wallet(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """The card and the cash; the rest stands on the wallet's page."""
    card, cash_fen, speech = scene.facts.card, scene.facts.cash_fen, scene.speech
    about = speech.card(card) if card is not None else speech.say("wallet_none")
    cash = speech.say("wallet_cash", amount=yuan(cash_fen)) if cash_fen else None
    over = speech.say("hands.campaign") if card is None and Tool.CAMPAIGN in scene.down else None
    return Reply(draft, (speech.sentences(about, cash, over),), chips=(speech.page("wallet", "#/wallet"),))


def invite(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """A code is shown where it can be copied."""
    over = scene.speech.say("hands.campaign") if Tool.CAMPAIGN in scene.down else None
    text = over or scene.speech.say("invite_how")
    return Reply(draft, (text,), chips=(scene.speech.page("invite", "/invite"),))


def drop(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """The next drop of cards, its time, and that the lot decides and no fast hand."""
    coming, speech = scene.drop, scene.speech
    if coming is None:
        return Reply(draft, (speech.say("drop.none"),), chips=(speech.page("wallet", "#/wallet"),))
    next_ = coming.drop
    when = {
        name: speech.say("when", at=getattr(next_, name) + CITY_OFFSET)
        for name in ("present_from", "opens_at", "ends_at")
    }
    about = {
        "name": speech.name(next_.name),
        "cards": next_.cards,
        "face": yuan(next_.face_fen),
        "left": next_.left,
    }
    said = speech.say(_OF_DROP[coming.phase], **about, **when)
    how = speech.say("drop.how") if coming.phase in _BEFORE_THE_DRAW else None
    return Reply(draft, (speech.sentences(said, how),), chips=(speech.page("drop", "#/drops"),))


def travel(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """Read back as it was understood, so that the person sees what was lost: nothing but the booking."""
    trip = turn.trip
    said = [part for part in (trip.start, trip.end, trip.date) if part] if trip else []
    if not said:
        return say(scene, draft, "travel_none")
    return Reply(draft, (scene.speech.say("travel_not_yet", trip=scene.speech.quoted(said)),))


def memory(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """What holds for this order; the words themselves are noted by `with_dislikes`."""
    return Reply(draft, ()) if turn.dislikes else say(scene, draft, "memory_none")


def with_dislikes(scene: Scene, turn: Turn, reply: Reply) -> Reply:
    """The reply with the promise that what was said is left out of this order, and of no other."""
    if not turn.dislikes:
        return reply
    note = scene.speech.say("memory_kept", words=scene.speech.quoted(turn.dislikes))
    return replace(reply, texts=(*reply.texts, note))


def help_(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    return _with_example(scene, draft, "help")


def small_talk(scene: Scene, draft: Draft, turn: Turn) -> Reply:
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
