"""Cash in a wallet pays an order: kept back by the tap, the store's with its yes, never spent twice, never lost."""

import msgspec
import pytest

from qianbei.flows import intake
from qianbei.flows.payouts import Short
from qianbei.flows.sweeps import expire_pendings
from qianbei.flows.work import Action
from qianbei.offers.contracts import PriceKind
from qianbei.payments.contracts import PaymentEvent
from tests.support.books import snapshot
from tests.support.pockets import cash_of, rich, wanted
from tests.support.town import CELL, Town, cardless

pytestmark = pytest.mark.anyio


async def test_cash_pays_what_the_card_leaves_but_for_the_last_fen(town: Town):
    guest = await rich(town, await town.guest(), 100_000)
    offer = town.offer(guest)
    assert offer.total_fen == offer.card_fen + offer.wallet_fen + offer.pay_fen
    assert offer.pay_fen == 1
    assert [p.amount_fen for p in offer.prices if p.kind is PriceKind.WALLET] == [-offer.wallet_fen]
    assert town.offer(msgspec.structs.replace(guest, cash_fen=0)).wallet_fen == 0


async def test_cash_is_kept_back_by_the_tap_and_the_stores_with_its_yes(town: Town):
    guest = await rich(town, cardless(await town.guest()), 600)
    order_id = await town.placed(guest)
    assert await cash_of(town, guest.person_id) == 600
    outcome = await wanted(town, guest.person_id, 1)
    assert outcome == Short(0), "what an order keeps back is not paid out"
    await town.payer_says(order_id, PaymentEvent.AUTHORISED)
    assert "store_payable" not in (await town.balances()) or (await town.balances())["store_payable"] == 0
    await town.store_does(order_id, Action.CONFIRM)
    assert await cash_of(town, guest.person_id) == 0
    assert (await town.balances())["store_payable"] == town.offer(guest).total_fen


async def test_a_declined_payment_frees_the_cash(town: Town):
    guest = await rich(town, cardless(await town.guest()), 600)
    order_id = await town.placed(guest)
    await town.payer_says(order_id, PaymentEvent.DECLINED)
    again = await town.placed(guest)
    assert again != order_id
    town.clock.advance(days=30)
    assert await expire_pendings(town.database, CELL, town.clock.now()) == 0, "a hold never ends by time"


async def test_more_than_the_wallet_holds_is_refused_and_nothing_is_taken(town: Town):
    guest = await rich(town, await town.guest(), 600)
    believed = town.offer(msgspec.structs.replace(guest, cash_fen=601))
    before = await snapshot(town.database)
    assert await town.approve(believed) == intake.Refused(intake.Refusal.WALLET_LESS)
    nobody = msgspec.structs.replace(await town.guest(), cash_fen=5)
    before = await snapshot(town.database)
    assert await town.approve(town.offer(nobody)) == intake.Refused(intake.Refusal.WALLET_LESS)
    assert await snapshot(town.database) == before


async def test_in_one_batch_the_first_order_has_the_cash(town: Town):
    guest = await rich(town, cardless(await town.guest()), 600)
    one, two = (town.offer(guest), town.offer(guest, quantity=3))
    outcomes = await town.place([town.approval(one), town.approval(two, again=True)])
    assert isinstance(outcomes[0], intake.Placed)
    assert outcomes[1] == intake.Refused(intake.Refusal.WALLET_LESS)
