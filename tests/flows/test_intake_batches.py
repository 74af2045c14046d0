"""A batch is judged in request order: what comes early is seen by what comes after it."""

import asyncio
from datetime import timedelta
from random import Random

import msgspec
import pytest

from qianbei.db import Database
from qianbei.db.batcher import Batcher
from qianbei.db.errors import UniqueViolation
from qianbei.flows import intake
from qianbei.flows.intake import Outcome, Placed, Refusal, Refused
from qianbei.flows.wanted import Approval, wanted_by
from qianbei.orders import api as orders
from tests.flows.conftest import FoundTown
from tests.support.books import plant, snapshot
from tests.support.town import CELL, Town, cardless

pytestmark = pytest.mark.anyio


def batcher(database: Database, seed: int) -> Batcher[Approval, Outcome]:
    """One writer, as a serving process has it."""
    random = Random(seed)

    async def write(approvals):
        async with database.transaction() as tx:
            return await intake.place(tx, CELL, random, approvals)

    return Batcher(write, max_batch=64, max_waiting=1_000, random=random)


async def test_outcomes_stand_in_the_order_of_the_requests(found_town: FoundTown, clock):
    town = await found_town(cups_per_slot=3)
    late, *guests = await town.guests(6)
    ended = town.approval(town.offer(late))
    clock.advance(minutes=2)
    approvals = [town.approval(town.offer(guest)) for guest in guests]
    outcomes = await town.place([msgspec.structs.replace(ended, at=clock.now()), *approvals, approvals[1]])
    reasons = [o.reason if isinstance(o, Refused) else o.created for o in outcomes]
    full = Refusal.SLOT_FULL
    assert reasons == [Refusal.OFFER_EXPIRED, True, True, True, full, full, False]
    assert await town.cups_taken() == 3
    states = {guest.person_id: (await town.card_state(guest))[0] for guest in [late, *guests]}
    assert list(states.values()) == ["issued", "held", "held", "held", "issued", "issued"]


async def test_a_slot_with_three_cups_left_takes_the_requests_that_fit(found_town: FoundTown):
    town = await found_town(cups_per_slot=5)
    first, *guests = await town.guests(6)
    await town.approve(town.offer(first, quantity=2))
    quantities = (2, 2, 1, 1, 1)
    outcomes = await town.place(
        [town.approval(town.offer(g, quantity=q)) for g, q in zip(guests, quantities, strict=True)]
    )
    assert [isinstance(o, Placed) for o in outcomes] == [True, False, True, False, False]
    assert await town.cups_taken() == 5


async def test_of_two_orders_with_one_card_in_a_batch_the_first_has_it(town: Town):
    guest = await town.guest()
    one, two = town.offer(guest), town.offer(guest, quantity=2)
    first, second = await town.place([town.approval(one), town.approval(two)])
    assert isinstance(first, Placed)
    assert second == Refused(Refusal.CARD_USED)
    assert await town.card_state(guest) == ("held", first.order_id)


async def test_a_refused_request_leaves_its_card_to_the_next_in_the_batch(town: Town):
    guest = await town.guest()
    too_many = msgspec.structs.replace(town.offer(guest), cups=13)
    refused, taken = await town.place([town.approval(too_many), town.approval(town.offer(guest, quantity=2))])
    assert refused == Refused(Refusal.SLOT_FULL)
    assert isinstance(taken, Placed)


async def test_equal_carts_and_equal_keys_are_seen_within_a_batch(town: Town):
    guest = cardless(await town.guest())
    first, twin, meant, keyed = await town.place(
        [
            town.approval(town.offer(guest), key="the-key-of-the-first"),
            town.approval(town.offer(guest)),
            town.approval(town.offer(guest), again=True),
            town.approval(town.offer(guest, quantity=3), key="the-key-of-the-first"),
        ]
    )
    assert isinstance(first, Placed)
    assert twin == Refused(Refusal.DUPLICATE_CART, first.order_id)
    assert isinstance(meant, Placed)
    assert keyed == Refused(Refusal.KEY_REUSED, first.order_id)


