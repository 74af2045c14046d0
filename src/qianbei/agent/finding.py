"""Looking before choosing: is there such a thing, what does it cost where, and what to take.

Everything is computed from the menus of shops that can serve now. There are no ratings and no favourites, so none
are named: a suggestion says by what it was found (sold most widely, cheapest, soonest).
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from msgspec.structs import replace

from qianbei.agent import offering, shopping, suggestions
from qianbei.agent.no_quote import NoQuote
from qianbei.agent.quoted import Preference, Quoted, Wish
from qianbei.agent.scene import CHIPS_MAX, Reply, Scene
from qianbei.agent.state import Chip, Draft
from qianbei.kit.money import yuan
from qianbei.menu import LineChoice, LinePrice, Menu, price_line
from qianbei.offers.contracts import Offer
from qianbei.reader import api as reader
from qianbei.reader.contracts import Candidate, DraftLine, Intent, OrderBy, Turn
from qianbei.reader.contracts import Draft as ReaderDraft

TOPICS_MAX = 3


def search(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """Where a thing is sold, nearest to what was said."""
    return _listed(scene, draft, turn, "found", None)


def compare(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """What it costs where; without a topic, what the cart costs at other shops."""
    if turn.topic or not draft.lines:
        return _listed(scene, draft, turn, "compared", OrderBy.CHEAPEST)
    if scene.quoter is None:
        return offering.say(scene, draft, "no_door")
    found = scene.quoter.best(shopping.wishes_of(scene, draft), Preference(OrderBy.CHEAPEST))
    if isinstance(found, NoQuote) or len(found) < 2:
        return offering.say(scene, draft, "no_other_store")
    text = scene.speech.say("compared", offers=offers_text(scene, [each.offer for each in found]))
    others = [each for each in found if each.store_id != draft.store]
    return Reply(draft, (text,), alternatives=tuple(offering.alternative(scene, each) for each in others))


def recommend(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    """Something to begin with, by what the menus say; of one shop, its own menu."""
    if turn.topic:
        return _listed(scene, draft, turn, "found", draft.wishes.order_by)
    if draft.store is not None or scene.quoter is None:
        return shopping.shelf(scene, draft)
    stores = [str(each) for each in scene.city.stores if not isinstance(scene.quoter.reach(each), NoQuote)]
    quoted = []
    for menu, item in suggestions.widely_sold(scene.speech, scene.city, stores):
        best = _best_of(scene, menu, item)
        if best is not None and not (draft.wishes.budget_fen and best.pay_fen > draft.wishes.budget_fen):
            quoted.append(best)
    if not quoted:
        return shopping.shelf(scene, draft)
    picks = {
        "recommended.widely": quoted[0],
        "recommended.cheapest": min(quoted, key=lambda each: each.total_fen),
        "recommended.soonest": min(quoted, key=lambda each: each.eta_to),
    }
    texts: dict[str, str] = {}
    for key, offer in picks.items():
        name = scene.speech.name(offer.lines[0].name)
        told = scene.speech.say(key, item=name, total=yuan(offer.total_fen), minutes=_minutes(offer))
        texts.setdefault(name, told)
    text = scene.speech.say("recommended", picks=scene.speech.list(list(texts.values())))
    return Reply(draft, (text,), chips=tuple(Chip(name, name) for name in texts))


def _listed(scene: Scene, draft: Draft, turn: Turn, key: str, order_by: OrderBy | None) -> Reply:
    """The offers for what was asked about, as a list to choose from; the cart stays as it is."""
    if scene.quoter is None:
        return offering.say(scene, draft, "no_door")
    if not turn.topic:
        return shopping.shelf(scene, draft)
    offers: list[tuple[str, Offer]] = []
    for topic in turn.topic[:TOPICS_MAX]:
        found = _found(scene, draft, topic, order_by)
        wanted = found if len(turn.topic) == 1 else found[:1]
        offers += [(topic, each.offer) for each in wanted]
    if not offers:
        return _not_found(scene, draft, turn)
    if turn.intent is Intent.COMPARE:
        offers.sort(key=lambda each: each[1].total_fen)
    chips = [order_it(scene, offer, topic) for topic, offer in offers]
    text = scene.speech.say(key, offers=offers_text(scene, [offer for _, offer in offers]))
    return Reply(draft, (text,), chips=tuple(dict.fromkeys(chips))[:CHIPS_MAX])


def _found(scene: Scene, draft: Draft, topic: str, order_by: OrderBy | None) -> Sequence[Quoted]:
    assert scene.quoter is not None, "asked by _listed"
    candidates = scene.read_words(topic, draft.dislikes).candidates
    wishes = [wish for each in candidates if (wish := _completed(each)) is not None]
    best = scene.quoter.best(wishes, Preference(order_by, draft.wishes.budget_fen)) if wishes else ()
    return () if isinstance(best, NoQuote) else best


def _completed(candidate: Candidate) -> Wish | None:
    """A candidate as it could be priced: a required choice that is open is taken as the menu's first."""
    if candidate.fault is not None or not candidate.lines:
        return None
    if candidate.needs and candidate.choices:
        taken = reader.apply(
            ReaderDraft(candidate.lines), Turn(Intent.CHANGE, edits=candidate.choices[0].edits)
        )
        candidate = replace(candidate, lines=taken.lines)
    return shopping.wish_of(candidate, ())


def _not_found(scene: Scene, draft: Draft, turn: Turn) -> Reply:
    words = scene.speech.quoted(turn.topic)
    names = turn.choices or scene.read_words(turn.topic[0]).choices
    chips = offering.choice_chips(names) or scene.speech.chips("menu")
    return Reply(
        draft, (scene.speech.say("not_found" if names else "not_found_alone", words=words),), chips=chips
    )


def _best_of(scene: Scene, menu: Menu, item: str) -> Offer | None:
    """The best offer for one of an item as its menu makes it; None when it can't be had now."""
    assert scene.quoter is not None, "asked by recommend"
    price = price_line(menu, LineChoice(item))
    if not isinstance(price, LinePrice):
        return None
    stores = tuple(each for each in scene.city.stores if _sells(scene, each, menu))
    best = scene.quoter.best([Wish(stores, (DraftLine(price.choice),))])
    return None if isinstance(best, NoQuote) else best[0].offer


def _sells(scene: Scene, store_id: UUID, menu: Menu) -> bool:
    key = scene.city.menu_key_of(store_id)
    return key is not None and scene.city.menus[key] is menu


def order_it(scene: Scene, offer: Offer, topic: str) -> Chip:
    """A chip that orders this from there."""
    store = scene.speech.name(offer.store_name)
    return scene.speech.chip(
        "from_there", store=store, spoken=scene.speech.spoken(offer.store_name), words=topic
    )


def offers_text(scene: Scene, offers: Iterable[Offer]) -> str:
    """Offers as a list in one sentence."""
    return scene.speech.list([_one(scene, offer) for offer in offers])


def _one(scene: Scene, offer: Offer) -> str:
    names = [scene.speech.name(line.name) for line in offer.lines]
    return scene.speech.say(
        "offer_in_list",
        store=scene.speech.name(offer.store_name),
        items=scene.speech.say("and").join(names),
        total=yuan(offer.total_fen),
        minutes=_minutes(offer),
    )


def _minutes(offer: Offer) -> int:
    return int((offer.eta_to - offer.issued_at).total_seconds()) // 60
