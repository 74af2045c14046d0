"""Inboxes, addresses and the queue on real rows: told once, taken once, and nothing for who wants nothing."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from qianbei.db import Tx
from qianbei.messages import api, store
from qianbei.messages.contracts import (
    Channel,
    Ended,
    Kind,
    Outcome,
    Switch,
    Take,
    Taken,
    Telling,
)

pytestmark = pytest.mark.anyio

CELL = 1
NOON = datetime(2031, 5, 20, 4, 0, tzinfo=UTC)
ANNA, BEN = UUID(int=1), UUID(int=2)
LEASE = timedelta(seconds=30)


def telling(person_id: UUID = ANNA, key: str = "a", kind: Kind = Kind.CARDS_ENDING, **rest) -> Telling:
    return Telling(person_id, kind, key, NOON, {"valid_until": NOON.isoformat()}, **rest)


async def tell(tx: Tx, *tellings: Telling) -> set[UUID]:
    return await api.enqueue(tx, CELL, tellings)


async def wants(
    tx: Tx, person_id: UUID = ANNA, channel: Channel = Channel.WEB_PUSH, target: bytes = b"t"
) -> None:
    await api.want(tx, CELL, person_id, channel, "en", target, target, NOON)


async def taken(
    tx: Tx, at: datetime = NOON, channel: Channel = Channel.WEB_PUSH, rate_per_s: float = 1_000.0
) -> list[Taken]:
    return await api.take(tx, CELL, Take(channel, "w1", rate_per_s, 100, at, at + LEASE))


async def end(tx: Tx, outcome: Outcome, sends: list[Taken], at: datetime) -> int:
    ended = [Ended(send, outcome, at, at + timedelta(seconds=5)) for send in sends]
    return await api.end(tx, CELL, sends[0].address.channel, ended)


async def later(tx: Tx, seconds: float, **how) -> list[Taken]:
    return await taken(tx, NOON + timedelta(seconds=seconds), **how)


async def test_the_same_person_kind_and_key_is_told_once(tx):
    assert len(await tell(tx, telling())) == 1
    assert await tell(tx, telling(), telling()) == set()
    assert len(await tell(tx, telling(key="b"), telling(BEN), telling(kind=Kind.CARD_GIVEN))) == 3
    assert len(await api.inbox_of(tx, CELL, ANNA, NOON)) == 3


async def test_what_was_read_stays_read_and_what_came_meanwhile_does_not(tx):
    await tell(tx, telling())
    assert await api.count_unread(tx, CELL, ANNA, NOON) == 1
    assert await api.mark_read(tx, CELL, ANNA, NOON - timedelta(seconds=1), NOON) == 0
    assert await api.mark_read(tx, CELL, ANNA, NOON, NOON + timedelta(seconds=1)) == 1
    assert await api.mark_read(tx, CELL, ANNA, NOON, NOON + timedelta(seconds=9)) == 0
    (message,) = await api.inbox_of(tx, CELL, ANNA, NOON)
    assert message.read_at == NOON + timedelta(seconds=1)
    assert await api.count_unread(tx, CELL, BEN, NOON) == 0


async def test_what_is_over_is_not_shown_and_then_forgotten(tx):
    await wants(tx)
    await tell(tx, telling(ends_at=NOON + timedelta(hours=1)), telling(key="stays"))
    late = NOON + timedelta(hours=1)
    assert len(await api.inbox_of(tx, CELL, ANNA, late)) == 1
    assert await api.forget_over(tx, CELL, late, 10) == 1
    assert await api.forget_over(tx, CELL, late, 10) == 0
    (status, _) = await api.statuses(tx, CELL, late)
    assert status.queued == 1


async def test_a_message_goes_to_every_address_its_kind_may_use(tx):
    await wants(tx, target=b"laptop")
    await wants(tx, target=b"telephone")
    await wants(tx, channel=Channel.SMS, target=b"number")
    await tell(tx, telling(), telling(key="b", kind=Kind.GIFT_TAKEN), telling(BEN))
    assert {send.address.target for send in await later(tx, 1)} == {b"laptop", b"telephone"}
    (text,) = await later(tx, 1, channel=Channel.SMS)
    assert (text.address.target, text.message.kind, text.attempts) == (b"number", Kind.CARDS_ENDING, 1)


async def test_nothing_goes_to_who_opted_out_whenever_they_did(tx):
    await wants(tx)
    await tell(tx, telling())
    await api.opt_out(tx, CELL, ANNA, Channel.WEB_PUSH, NOON)
    await tell(tx, telling(key="after"))
    assert await later(tx, 1) == []
    assert len(await api.inbox_of(tx, CELL, ANNA, NOON)) == 2
    assert await api.opt_outs_of(tx, CELL, ANNA) == {Channel.WEB_PUSH}
    await wants(tx)
    await tell(tx, telling(key="wanted again"))
    assert len(await later(tx, 1)) == 1
    assert await api.opt_outs_of(tx, CELL, ANNA) == set()


async def test_what_was_told_while_its_person_opted_out_is_not_taken(tx):
    """Neither transaction saw the other: the send is queued, and the wish against it stands beside it."""
    await wants(tx)
    await tell(tx, telling())
    alone = {"cell": CELL, "person_id": ANNA, "channel": Channel.WEB_PUSH, "at": NOON}
    await tx.run(store.queries.opt_out, alone)
    assert await later(tx, 1) == []


async def test_a_browser_belongs_to_who_wanted_messages_there_last(tx):
    await wants(tx, ANNA)
    await tell(tx, telling(ANNA))
    await wants(tx, BEN)
    await tell(tx, telling(BEN), telling(ANNA, "late"))
    (send,) = await later(tx, 1)
    assert send.message.person_id == BEN


async def test_what_is_taken_is_nobody_elses_until_its_lease_ends(tx):
    await wants(tx)
    await tell(tx, telling())
    (first,) = await later(tx, 1)
    assert await later(tx, 2) == []
    (again,) = await later(tx, 32)
    assert (again.message_id, again.attempts) == (first.message_id, 2)
    assert await end(tx, Outcome.REFUSED, [first], NOON + timedelta(seconds=33)) == 0
    assert await end(tx, Outcome.SENT, [again], NOON + timedelta(seconds=34)) == 1
    assert await later(tx, 90) == []


async def test_an_unknown_outcome_is_asked_again_a_bounded_number_of_times(tx):
    await wants(tx)
    await tell(tx, telling())
    at = NOON
    for attempt in range(1, 6):
        at += timedelta(minutes=1)
        (send,) = await taken(tx, at)
        assert send.attempts == attempt
        await end(tx, Outcome.UNKNOWN, [send], at)
    assert await taken(tx, at + timedelta(minutes=1)) == []
    push, _ = await api.statuses(tx, CELL, at)
    assert (push.queued, push.unknown, push.sent) == (0, 5, 0)


async def test_who_was_killed_again_and_again_does_not_ask_for_ever(tx):
    await wants(tx)
    await tell(tx, telling())
    at, times = NOON, 0
    for _ in range(10):
        at += timedelta(minutes=1)
        times += len(await taken(tx, at))
    assert times == 5


async def test_an_address_that_is_gone_is_not_asked_again(tx):
    await wants(tx)
    await tell(tx, telling(), telling(key="b"))
    sends = await later(tx, 1)
    await end(tx, Outcome.GONE, sends[:1], NOON + timedelta(seconds=2))
    assert await api.addresses_of(tx, CELL, ANNA) == []
    await tell(tx, telling(key="c"))
    assert await later(tx, 60) == []


async def test_no_more_is_taken_than_the_rate_whoever_asks(tx):
    await wants(tx)
    await tell(tx, *(telling(key=str(n)) for n in range(40)))
    counts = [len(await later(tx, second / 10, rate_per_s=10.0)) for second in range(0, 31, 5)]
    assert sum(counts) <= 3 * 10 + 10
    assert sum(counts) >= 3 * 10


async def test_nothing_is_taken_at_night_but_what_is_waited_for(tx):
    await wants(tx)
    night = NOON.replace(hour=16)
    await tell(tx, telling(), telling(kind=Kind.PLACE_CAME, not_before=night - timedelta(minutes=1)))
    (send,) = await taken(tx, night)
    assert send.message.kind is Kind.PLACE_CAME


async def test_what_is_too_late_lapses_unsent(tx):
    await wants(tx)
    await tell(tx, telling(kind=Kind.PLACE_CAME))
    assert await later(tx, 601) == []
    push, _ = await api.statuses(tx, CELL, NOON)
    assert push.queued == 0


async def test_a_stopped_channel_gives_nothing_and_the_other_goes_on(tx):
    await wants(tx)
    await wants(tx, channel=Channel.SMS, target=b"number")
    await tell(tx, telling())
    stop = Switch(Channel.WEB_PUSH, True, BEN, NOON)
    await api.switch(tx, CELL, Random(2), stop)
    await api.switch(tx, CELL, Random(3), stop)
    assert await later(tx, 1) == []
    assert len(await later(tx, 1, channel=Channel.SMS)) == 1
    assert await api.switches(tx, CELL, 10) == [stop]
    await api.switch(tx, CELL, Random(4), Switch(Channel.WEB_PUSH, False, BEN, NOON))
    assert len(await later(tx, 2)) == 1
    assert [turn.is_stopped for turn in await api.switches(tx, CELL, 10)].count(False) == 1


async def test_what_was_withdrawn_from_a_slow_hand_is_asked_no_more(tx):
    await wants(tx)
    await tell(tx, telling(), telling(key="b"))
    slow = await later(tx, 1)
    await api.opt_out(tx, CELL, ANNA, Channel.WEB_PUSH, NOON + timedelta(seconds=40))
    await end(tx, Outcome.UNKNOWN, slow[:1], NOON + timedelta(seconds=41))
    await end(tx, Outcome.SENT, slow[1:], NOON + timedelta(seconds=41))
    push, _ = await api.statuses(tx, CELL, NOON)
    assert (push.queued, push.sent) == (0, 1)
