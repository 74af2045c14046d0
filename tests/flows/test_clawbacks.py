"""An order refunded after its handover takes back what it earned both sides, and nobody is left owing."""

import msgspec
import pytest

from qianbei.campaigns.contracts import CardState, Gift
from qianbei.flows import gifts, no_handover
from qianbei.flows.clawbacks import CLAWBACKS, Payer
from qianbei.flows.returns import Fault
from qianbei.offers.quote import UsableCard
from qianbei.orders.contracts import Order, StepRefusal
from qianbei.payments.contracts import PaymentEvent
from tests.support.books import snapshot
from tests.support.inviting import bound, cards_of, handed_over, state_of
from tests.support.town import CELL, FACE_FEN, Guest, Town

pytestmark = pytest.mark.anyio


@pytest.fixture
async def earned(town: Town, relayed) -> tuple[Guest, Guest, object]:
    """A host and the newcomer they brought, both with their card, and the newcomer's order."""
    host, guest = await town.guests(2)
    await bound(town, guest, host)
    order_id = await handed_over(town, guest)
    await relayed()
    assert await state_of(town, guest) == "vested"
    return host, guest, order_id


async def refund(town: Town, order_id) -> Order | StepRefusal:
    async with town.database.transaction() as tx:
        return await no_handover.refund(
            tx, CELL, town.random, order_id, Fault.STORE, town.id(), town.clock.now()
        )


async def invite_card(town: Town, host: Guest):
    query = (
        f"select card_id from campaigns.cards where source_kind = 'invite' and person_id = '{host.person_id}'"
    )
    return (await town.rows(query))[0][0]


async def offered(town: Town, host: Guest, card_id) -> Gift:
    async with town.database.transaction() as tx:
        gift = await gifts.offer(tx, CELL, town.random, host.person_id, card_id, town.clock.now())
    assert isinstance(gift, Gift)
    return gift


async def free(town: Town, host: Guest, card_id) -> None:
    """Nobody touches it."""


async def held(town: Town, host: Guest, card_id) -> None:
    await offered(town, host, card_id)


async def given_away(town: Town, host: Guest, card_id) -> None:
    gift = await offered(town, host, card_id)
    taker = await town.guest()
    async with town.database.transaction() as tx:
        await gifts.accept(tx, CELL, gift.gift_id, taker.person_id, town.clock.now())


async def used(town: Town, host: Guest, card_id) -> None:
    card = UsableCard(card_id, "invite", FACE_FEN, None)
    await handed_over(town, msgspec.structs.replace(host, card=card))


@pytest.mark.parametrize(
    ("before", "state", "after"),
    [
        (free, CardState.ISSUED, "revoked"),
        (held, CardState.HELD, "held"),
        (given_away, CardState.GIFTED, "gifted"),
        (used, CardState.REDEEMED, "redeemed"),
    ],
)
async def test_a_free_card_goes_back_and_any_other_is_kept_at_our_cost(
    town: Town, relayed, earned, before, state, after
):
    host, guest, order_id = earned
    await before(town, host, await invite_card(town, host))
    await relayed()
    was = await town.balances()
    assert isinstance(await refund(town, order_id), Order)
    await town.payer_says(order_id, PaymentEvent.VOIDED)
    await relayed()
    assert (await town.order_state(order_id), await state_of(town, guest)) == ("cancelled", "clawed_back")
    assert await cards_of(town, guest) == [("invite", "revoked"), ("join", "issued")]
    assert ("invite", after) in await cards_of(town, host)
    now = await town.balances()
    by_goodwill = FACE_FEN if CLAWBACKS[state] is Payer.GOODWILL else 0
    assert was["goodwill"] - now["goodwill"] == by_goodwill
    assert all(fen >= 0 for kind, fen in now.items() if kind in ("budget", "liability", "wallet"))
    await town.assert_audit_is_clean()


async def test_a_refund_is_granted_once_and_to_nobody_without_a_cup(town: Town, relayed, earned):
    host, _, order_id = earned
    placed = await town.placed(host)
    assert await refund(town, placed) is StepRefusal.WRONG_STATE
    await refund(town, order_id)
    before = await snapshot(town.database)
    assert await refund(town, order_id) is StepRefusal.WRONG_STATE
    assert await snapshot(town.database) == before


async def test_a_refund_before_the_reward_leaves_the_promise_for_the_next_cup(town: Town, relayed):
    host, guest = await town.guests(2)
    await bound(town, guest, host)
    order_id = await handed_over(town, guest)
    await refund(town, order_id)
    await town.payer_says(order_id, PaymentEvent.VOIDED)
    await relayed()
    assert await state_of(town, guest) == "bound"
    town.clock.advance(minutes=20)
    await handed_over(town, guest)
    await relayed()
    assert await state_of(town, guest) == "vested"
    await town.assert_audit_is_clean()


def test_every_state_of_a_card_has_somebody_who_pays():
    assert set(CLAWBACKS) == set(CardState)
