"""A sealed offer as whoever places it reads it: what is agreed on, without the words that were shown beside it.

A checkout is kilobytes of names, labels and price lines, and ten million of them are tapped in one evening. Its seal
was set over all of its bytes and is checked over them; only the fields that decide are then made into values.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.kit.canonical import content_hash
from qianbei.offers.contracts import Name


class AgreedOption(msgspec.Struct, frozen=True, gc=False):
    """See offers.contracts.OfferOption."""

    group: str
    option: str
    quantity: int
    qualifier: str | None


class AgreedLine(msgspec.Struct, frozen=True):
    """See offers.contracts.OfferLine."""

    item: str
    quantity: int
    options: tuple[AgreedOption, ...]


class Agreed(msgspec.Struct, frozen=True):
    """The fields of an Offer under the same names; see offers.contracts.Offer."""

    person: UUID
    conversation: UUID
    draft_number: int
    cell: int
    seller_id: UUID
    store_id: UUID
    store_name: Name
    lines: tuple[AgreedLine, ...]
    total_fen: int
    card_id: UUID | None
    card_fen: int
    pay_fen: int
    cups: int
    categories: tuple[str, ...]
    cups_per_slot: int
    slot_start: datetime
    ready_at: datetime
    eta_from: datetime
    eta_to: datetime
    cups_ahead: int
    address_id: UUID
    expires_at: datetime
    wallet_fen: int = 0


_decoder = msgspec.json.Decoder(Agreed)


def agreed_in(checkout: bytes) -> Agreed:
    """What a checkout says. Raises msgspec.DecodeError where it is none."""
    return _decoder.decode(checkout)


def cart_hash(agreed: Agreed) -> bytes:
    """Lines and door alone: an equal cart to the same place is the same whatever it costs today."""
    lines = [
        (line.item, line.quantity, [(o.group, o.option, o.quantity, o.qualifier) for o in line.options])
        for line in agreed.lines
    ]
    return content_hash([agreed.address_id, agreed.store_id, lines])
