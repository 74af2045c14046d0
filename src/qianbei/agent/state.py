"""What travels with the client: the draft and the offer, readable and sealed.

The seal protects content: a client that edits a price, an id or a line is refused. It does not count uses; the
intent (person, conversation, draft number) is what makes one order of many taps.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import asdict, replace

from qianbei.kit.canonical import canonical_json
from qianbei.kit.seals import Sealer, SealFault
from qianbei.offers.agreed import Agreed, agreed_in
from qianbei.offers.contracts import Name, Offer
from qianbei.reader.contracts import DISLIKES_MAX, UNDO_STEPS_MAX, DraftLine, Place, Question, Turn, Wishes

DRAFT_LASTS = timedelta(hours=24)
DRAFT_PURPOSE = "draft"
OFFER_PURPOSE = "offer"

WORDS_KEPT_MAX = 40
"""Of words that are kept with the draft (a place, a name, what is not eaten) so much travels on."""

ORDERS_KEPT_MAX = 2
"""So many placed carts can be had again by a word without asking the database."""

NOTHING_WISHED = Wishes()


class StateFault(StrEnum):
    """Why a state that came back is not accepted."""

    BROKEN = "seal_broken"
    EXPIRED = "seal_expired"
    NOT_YOURS = "not_your_draft"


class Cart(msgspec.Struct, frozen=True):
    """Lines at their store, as they stood."""

    store: UUID | None
    lines: tuple[DraftLine, ...]


class Offered(msgspec.Struct, frozen=True):
    """What one store was last said to ask for the cart."""

    store: UUID
    total_fen: int
    pay_fen: int


class Draft(msgspec.Struct, frozen=True):
    """The conversation's cart. `number` counts its orders, `sequence` its turns; `passed` are stores not wanted.

    `unread` are words that were not understood: no offer is made of the rest before the person agreed to it. With
    `is_guess` the same holds for the whole cart. The tuples are bounded, because all of this travels with each turn.
    """

    person: UUID
    conversation: UUID
    number: int
    sequence: int
    lines: tuple[DraftLine, ...] = ()
    store: UUID | None = None
    question: Question | None = None
    passed: tuple[UUID, ...] = ()
    unread: tuple[str, ...] = ()
    is_guess: bool = False
    """The cart was read by a model and nobody has said yes to it yet."""
    wishes: Wishes = NOTHING_WISHED
    dislikes: tuple[str, ...] = ()
    """What is left out of this order, in the person's words."""
    before: tuple[Cart, ...] = ()
    """The carts before the last changes, newest last."""
    offers: tuple[Offered, ...] = ()
    """The offers last named, the chosen one first."""
    orders: tuple[Cart, ...] = ()
    """The carts that this conversation placed, newest last."""


class Chip(msgspec.Struct, frozen=True, omit_defaults=True):
    """A reply to tap: `label` is shown, `say` is sent as the person's words. With `page` the tap opens that page of ours instead."""

    label: str
    say: str
    page: str = ""


class Alternative(msgspec.Struct, frozen=True):
    """Another store that could make the same cart; its words choose it."""

    store_id: UUID
    store_name: Name
    pay_fen: int
    total_fen: int
    distance_m: int
    eta_to: datetime
    say: str


class State(msgspec.Struct, frozen=True):
    """The AG-UI shared state as the client keeps it and sends it back."""

    draft: Draft
    seal: str
    offer: Offer | None
    offer_seal: str | None
    chips: tuple[Chip, ...]
    alternatives: tuple[Alternative, ...]
    orders: tuple[UUID, ...]


def new_draft(person: UUID, conversation: UUID, number: int = 0) -> Draft:
    return Draft(person, conversation, number, 0)


def emptied(draft: Draft) -> Draft:
    """The same intent with nothing in its cart; what holds for the whole order stays."""
    return replace(
        draft, lines=(), store=None, question=None, passed=(), unread=(), is_guess=False, offers=()
    )


def following(draft: Draft) -> Draft:
    """The draft after one that has become an order: nothing of that one holds for it."""
    placed = (Cart(draft.store, draft.lines),) if draft.lines else ()
    orders = (*draft.orders, *placed)[-ORDERS_KEPT_MAX:]
    return replace(new_draft(draft.person, draft.conversation, draft.number + 1), orders=orders)


