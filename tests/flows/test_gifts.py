"""A card given to somebody: taken once, or back; and both can read what happened."""

from datetime import timedelta

import pytest

from qianbei.campaigns.contracts import CardRefusal, Gift, GiftState, Issued, UseRefusal
from qianbei.flows import gifts, intake
from qianbei.flows.expire_cards import expire_cards
from qianbei.flows.gifts import OFFERED_FOR
from qianbei.views import wallet
from tests.support.books import snapshot
from tests.support.town import CELL, FACE_FEN, Guest, Town

pytestmark = pytest.mark.anyio


async def offered(town: Town, guest: Guest) -> Gift:
    assert guest.card is not None
    async with town.database.transaction() as tx:
        outcome = await gifts.offer(
            tx, CELL, town.random, guest.person_id, guest.card.card_id, town.clock.now()
        )
    assert isinstance(outcome, Gift), outcome
    return outcome


async def accepts(town: Town, gift: Gift, taker: Guest):
    async with town.database.transaction() as tx:
        return await gifts.accept(tx, CELL, gift.gift_id, taker.person_id, town.clock.now())


async def history(town: Town, guest: Guest) -> list[list[tuple[str, str]]]:
    async with town.database.reading() as tx:
        cards = await wallet.cards_of(tx, CELL, guest.person_id)
    return [[(move.event, move.reason) for move in card.history] for card in cards]


async def test_an_offered_card_is_on_no_order_and_taken_it_is_the_takers(town: Town):
    giver, taker = await town.guests(2)
    gift = await offered(town, giver)
    assert await offered(town, giver) == gift
    assert await town.approve(town.offer(giver)) == intake.Refused(intake.Refusal.CARD_USED)
    await town.assert_audit_is_clean()
    before = await town.balances()
    outcome = await accepts(town, gift, taker)
    assert isinstance(outcome, Issued)
    assert (outcome.card.person_id, outcome.card.face_fen) == (taker.person_id, FACE_FEN)
    assert await town.card_state(giver) == ("gifted", None)
    assert await town.balances() == before
    assert await history(town, giver) == [
        [("issue", "join"), ("hold", "gift_offered"), ("give", "gift_accepted")]
    ]
    assert sorted(await history(town, taker)) == [[("issue", "gift")], [("issue", "join")]]
    after = await snapshot(town.database)
    assert await accepts(town, gift, taker) == Issued(outcome.card, created=False)
    assert await accepts(town, gift, giver) is UseRefusal.OWN
    assert await accepts(town, gift, await_nobody(town)) is UseRefusal.OVER
    assert await snapshot(town.database) == after


def await_nobody(town: Town) -> Guest:
    return Guest(town.id(), None, None)  # pyright: ignore[reportArgumentType]


async def test_nobody_takes_it_in_time_and_the_giver_has_it_again(town: Town):
    giver, taker = await town.guests(2)
    gift = await offered(town, giver)
    town.clock.at += OFFERED_FOR
    before = await snapshot(town.database)
    assert await accepts(town, gift, taker) is UseRefusal.OVER
    assert await snapshot(town.database) == before
    assert await gifts.return_gifts(town.database, CELL, town.clock.now()) == 1
    assert await gifts.return_gifts(town.database, CELL, town.clock.now()) == 0
    assert await town.card_state(giver) == ("issued", None)
    assert await history(town, giver) == [
        [("issue", "join"), ("hold", "gift_offered"), ("release", "gift_returned")]
    ]
    assert await accepts(town, gift, taker) is UseRefusal.OVER


async def test_the_giver_alone_takes_it_back_and_a_gift_ends_with_its_card(town: Town):
    giver, taker = await town.guests(2)
    gift = await offered(town, giver)
    async with town.database.transaction() as tx:
        other = await gifts.take_back(tx, CELL, gift.gift_id, taker.person_id, town.clock.now())
        back = await gifts.take_back(tx, CELL, gift.gift_id, giver.person_id, town.clock.now())
    assert other is UseRefusal.UNKNOWN
    assert isinstance(back, Gift)
    assert back.state is GiftState.RETURNED
    town.clock.at += timedelta(days=10) - timedelta(hours=1)
    late = await offered(town, giver)
    assert late.ends_at == town.clock.at + timedelta(hours=1)
    town.clock.at = late.ends_at
    while await expire_cards(town.database, CELL, town.clock.now()):
        pass
    assert await town.card_state(giver) == ("held", late.gift_id)
    await gifts.return_gifts(town.database, CELL, town.clock.now())
    assert await expire_cards(town.database, CELL, town.clock.now()) == 1
    assert await town.card_state(giver) == ("expired", None)


async def test_a_card_that_is_not_ones_own_or_not_free_cannot_be_given(town: Town):
    giver, other = await town.guests(2)
    await town.placed(giver)
    before = await snapshot(town.database)
    assert giver.card is not None
    async with town.database.transaction() as tx:
        at = town.clock.now()
        for person_id, card_id, refusal in (
            (giver.person_id, giver.card.card_id, CardRefusal.USED),
            (other.person_id, giver.card.card_id, CardRefusal.NOT_YOURS),
            (other.person_id, town.id(), CardRefusal.UNKNOWN),
        ):
            assert await gifts.offer(tx, CELL, town.random, person_id, card_id, at) is refusal
        assert await gifts.accept(tx, CELL, town.id(), other.person_id, at) is UseRefusal.UNKNOWN
    assert await snapshot(town.database) == before
