"""Codes that can be told apart from typing errors without a look at any table; who may be bound; what a draw wins."""

import hashlib
import re
import unicodedata
from datetime import date
from uuid import UUID

from qianbei.invites.contracts import (
    PARTS_PER_MILLION,
    BindFacts,
    BindRefusal,
    InviteRules,
)
from qianbei.kit.canonical import canonical_json

ALPHABET = "2345679ACDEFGHJKMNPQRSTUWXYZ"
"""28 signs that nobody confuses: no 0 O 1 I L 8 B, and no V beside U."""

BODY_LENGTH = 6
"""480 million codes: a city of ten million people meets one in fifty, and then takes the next."""

MARK_LENGTH = 3
"""Keyed signs at the end: of 22,000 made-up codes one is looked for in a table."""

_GAP = r"[\s\-_.·–—]{0,2}"
_CODE = re.compile(rf"(?<![A-Z0-9])(?=([A-Z2-9]{{3}}){_GAP}([A-Z2-9]{{3}}){_GAP}([A-Z2-9]{{3}})(?![A-Z0-9]))")


def code_of(pepper: bytes, person_id: UUID, attempt: int) -> str:
    """A person's code, the same at every try; the next attempt is for who met somebody else's."""
    body = _signs(pepper, f"body\0{person_id}\0{attempt}", BODY_LENGTH)
    return body + _signs(pepper, f"mark\0{body}", MARK_LENGTH)


def code_in(pepper: bytes, text: str) -> str | None:
    """The first sound code in what somebody pasted: alone, in a link or inside a message; None when there is none."""
    plain = unicodedata.normalize("NFKC", text).upper()
    for found in _CODE.finditer(plain):
        code = "".join(found.groups())
        if _signs(pepper, f"mark\0{code[:BODY_LENGTH]}", MARK_LENGTH) == code[BODY_LENGTH:]:
            return code
    return None


def spoken(code: str) -> str:
    """As people read it: three groups of three."""
    return "-".join(code[start : start + 3] for start in range(0, len(code), 3))


def _signs(pepper: bytes, content: str, length: int) -> str:
    digest = hashlib.blake2b(f"invite\0{content}".encode(), key=pepper, digest_size=16).digest()
    number = int.from_bytes(digest, "big")
    signs = []
    for _ in range(length):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def refusal(facts: BindFacts, inviter_id: UUID, rules: InviteRules) -> BindRefusal | None:
    """May this newcomer be bound to this inviter? None means yes."""
    if inviter_id in facts.same:
        return BindRefusal.SELF
    if facts.bound is not None:
        return BindRefusal.BOUND
    if any(each in facts.same for each in facts.above):
        return BindRefusal.RING
    if facts.has_ordered:
        return BindRefusal.NOT_NEW
    if max(facts.rewards_of_inviter, facts.rewards_of_invitee) >= rules.invites_max:
        return BindRefusal.FULL
    if facts.bound_today >= rules.per_day_max:
        return BindRefusal.FULL_TODAY
    return None


def commitment(seed: bytes, day: date) -> bytes:
    """SHA-256 of the seed and the day: shown before the day, and then it cannot be changed."""
    return hashlib.sha256(seed + day.isoformat().encode()).digest()


def roll_of(seed: bytes, day: date, person_id: UUID, number: int) -> int:
    """0 … 999,999 from the day's seed and whose how-many-th draw it is: SHA-256, its first 8 bytes, modulo a million."""
    draw = canonical_json({"day": day, "number": number, "person_id": person_id})
    return int.from_bytes(hashlib.sha256(seed + draw).digest()[:8], "big") % PARTS_PER_MILLION


def won_fen(rules: InviteRules, roll: int) -> int:
    """What a roll wins: the first prize has the lowest rolls, the second the next ones; the rest wins nothing."""
    end = 0
    for prize in rules.prizes:
        end += prize.odds_ppm
        if roll < end:
            return prize.amount_fen
    return 0


def are_sound(rules: InviteRules) -> bool:
    """Can these rules be kept? Odds of all prizes together are no more than certainty."""
    numbers = (rules.invites_max, rules.per_day_max, rules.vests_within_days, rules.draw_every)
    prizes = [prize.amount_fen > 0 and prize.odds_ppm > 0 for prize in rules.prizes]
    total_ppm = sum(prize.odds_ppm for prize in rules.prizes)
    return all(number > 0 for number in numbers) and all(prizes) and total_ppm <= PARTS_PER_MILLION
