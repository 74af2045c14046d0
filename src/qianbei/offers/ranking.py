"""Blind ranking: stores that can make the same cart, ordered by what the person pays and how soon it comes.

The input type is the proof: no owner, no brand, no commission, no advertisement. Ties are broken by a hash of
the conversation, so no seller gains by its name or id.
"""

import hashlib
import struct
from collections.abc import Sequence
from uuid import UUID

import msgspec

FEN_PER_MINUTE = 20
"""One minute of waiting weighs as much as ¥0.20: a stated default, the same for every store."""

LOT_BYTES = 8


class Candidate(msgspec.Struct, frozen=True):
    """What the ranker may know of an offer. `key` is an opaque handle of the caller's."""

    key: UUID
    total_fen: int
    wait_s: int
    unread: int


class Ranked(msgspec.Struct, frozen=True):
    """A candidate with its words unread and its score in fen; lower is better."""

    candidate: Candidate
    merit: tuple[int, int]


def rank(conversation: UUID, candidates: Sequence[Candidate]) -> list[Ranked]:
    """Best first: fewer unread words, then price before cards plus the price of waiting, then chance.

    The price before cards decides, because a card would make every cup cost one fen and hide the dear ones.
    """
    return drawn(conversation, scored(candidates), len(candidates))


def scored(candidates: Sequence[Candidate]) -> list[Ranked]:
    """The part of the ranking that is the same for everybody: best first, equals in a fixed order."""
    ranked = [Ranked(c, (c.unread, c.total_fen + c.wait_s * FEN_PER_MINUTE // 60)) for c in candidates]
    return sorted(ranked, key=lambda each: (each.merit, each.candidate.key.int))


def drawn(conversation: UUID, ranked: Sequence[Ranked], count: int) -> list[Ranked]:
    """The first `count` of what `scored` gave, equals in the order that this conversation's lots give them."""
    end = min(count, len(ranked))
    while 0 < end < len(ranked) and ranked[end].merit == ranked[end - 1].merit:
        end += 1
    # One long hash (FIPS 202) instead of one for each: the places of equals say nothing of who they are.
    lots = struct.unpack(f">{end}Q", hashlib.shake_128(conversation.bytes).digest(LOT_BYTES * end))
    order = sorted(zip([each.merit for each in ranked[:end]], lots, range(end), strict=True))
    return [ranked[place] for _, _, place in order[:count]]
