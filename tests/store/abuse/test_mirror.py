"""What the evaluation keeps in memory and what the tables keep say the same of everybody."""

from random import Random
from uuid import UUID

import pytest

from evals.abuse.mirror import Mirror, at_of
from qianbei.abuse import api, rules
from qianbei.abuse.contracts import KeyKind, Seen

pytestmark = pytest.mark.anyio

CELL = 1
VALUES = {
    KeyKind.DEVICE: 30,
    KeyKind.PAYMENT: 18,
    KeyKind.NETWORK: 8,
    KeyKind.AGENT: 4,
    KeyKind.BLOCK: 12,
    KeyKind.DOOR: 9,
}


async def test_the_evaluation_sees_the_same_signs_as_the_tables(tx, monkeypatch):
    monkeypatch.setattr(rules, "ELDERS_WITH_LINE_MIN", 3)
    random, mirror = Random(11), Mirror(is_busy=False)
    seen_reasons = set()
    for number in range(1, 41):
        person, second = UUID(int=number), number * random.uniform(600, 30_000)
        keys = {kind: f"{kind}-{random.randrange(count)}" for kind, count in VALUES.items()}
        if number % 6 == 0:
            keys[KeyKind.NETWORK] = f"far-{number}"
        at = at_of(float(number) * 30_000 + second / 10)
        mirror.observe(person, keys, at)
        seen = [Seen(person, kind, api.key_hash(b"p" * 32, kind, value), at) for kind, value in keys.items()]
        await api.observe(tx, CELL, person, seen)
        if number > 3 and number % 3 == 0:
            inviter = UUID(int=random.randrange(1, number))
            mirror.introduce(person, inviter, at)
            await api.introduce(tx, CELL, person, inviter, at)
        members, _, _ = await api.standings(tx, CELL, [person], at)
        told = set(members[person].reasons)
        assert told == set(mirror.verdict(person, "joining").reasons) - {"household_full"}, number
        seen_reasons |= told
    assert len(seen_reasons) >= 3, seen_reasons
