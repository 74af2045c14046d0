"""From a cart to what is said of it: an offer, a question, or why there is none."""

from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace

from qianbei.agent import suggestions
from qianbei.agent.no_quote import NoQuote
from qianbei.agent.quoted import Quoted
from qianbei.agent.scene import CHIPS_MAX, Reply, Scene
from qianbei.agent.speech import Speech
from qianbei.agent.state import Alternative, Chip, Draft, Offered
from qianbei.kit.money import yuan
from qianbei.menu import LineChoice, Menu
from qianbei.offers.contracts import Offer
from qianbei.reader.contracts import ChoiceOffered, NeedKind, Question

WORDS_AGAIN_MAX = 60
"""Longer words are not offered to be said again by a tap."""


def say(scene: Scene, draft: Draft, key: str, *chips: str) -> Reply:
    """One sentence, nothing else."""
    return Reply(draft, (scene.speech.say(key),), chips=scene.speech.chips(*chips))


def quote(scene: Scene, draft: Draft) -> Reply:
    """The offer for the draft's cart at its store. Words that were not understood wait for a yes."""
    if scene.quoter is None:
        return say(scene, draft, "no_door")
    assert draft.store is not None, "a cart has a store"
    outcome = scene.quoter.one(draft.store, draft.lines)
    if isinstance(outcome, NoQuote):
        return refusal(scene, draft, outcome, (draft.store,), scene.speech.chips("other_store", "start_over"))
    return offer(scene, draft, outcome)


def offer(scene: Scene, draft: Draft, made: Offer, others: Sequence[Quoted] = ()) -> Reply:
    """The read-back of an offer, with ways to change it and other shops that make the same."""
    offers = tuple([Offered(each.store_id, each.total_fen, each.pay_fen) for each in (made, *others)])
    draft = replace(draft, question=None, offers=offers)
    cart = cart_told(scene, draft, made)
    if draft.is_guess:
        text = scene.speech.say("guess", cart=cart)
        return Reply(
            draft,
            (scene.speech.sentences(text, _unread(scene, draft)),),
            chips=scene.speech.chips("guess_right", "guess_wrong"),
        )
    if draft.unread:
        text = scene.speech.say("unread_rest", words=scene.speech.quoted(draft.unread), cart=cart)
        return Reply(draft, (text,), chips=scene.speech.chips("yes_rest", "start_over"))
    return Reply(
        draft,
        (scene.speech.offer(made, cart),),
        made,
        change_chips(scene, draft),
        tuple([alternative(scene, each) for each in others]),
    )


def cart_told(scene: Scene, draft: Draft, made: Offer) -> str:
    """The draft's cart in words, as its offer has it: it does not hang on who asks."""
    menu = scene.menu_of(made.store_id)
    asked = ("told", scene.city.standings[made.store_id].menu, draft.lines, scene.speech.language)
    return scene.city.known.once(asked, lambda: scene.speech.cart(made, menu))


def change_chips(scene: Scene, draft: Draft) -> tuple[Chip, ...]:
    """What a cart with an offer can be changed by; the last line is the one that words without a name mean."""
    assert draft.store is not None, "a cart has a store"
    line, is_alone = draft.lines[-1].choice, len(draft.lines) == 1
    menu = scene.menu_of(draft.store)
    asked = ("changes", scene.city.standings[draft.store].menu, line, is_alone, scene.speech.language)
    return scene.city.known.once(asked, lambda: _change_chips(scene.speech, menu, line, is_alone=is_alone))


def _change_chips(speech: Speech, menu: Menu, line: LineChoice, *, is_alone: bool) -> tuple[Chip, ...]:
    changes = suggestions.changes(speech, menu, line)
    more = ("one_more", "other_store") if is_alone else ("other_store",)
    return (*(change.chip for change in changes), *speech.chips(*more))


