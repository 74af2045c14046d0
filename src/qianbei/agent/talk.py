"""Answers that change no cart: the wallet, help, small talk, and what cannot be done here yet.

Nothing is promised that no tool can do: what does not exist is said in one sentence, and the cart stays.
"""

from msgspec.structs import replace

from qianbei.agent import suggestions
from qianbei.agent.offering import say
from qianbei.agent.scene import Reply, Scene
from qianbei.agent.state import Draft
from qianbei.agent.tools import Tool
from qianbei.reader.contracts import Turn


def wallet(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    card = scene.facts.card
    if card is not None:
        return Reply(draft, (scene.speech.card(card),))
    none = scene.speech.say("wallet_none")
    over = scene.speech.say("hands.campaign") if Tool.CAMPAIGN in scene.down else None
    return Reply(draft, (scene.speech.sentences(none, over),))


def invite(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    return say(scene, draft, "invite_none")


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