def taking_in(draft: Draft, turn: Turn) -> Draft:
    """The draft with what a turn says of the order as a whole; the newer word of two holds. Most say nothing of it."""
    if turn.wishes == NOTHING_WISHED and not turn.dislikes:
        return draft
    said = {name: _short(value) for name, value in asdict(turn.wishes).items() if value is not None}
    new = (words[:WORDS_KEPT_MAX] for words in turn.dislikes)
    dislikes = tuple(dict.fromkeys((*draft.dislikes, *new)))[-DISLIKES_MAX:]
    if not said and dislikes == draft.dislikes:
        return draft
    return replace(draft, wishes=replace(draft.wishes, **said), dislikes=dislikes)


def _short(wish: Any) -> Any:
    """A wish without the rest of a long speech."""
    if isinstance(wish, Place):
        return replace(wish, words=wish.words[:WORDS_KEPT_MAX])
    return wish[:WORDS_KEPT_MAX] if isinstance(wish, str) and not isinstance(wish, StrEnum) else wish


def remembering(draft: Draft, cart: Cart) -> Draft:
    """The draft with one more cart to go back to, if it has another one now."""
    if Cart(draft.store, draft.lines) == cart:
        return draft
    return replace(draft, before=(*draft.before, cart)[-UNDO_STEPS_MAX:])


class _Spelled(msgspec.Struct, frozen=True):
    """A State whose sealed parts are spelled already."""

    draft: msgspec.Raw
    seal: str
    offer: msgspec.Raw | None
    offer_seal: str | None
    chips: tuple[Chip, ...]
    alternatives: tuple[Alternative, ...]
    orders: tuple[UUID, ...]


def spelled_state(
    sealer: Sealer,
    draft: Draft,
    offer: Offer | None,
    chips: tuple[Chip, ...],
    alternatives: tuple[Alternative, ...],
    orders: tuple[UUID, ...],
    now: datetime,
) -> msgspec.Raw:
    """The JSON of a State, with draft and offer in the very bytes that their seals are over."""
    draft_text = canonical_json(draft)
    offer_text = None if offer is None else canonical_json(offer)
    state = _Spelled(
        draft=msgspec.Raw(draft_text),
        seal=sealer.seal(DRAFT_PURPOSE, draft_text, now + DRAFT_LASTS),
        offer=None if offer_text is None else msgspec.Raw(offer_text),
        offer_seal=seal_offer(sealer, offer, offer_text) if offer and offer_text else None,
        chips=chips,
        alternatives=alternatives,
        orders=orders,
    )
    return msgspec.Raw(canonical_json(state))


def seal_offer(sealer: Sealer, offer: Offer, text: bytes) -> str:
    """`text` is the offer's canonical JSON."""
    return sealer.seal(OFFER_PURPOSE, text, offer.expires_at)


def open_draft(
    sealer: Sealer, state: Any, person: UUID, conversation: UUID, now: datetime
) -> Draft | StateFault:
    """The draft in a state that came back from a client; a new one for an empty state.

    A draft that another version of us sealed, and that this one cannot read, has expired.
    """
    if not state:
        return new_draft(person, conversation)
    if not isinstance(state, dict) or not isinstance(state.get("seal"), str):
        return StateFault.BROKEN
    raw = state.get("draft")
    fault = sealer.check(DRAFT_PURPOSE, _spelled(raw), state["seal"], now)
    if fault is SealFault.EXPIRED:
        return StateFault.EXPIRED
    if fault is not None:
        return StateFault.BROKEN
    try:
        draft = msgspec.convert(raw, Draft)
    except msgspec.ValidationError:
        return StateFault.EXPIRED
    if draft.person != person or draft.conversation != conversation:
        return StateFault.NOT_YOURS
    return draft


def open_offer(sealer: Sealer, raw: bytes, seal: str, now: datetime) -> tuple[Agreed, bytes] | StateFault:
    """What a sealed offer says, from its JSON as it came back, and its canonical bytes.

    One that has ended is still opened: its order may exist already. One that another version of us sealed, and that
    this one cannot read, is as good as changed.
    """
    checkout = bytes(raw)  # Most clients hand back what they were given, which is spelled canonically.
    fault = sealer.check(OFFER_PURPOSE, checkout, seal, now)
    try:
        if fault is SealFault.BROKEN:
            checkout = canonical_json(_offer_decoder.decode(raw))
            fault = sealer.check(OFFER_PURPOSE, checkout, seal, now)
        if fault is not None and fault is not SealFault.EXPIRED:
            return StateFault.BROKEN
        return agreed_in(checkout), checkout
    except (msgspec.DecodeError, RecursionError):
        return StateFault.BROKEN


_offer_decoder = msgspec.json.Decoder(Offer)


def _spelled(raw: Any) -> bytes:
    """The canonical bytes of what a client sent; none for what is nested deeper than any of ours."""
    try:
        return canonical_json(raw)
    except RecursionError:
        return b""
