"""What words do to a cart: choosing a shop for it, changing it there, taking it to another shop.

A cart has one shop. It moves only when the person says so; an item that only others sell is told, not smuggled in.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from uuid import UUID

from msgspec.structs import replace

from qianbei.agent import offering
from qianbei.agent.faults import fault_text, line_refused
from qianbei.agent.no_quote import NoQuote
from qianbei.agent.offering import ask, choice_chips, quote, refusal, say, say_again
from qianbei.agent.quoted import Quoted, Wish
from qianbei.agent.scene import CHIPS_MAX, Reply, Scene
from qianbei.agent.state import Chip, Draft, emptied
from qianbei.agent.wishes import choose_among_stores, preference, were_said
from qianbei.reader import api as reader
from qianbei.reader.contracts import Candidate, Question, Turn, TurnFault
from qianbei.reader.contracts import Draft as ReaderDraft

PASSED_MAX = 20

STORE_SETS_MAX = 256
"""Sets of stores whose ids are remembered; about 5 kB each for sixty stores."""


def as_read(draft: Draft) -> ReaderDraft:
    """The draft as the reader knows it."""
    store = str(draft.store) if draft.store else None
    return ReaderDraft(draft.lines, store, draft.question, dislikes=draft.dislikes)


def choose_store(scene: Scene, draft: Draft, candidates: Sequence[Candidate]) -> Reply:
    """Every menu that reads the words is a wish; the best shop that can serve one is taken, with its reading."""
    if scene.quoter is None:
        return replace(say(scene, draft, "no_door"), chips=say_again(scene))
    complete = [each for each in candidates if not each.needs and each.fault is None]
    wishes = [wish_of(each, draft.passed) for each in complete]
    best = scene.quoter.best(wishes, preference(scene, draft))
    if not isinstance(best, NoQuote):
        read = next(each for each in complete if each.lines is best[0].lines)
        taken = replace(draft, store=best[0].store_id, lines=read.lines, unread=read.unread)
        reply = offering.offer(scene, taken, best[0].offer, best[1:])
        return _to_check(scene, reply) if read.is_guess else reply
    for candidate in candidates:
        store = (
            None if candidate in complete else scene.quoter.nearest(wish_of(candidate, draft.passed).stores)
        )
        if store is not None:
            return _unfinished(scene, draft, candidate, store)
    stores = [UUID(store) for each in candidates for store in each.stores]
    if not complete:
        reached = (scene.quoter.reach(store) for store in stores)
        best = next((why for why in reached if isinstance(why, NoQuote)), best)
    return refusal(scene, draft, best, stores, (*say_again(scene), *scene.speech.chips("menu")))


def _unfinished(scene: Scene, draft: Draft, candidate: Candidate, store: UUID) -> Reply:
    """A cart that lacks a required choice has no price yet: its nearest shop is taken, and asked for."""
    after = reader.take(as_read(draft), candidate, str(store))
    taken = replace(draft, store=store, lines=after.lines, question=after.question, unread=candidate.unread)
    if candidate.needs and candidate.fault is None:
        return ask(scene, taken, candidate.needs[0].kind, candidate.choices)
    return not_done(scene, taken, candidate)


def change(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """A shop is chosen: its menu reads the words, and the cart is quoted there."""
    elsewhere = _at(turn.elsewhere, turn.stores)
    is_named = bool(turn.stores) and str(draft.store) not in turn.stores
    if elsewhere and (is_named or not (turn.edits or draft.lines)):
        return choose_store(scene, emptied(draft), elsewhere)
    if not turn.edits and draft.lines and were_said(turn.wishes) and not turn.unread and not turn.needs:
        return _chosen_anew(scene, draft, turn)
    if not turn.edits and (turn.fault is not None or not turn.needs):
        return _sold_elsewhere(scene, draft, turn, elsewhere) or not_done(scene, draft, turn)
    after = reader.apply(as_read(draft), turn)
    unread = turn.unread if turn.edits else draft.unread
    changed = replace(draft, lines=after.lines, question=after.question, unread=unread)
    if not after.lines:
        return say(scene, emptied(changed), "cart_empty", "menu")
    if turn.fault is not None:
        return not_done(scene, changed, turn)
    if turn.needs:
        return ask(scene, changed, turn.needs[0].kind, turn.choices)
    reply = quote(scene, changed)
    return _to_check(scene, reply) if turn.is_guess else reply


def _to_check(scene: Scene, reply: Reply) -> Reply:
    """An offer whose cart may have been meant otherwise: it is asked before the tap that says yes."""
    if reply.offer is None:
        return reply
    return replace(reply, texts=(scene.speech.say("check"), *reply.texts))


def not_done(scene: Scene, draft: Draft, read: Turn | Candidate) -> Reply:
    """What could not be done is said, with the nearest names; of what could, nothing is ordered without a yes."""
    question = Question(read.choices) if read.choices else None
    draft = replace(draft, question=question)
    if read.line_fault is not None:
        text = line_refused(scene, read.line_fault, draft.store)
    else:
        text = fault_text(scene, draft, read.fault, read.unread, offers_choices=bool(read.choices))
    chips = choice_chips(read.choices)
    if not chips:
        chips = scene.speech.chips(*(() if draft.lines else ("menu", "help")))
    if not chips and draft.unread:
        chips = scene.speech.chips("yes_rest", "start_over")
    return Reply(draft, (text,), chips=chips)


def _sold_elsewhere(scene: Scene, draft: Draft, turn: Turn, elsewhere: Sequence[Candidate]) -> Reply | None:
    """An item that only other shops sell: which, and that a cart comes from one shop."""
    if scene.quoter is None or turn.fault not in (None, TurnFault.NOT_FOUND) or not turn.unread:
        return None
    candidates = elsewhere or [
        each for each in scene.read_words(None, draft.dislikes).candidates if not each.unread
    ]
    nearest = scene.quoter.nearest(UUID(store) for each in candidates for store in each.stores)
    if nearest is None or nearest == draft.store:
        return None
    names = scene.city.stores[nearest].names
    store, words = scene.speech.name(names), scene.speech.quoted(turn.unread)
    chip = scene.speech.chip("from_there", store=store, spoken=scene.speech.spoken(names), words=scene.words)
    text = scene.speech.say("sold_elsewhere", words=words, store=store)
    return Reply(draft, (text,), chips=(chip,))


def other_store(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """The same cart from another shop, or from the one that was named."""
    named = [UUID(store) for store in turn.stores]
    if scene.quoter is None:
        return say(scene, draft, "no_door")
    if draft.store is None or not draft.lines:
        return _enter(scene, draft, named) if named else say(scene, draft, "nothing_yet", "menu")
    if draft.store in named:
        return quote(scene, draft)
    passed = draft.passed if named else (*draft.passed, draft.store)[-PASSED_MAX:]
    wishes = [Wish(_without(wish.stores, named, passed), wish.lines) for wish in wishes_of(scene, draft)]
    best = scene.quoter.best(wishes, preference(scene, draft))
    if isinstance(best, NoQuote):
        return say(scene, draft, "no_such_store" if named else "no_other_store")
    return _at_first(scene, replace(draft, passed=passed), best)


def moved(scene: Scene, draft: Draft) -> Reply | None:
    """The cart from whichever shop does best by what was wished, the one it is at included; None when none can."""
    assert scene.quoter is not None, "asked by who has a door"
    best = scene.quoter.best(wishes_of(scene, draft), preference(scene, draft))
    return None if isinstance(best, NoQuote) else _at_first(scene, draft, best)


def settled(scene: Scene, draft: Draft) -> Reply:
    """A cart that was put together without words: what it still lacks is asked, else it is quoted."""
    turn = scene.reader(as_read(draft), "", scene.speech.language)
    if turn.needs:
        return ask(scene, draft, turn.needs[0].kind, turn.choices)
    return quote(scene, draft)


def _chosen_anew(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """Only wishes were said: the shop is chosen again when that can honour them better."""
    if draft.unread or draft.is_guess or not choose_among_stores(turn.wishes):
        return quote(scene, draft)
    return moved(scene, draft) or quote(scene, draft)


def _at_first(scene: Scene, draft: Draft, best: Sequence[Quoted]) -> Reply:
    first = best[0]
    there = replace(draft, store=first.store_id, lines=first.lines)
    return offering.offer(scene, there, first.offer, best[1:])


def _enter(scene: Scene, draft: Draft, named: Sequence[UUID]) -> Reply:
    """A shop is named before anything is wanted: what it has."""
    assert scene.quoter is not None, "asked by other_store"
    store = scene.quoter.nearest(named)
    if store is None:
        why = scene.quoter.reach(named[0])
        assert isinstance(why, NoQuote), "a shop in reach would be the nearest"
        return refusal(scene, draft, why, named, scene.speech.chips("menu"))
    return shelf(scene, replace(draft, store=store, question=None))


def shelf(scene: Scene, draft: Draft) -> Reply:
    """Names to choose from."""
    names = offering.menu_names(scene, draft.store)
    if not names:
        return Reply(draft, (scene.speech.sentences(scene.speech.say("no_store"), scene.card_kept),))
    items = scene.speech.say("detail_separator").join(names)
    if draft.store is None:
        text = scene.speech.say("menu", items=items)
    else:
        store = scene.speech.name(scene.city.stores[draft.store].names)
        text = scene.speech.say("menu_of_store", items=items, store=store)
    return Reply(draft, (text,), chips=tuple(Chip(name, name) for name in names)[:CHIPS_MAX])


def wishes_of(scene: Scene, draft: Draft) -> list[Wish]:
    """The cart for shops with the same menu as it is, and for others as their menus read it in words."""
    assert draft.store is not None, "a cart has a store"
    key = scene.city.menu_key_of(draft.store)
    same = tuple(each for each in scene.city.stores if scene.city.menu_key_of(each) == key)
    wishes = [Wish(same, draft.lines)]
    words = scene.speech.wished(scene.menu_of(draft.store), [line.choice for line in draft.lines])
    if words is not None:
        wanted = sorted(line.choice.quantity for line in draft.lines)
        for each in scene.read_words(words).candidates:
            is_whole = not (each.needs or each.fault or each.unread)
            if is_whole and sorted(line.choice.quantity for line in each.lines) == wanted:
                wishes.append(wish_of(each, same))
    return wishes


def wish_of(candidate: Candidate, passed: Iterable[UUID]) -> Wish:
    stores = _without(_ids(candidate.stores), (), passed)
    return Wish(stores, candidate.lines, len(candidate.unread))


@lru_cache(STORE_SETS_MAX)
def _ids(stores: tuple[str, ...]) -> tuple[UUID, ...]:
    """The reader names stores by text; the same menus sell the same things to everybody."""
    return tuple(UUID(store) for store in stores)


def _without(stores: Iterable[UUID], named: Sequence[UUID], passed: Iterable[UUID]) -> tuple[UUID, ...]:
    gone = set(passed)
    if not gone and not named:
        return tuple(stores)
    return tuple(store for store in stores if store not in gone and (not named or store in named))


def _at(candidates: Sequence[Candidate], named: Sequence[str]) -> list[Candidate]:
    """The candidates at the shops that were named, when any of theirs was."""
    if not named:
        return list(candidates)
    kept = [replace(each, stores=tuple(s for s in each.stores if s in named)) for each in candidates]
    return [each for each in kept if each.stores]