async def test_two_tabs_with_two_offers_of_one_intent_are_one_order(town: Town, clock):
    guest, conversation = await town.guest(), town.id()
    one = town.offer(guest, conversation=conversation)
    clock.advance(seconds=30)
    two = town.offer(guest, quantity=2, conversation=conversation)
    first, second = await town.place([town.approval(one), town.approval(two)])
    assert isinstance(first, Placed)
    assert second == Placed(first.order_id, first.state, created=False)
    assert await town.rows("select cups from orders.orders") == [(1,)]


@pytest.mark.parametrize("has_card", [True, False])
async def test_two_processes_with_one_intent_at_once_are_one_order(town: Town, has_card: bool):
    guest, conversation = await town.guest(), town.id()
    guest = guest if has_card else cardless(guest)
    one = town.approval(town.offer(guest, conversation=conversation))
    two = town.approval(town.offer(guest, quantity=2, conversation=conversation))
    writers = [batcher(town.database, seed) for seed in (1, 2)]
    outcomes = await asyncio.gather(*(w.submit(a) for w, a in zip(writers, (one, two), strict=True)))
    assert sorted(outcome.created for outcome in outcomes if isinstance(outcome, Placed)) == [False, True]
    assert len({outcome.order_id for outcome in outcomes if isinstance(outcome, Placed)}) == 1
    assert await town.rows("select count(*) from orders.orders") == [(1,)]


async def test_a_duplicate_that_slips_past_the_locks_runs_the_batch_again(town: Town, monkeypatch):
    guest = cardless(await town.guest())
    other = await town.guest()
    approval = town.approval(town.offer(guest))
    (first,) = await town.place([approval])
    looked = orders.find_repeats
    calls = []

    async def looked_too_early(*args):
        calls.append(args)
        return [] if len(calls) == 1 else await looked(*args)

    monkeypatch.setattr(orders, "find_repeats", looked_too_early)
    writer = batcher(town.database, 3)
    outcomes = await asyncio.gather(*(writer.submit(a) for a in (town.approval(town.offer(other)), approval)))
    assert len(calls) == 2
    assert [isinstance(o, Placed) and o.created for o in outcomes] == [True, False]
    assert isinstance(first, Placed)
    assert outcomes[1] == Placed(first.order_id, first.state, created=False)


async def test_a_slot_that_another_process_opened_meanwhile_is_not_opened_twice(town: Town):
    """The transaction that decided on an absent slot fails whole; run again, it finds the slot."""
    offer = town.offer(await town.guest())
    approval = town.approval(offer)
    before = await snapshot(town.database)
    with pytest.raises(UniqueViolation):  # noqa: PT012 - the transaction and its breach belong together.
        async with town.database.transaction() as tx:
            wanted = [wanted_by(approval, town.random)]
            locked = await intake._lock(tx, CELL, wanted, {})
            await plant(
                town.database,
                "insert into fulfilment.slots (cell, store_id, starts_at, cups_offered, cups_taken) values "
                "(1, %(store)s::uuid, %(at)s::timestamptz, 12, 0)",
                {"store": offer.store_id, "at": offer.slot_start},
            )
            await intake._apply(tx, CELL, town.random, locked, wanted)
    after = await snapshot(town.database)
    assert after.pop("fulfilment.slots") != before.pop("fulfilment.slots")
    assert after == before
    assert isinstance((await town.place([approval]))[0], Placed)


async def test_a_single_order_is_a_batch_of_one_and_an_hour_later_nothing_repeats(town: Town, clock):
    guest = cardless(await town.guest())
    (first,) = await town.place([town.approval(town.offer(guest))])
    clock.at += timedelta(hours=1)
    (second,) = await town.place([town.approval(town.offer(guest))])
    assert isinstance(first, Placed)
    assert isinstance(second, Placed)
    assert first.order_id != second.order_id
