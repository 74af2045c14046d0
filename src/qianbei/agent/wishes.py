"""What a person wishes of an order beside its lines: how much, by when, where to, for whom, with which card.

What an offer can honour is honoured when the store is chosen; what it cannot is said. Deliberately absent: bookings
for later, fetching at the store and ratings, which nothing in this city has.
"""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from qianbei.agent.quoted import Preference
from qianbei.agent.quotes import local_clock
from qianbei.agent.scene import Reply, Scene
from qianbei.agent.state import NOTHING_WISHED, Draft
from qianbei.kit.money import yuan
from qianbei.offers.contracts import Offer
from qianbei.reader.contracts import OrderBy, PlaceKind, TimeKind, TimeWish, Turn, Wishes

DAY_MINUTES = 24 * 60
HALF_DAY_MINUTES = 12 * 60

_CHOSEN_BY = {
    OrderBy.CHEAPEST: "wish.cheapest",
    OrderBy.FASTEST: "wish.fastest",
    OrderBy.NEAREST: "wish.nearest",
    OrderBy.BEST_RATED: "wish.no_ratings",
}


def were_said(wishes: Wishes) -> bool:
    return wishes != NOTHING_WISHED


def choose_among_stores(wishes: Wishes) -> bool:
    """True for wishes that another store may honour better."""
    return wishes.order_by is not None or wishes.budget_fen is not None or wishes.time is not None


def with_wishes(scene: Scene, draft: Draft) -> Scene:
    """The scene in which offers are made as the draft's wishes want them."""
    quoter, wishes = scene.quoter, draft.wishes
    if quoter is None:
        return scene
    if wishes.uses_card is False:
        quoter = quoter.without_card()
    if wishes.uses_cash is False:
        quoter = quoter.without_cash()
    return scene if quoter is scene.quoter else replace(scene, quoter=quoter)


def preference(scene: Scene, draft: Draft) -> Preference:
    """What the wishes mean for the order of the stores."""
    wishes = draft.wishes
    order_by = None if wishes.order_by is OrderBy.BEST_RATED else wishes.order_by
    is_by = wishes.time is not None and wishes.time.kind is TimeKind.BY
    latest = _instant(scene, wishes.time) if is_by and wishes.time else None
    return Preference(order_by, wishes.budget_fen, latest)


def with_notes(scene: Scene, turn: Turn, reply: Reply) -> Reply:
    """The reply with what became of the wishes: those just said, and those that the offer misses."""
    if not were_said(turn.wishes) and not were_said(reply.draft.wishes):
        return reply
    notes = scene.speech.sentences(*_notes(scene, turn.wishes, reply))
    return replace(reply, texts=(*reply.texts, notes)) if notes else reply


def _notes(scene: Scene, said: Wishes, reply: Reply) -> list[str | None]:
    offer, say = reply.offer, scene.speech.say
    notes: list[str | None] = []
    if offer is not None:
        notes.append(_money(scene, reply.draft.wishes, offer))
        notes.append(_time(scene, said, reply.draft.wishes, offer))
        notes.append(_card(scene, said, offer))
        notes.append(_cash(scene, said, offer))
    if said.order_by is not None and (offer is not None or said.order_by is OrderBy.BEST_RATED):
        notes.append(say(_CHOSEN_BY[said.order_by]))
    if said.picks_up:
        notes.append(say("wish.no_pickup"))
    if said.place is not None:
        notes.append(_place(scene, said))
    if said.recipient:
        notes.append(say("wish.recipient", recipient=scene.speech.quoted([said.recipient])))
    return notes


def _money(scene: Scene, wishes: Wishes, offer: Offer) -> str | None:
    if wishes.budget_fen is None or offer.pay_fen <= wishes.budget_fen:
        return None
    return scene.speech.say("wish.over_budget", budget=yuan(wishes.budget_fen), pay=yuan(offer.pay_fen))


def _time(scene: Scene, said: Wishes, wishes: Wishes, offer: Offer) -> str | None:
    """A time that can't be met is said with each offer, one that can when it was just asked for."""
    wanted = _instant(scene, wishes.time) if wishes.time is not None else None
    if wishes.time is None or wanted is None:
        return None
    offset = scene.city.stores[offer.store_id].utc_offset_minutes
    comes = local_clock(offer.eta_to, offset)
    if wishes.time.kind is TimeKind.AT and wanted > offer.eta_to:
        return scene.speech.say("wish.no_booking", time=comes)
    if offer.eta_to > wanted and wanted > offer.issued_at + timedelta(minutes=1):
        return scene.speech.say("wish.too_late", time=comes, wanted=local_clock(wanted, offset))
    return scene.speech.say("wish.in_time", time=comes) if said.time is not None else None


def _card(scene: Scene, said: Wishes, offer: Offer) -> str | None:
    if said.uses_card is None or (said.uses_card and offer.card_id is not None):
        return None
    return scene.speech.say("wish.card_missing" if said.uses_card else "wish.no_card")


def _cash(scene: Scene, said: Wishes, offer: Offer) -> str | None:
    if said.uses_cash is None or (said.uses_cash and offer.wallet_fen):
        return None
    return scene.speech.say("wish.cash_missing" if said.uses_cash else "wish.no_cash")


def _place(scene: Scene, said: Wishes) -> str | None:
    """An address is chosen by a tap, so a place that was said is compared with the one that is chosen."""
    door = scene.facts.door
    if door is None or said.place is None:
        return None
    name = scene.speech.name(door.place)
    if said.place.kind is PlaceKind.SAID and said.place.words and said.place.words in name:
        return None
    return scene.speech.say("wish.place", place=name)


def _instant(scene: Scene, time: TimeWish) -> datetime | None:
    """The wished time as an instant; None for a day alone, or without a door."""
    if scene.quoter is None:
        return None
    now = scene.quoter.now
    if time.wait_min is not None:
        return now + timedelta(minutes=time.wait_min)
    if time.minute_of_day is None:
        return None
    local = now + timedelta(minutes=_offset(scene))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = midnight + timedelta(days=time.day or 0, minutes=time.minute_of_day)
    step = timedelta(minutes=DAY_MINUTES if time.is_half_day_known else HALF_DAY_MINUTES)
    while wanted <= local and time.day is None:
        wanted += step
    return (wanted - timedelta(minutes=_offset(scene))).astimezone(UTC)


def _offset(scene: Scene) -> int:
    """Minutes from UTC in this city."""
    return next((store.utc_offset_minutes for store in scene.city.stores.values()), 0)
