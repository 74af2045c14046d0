"""Blind ranking: stores that can make the same cart, ordered by what the person pays and how soon it comes.

The input type is the proof: no owner, no brand, no commission, no advertisement. Ties are broken by a hash of
the conversation, so no seller gains by its name or id.
"""

import hashlib
from collections.abc import Sequence
from uuid import UUID

import msgspec

FEN_PER_MINUTE = 20
"""One minute of waiting weighs as much as ¥0.20: a stated default, the same for every store."""


class Candidate(msgspec.Struct, frozen=True):
    """What the ranker may know of an offer. `key` is an opaque handle of the caller's."""

    key: UUID
    pay_fen: int
    total_fen: int
    wait_s: int
    unread: int


class Ranked(msgspec.Struct, frozen=True):
    """A candidate with its score; lower is better."""

    candidate: Candidate
    score_fen: int


def rank(conversation: UUID, candidates: Sequence[Candidate]) -> list[Ranked]:
    """Best first: fewer unread words, then price before cards plus the price of waiting, then chance.

    The price before cards decides, because a card would make every cup cost one fen and hide the dear ones.
    """
    ranked = [Ranked(c, c.total_fen + c.wait_s * FEN_PER_MINUTE // 60) for c in candidates]
    begun = hashlib.blake2b(conversation.bytes, digest_size=8)
    return sorted(ranked, key=lambda r: (r.candidate.unread, r.score_fen, _chance(begun, r.candidate.key)))


def _chance(begun: hashlib.blake2b, key: UUID) -> bytes:
    """A hash of conversation and key; `begun` has taken in the conversation and stays as it is."""
    chance = begun.copy()
    chance.update(key.bytes)
    return chance.digest()