def with_standing_offer(scene: Scene, before: Draft, reply: Reply) -> Reply:
    """An answer to something else takes no good offer off the table: the cart that stands is quoted anew.

    A cart that just changed and left a question open waits for its answer.
    """
    draft = reply.draft
    if reply.offer or not draft.lines or draft.store is None or scene.quoter is None:
        return reply
    if draft.unread or draft.is_guess or (draft.question is not None and draft.lines != before.lines):
        return reply
    made = scene.quoter.one(draft.store, draft.lines)
    if isinstance(made, NoQuote):
        return reply
    named = next((each for each in draft.offers if each.store == made.store_id), None)
    changed = named is not None and named.pay_fen != made.pay_fen and draft.lines == before.lines
    text = (scene.speech.say("price_changed", pay=yuan(made.pay_fen)),) if changed else ()
    draft = replace(draft, offers=(Offered(made.store_id, made.total_fen, made.pay_fen),))
    chips = reply.chips or change_chips(scene, draft)
    return replace(reply, draft=draft, texts=(*reply.texts, *text), offer=made, chips=chips)


def refusal(
    scene: Scene, draft: Draft, why: NoQuote, stores: Sequence[UUID], chips: tuple[Chip, ...]
) -> Reply:
    """Why nothing can be offered now, and that the card is safe."""
    return Reply(draft, (scene.speech.sentences(_why(scene, why, stores), scene.card_kept),), chips=chips)


def _why(scene: Scene, why: NoQuote, stores: Sequence[UUID]) -> str:
    if scene.quoter and why is NoQuote.CLOSED and (opens := scene.quoter.opens_next(stores)):
        return scene.speech.say("store_opens", time=opens)
    if scene.quoter and why is NoQuote.TOO_MANY:
        return scene.speech.say("too_many_cups", cups=scene.quoter.most_cups(stores))
    return scene.speech.say(why.value)


def say_again(scene: Scene) -> tuple[Chip, ...]:
    """A chip that says the same words once more."""
    return words_again(scene.speech, scene.words)


def words_again(speech: Speech, words: str) -> tuple[Chip, ...]:
    text = " ".join(words.split())
    return (Chip(speech.say("try_again"), text),) if 0 < len(text) <= WORDS_AGAIN_MAX else ()


def ask(scene: Scene, draft: Draft, kind: NeedKind, choices: Sequence[ChoiceOffered]) -> Reply:
    """One question with its answers as chips; what was not understood is said first."""
    draft = replace(draft, question=Question(tuple(choices)) if choices else None)
    text = scene.speech.sentences(_unread(scene, draft), _question(scene, draft, kind, choices))
    chips = choice_chips(choices) or tuple(Chip(name, name) for name in menu_names(scene, draft.store))
    return Reply(draft, (text,), chips=chips)


def _unread(scene: Scene, draft: Draft) -> str | None:
    return scene.speech.say("unread", words=scene.speech.quoted(draft.unread)) if draft.unread else None


def _question(scene: Scene, draft: Draft, kind: NeedKind, choices: Sequence[ChoiceOffered]) -> str:
    first = choices[0] if choices else None
    if (
        kind is NeedKind.ITEM
        or first is None
        or first.item is None
        or first.group is None
        or draft.store is None
    ):
        return scene.speech.say("need_item")
    resolved = scene.menu_of(draft.store).resolved[first.item]
    language = scene.speech.language
    group = resolved.groups[first.group].group.name.of(language)
    return scene.speech.say("need_option", item=resolved.item.name.of(language), group=group)


def choice_chips(choices: Sequence[ChoiceOffered]) -> tuple[Chip, ...]:
    """Answers as chips; two that look the same are one."""
    labels = dict.fromkeys(choice.label for choice in choices)
    return tuple(Chip(label, label) for label in labels)[:CHIPS_MAX]


def menu_names(scene: Scene, store: UUID | None) -> list[str]:
    """Names to begin with: of the store chosen, or of what shops that can serve now sell most widely."""
    stores = [str(store)] if store else list(scene.city.compiled.menu_of)
    if store is None and scene.quoter is not None:
        stores = [each for each in stores if not isinstance(scene.quoter.reach(UUID(each)), NoQuote)]
    return suggestions.names(scene.speech, suggestions.widely_sold(scene.speech, scene.city, stores))


def alternative(scene: Scene, made: Quoted) -> Alternative:
    return Alternative(
        store_id=made.store_id,
        store_name=made.store_name,
        pay_fen=made.pay_fen,
        total_fen=made.total_fen,
        distance_m=made.distance_m,
        eta_to=made.eta_to,
        say=scene.speech.spoken(made.store_name),
    )
