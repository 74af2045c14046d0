"""A card at a till: shown, scanned once, paid to the store, or free again when the code is over."""

import pytest

from qianbei.campaigns.contracts import CardRefusal, TillSale, TillState, UseRefusal
from qianbei.flows import till
from qianbei.flows.till import SHOWN_FOR, Scan
from qianbei.offers.card_terms import NotHere
from qianbei.views import statements
from tests.support.books import snapshot
from tests.support.town import CELL, FACE_FEN, Guest, Town

pytestmark = pytest.mark.anyio


async def shown(town: Town, guest: Guest) -> TillSale:
    assert guest.card is not None
    async with town.database.transaction() as tx:
        sale = await till.show(tx, CELL, town.random, guest.person_id, guest.card.card_id, town.clock.now())
    assert isinstance(sale, TillSale), sale
    return sale


async def scanned(town: Town, code: str, amount_fen: int = 1_800, store_id=None):
    async with town.database.transaction() as tx:
        scan = Scan(code, store_id or town.store_id, town.seller_id, amount_fen)
        return await till.redeem(tx, CELL, scan, town.clock.now())


async def test_a_scanned_code_pays_the_store_once_and_the_rest_goes_back(town: Town):
    guest = await town.guest()
    budget_fen = (await town.balances())["budget"]
    sale = await shown(town, guest)
    assert await shown(town, guest) == sale
    assert await town.card_state(guest) == ("held", sale.sale_id)
    await town.assert_audit_is_clean()
    paid = await scanned(town, f" {sale.code} ")
    assert isinstance(paid, TillSale)
    assert (paid.state, paid.card_fen) == (TillState.REDEEMED, 1_799)
    assert await town.card_state(guest) == ("redeemed", sale.sale_id)
    balances = await town.balances()
    assert (balances["store_payable"], balances["liability"]) == (1_799, 0)
    assert balances["budget"] == budget_fen + FACE_FEN - 1_799
    at = town.clock.now()
    pages = [page async for page in statements.lines(town.database, CELL, town.seller_id, at, at + SHOWN_FOR)]
    ((line,),) = [[dict(zip(statements.HEAD, row, strict=True)) for row in page] for page in pages]
    assert (line["card_id"], line["order_lines"]) == (sale.card_id, "till x 1 = 1800")
    before = await snapshot(town.database)
    assert await scanned(town, sale.code) == paid
    assert await scanned(town, sale.code, 1_900) is UseRefusal.CODE_OVER
    assert await scanned(town, sale.code, store_id=town.id()) is UseRefusal.CODE_OVER
    assert await snapshot(town.database) == before


async def test_a_code_that_nobody_scanned_in_time_frees_its_card(town: Town):
    guest = await town.guest()
    sale = await shown(town, guest)
    town.clock.at += SHOWN_FOR
    before = await snapshot(town.database)
    assert await scanned(town, sale.code) is UseRefusal.CODE_OVER
    assert await scanned(town, "0000000000") is UseRefusal.CODE_UNKNOWN
    assert await snapshot(town.database) == before
    assert await till.lapse(town.database, CELL, town.clock.now()) == 1
    assert await till.lapse(town.database, CELL, town.clock.now()) == 0
    assert await town.card_state(guest) == ("issued", None)
    assert isinstance(await town.placed(guest), type(sale.sale_id))


async def test_a_card_on_an_order_or_of_somebody_else_is_not_shown_and_nothing_is_not_sold(town: Town):
    guest, other = await town.guests(2)
    sale = await shown(town, other)
    await town.placed(guest)
    before = await snapshot(town.database)
    assert await scanned(town, sale.code, 1) is NotHere.THRESHOLD
    assert guest.card is not None
    async with town.database.transaction() as tx:
        at, card_id = town.clock.now(), guest.card.card_id
        assert await till.show(tx, CELL, town.random, guest.person_id, card_id, at) is CardRefusal.USED
        assert await till.show(tx, CELL, town.random, other.person_id, card_id, at) is CardRefusal.NOT_YOURS
    assert await snapshot(town.database) == before
