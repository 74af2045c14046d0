"""A day of a seller becomes one batch, and every fen is followed from the budget to it."""

import csv
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from pyarrow import parquet

from qianbei.db.errors import CheckViolation
from qianbei.flows.settle import settle
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Account, AccountKind, SettleRefusal
from qianbei.orders.contracts import EndedReason
from qianbei.payments.contracts import PaymentEvent
from qianbei.runtime.cli.tables import write
from qianbei.views.statements import HEAD, balances, lines
from tests.support.books import plant, snapshot
from tests.support.town import CELL, Town

pytestmark = pytest.mark.anyio

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def told(town: Town, owner_id, folder: Path) -> list[dict[str, str]]:
    await write(HEAD, statement(town, owner_id), folder / "lines.csv")
    text = (folder / "lines.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def statement(town: Town, owner_id):
    at = town.clock.now()
    return lines(town.database, CELL, owner_id, at - 9 * DAY, at + 9 * DAY)


async def paid(town: Town) -> tuple[int, int]:
    """What the store has to get, and what was settled."""
    balances = await town.balances()
    return balances["store_payable"], balances.get("settled", 0)


async def test_a_day_is_settled_once_and_whole(town: Town, clock):
    await town.confirmed(await town.guest())
    due_fen, _ = await paid(town)
    until = clock.now() + HOUR
    assert await settle(town.database, CELL, until, until) == []
    assert await paid(town) == (due_fen, 0)
    first = await settle(town.database, CELL, until, until + HOUR)
    assert [(each.net_fen, each.paid_fen) for each in first] == [(due_fen, due_fen)]
    assert await paid(town) == (0, due_fen)
    books = await snapshot(town.database)
    assert await settle(town.database, CELL, until, until + 2 * HOUR) == first
    assert await snapshot(town.database) == books


async def test_what_comes_back_after_a_batch_is_taken_off_the_next_ones(town: Town, clock):
    order_id = await town.confirmed(await town.guest())
    due_fen, _ = await paid(town)
    days = [clock.now() + DAY * n for n in (1, 2, 3)]
    clock.at = days[0] + HOUR
    (first,) = await settle(town.database, CELL, days[0], clock.now())
    await town.store_refuses(order_id, EndedReason.STORE_FAILED)
    await town.payer_says(order_id, PaymentEvent.VOIDED)
    clock.at = days[1] + HOUR
    (second,) = await settle(town.database, CELL, days[1], clock.now())
    assert (second.since, second.net_fen, second.brought_fen, second.paid_fen) == (
        first.until,
        -due_fen,
        0,
        0,
    )
    await town.confirmed(await town.guest())
    clock.at = days[2] + HOUR
    (third,) = await settle(town.database, CELL, days[2], clock.now())
    assert (third.brought_fen, third.paid_fen) == (-due_fen, max(third.net_fen - due_fen, 0))
    assert await paid(town) == (0, due_fen)


async def test_a_batch_before_the_last_one_is_refused(town: Town, clock):
    await town.confirmed(await town.guest())
    until = clock.now() + DAY
    await settle(town.database, CELL, until, until + HOUR)
    payable = Account(AccountKind.STORE_PAYABLE, town.seller_id)
    books = await snapshot(town.database)
    async with town.database.transaction() as tx:
        refused = await ledger.settle(tx, CELL, payable, until - HOUR, until + HOUR)
    assert refused is SettleRefusal.NOT_AFTER
    assert await snapshot(town.database) == books


async def test_a_batch_that_pays_other_than_is_due_is_no_row(town: Town, clock):
    await town.confirmed(await town.guest())
    until = clock.now() + DAY
    await settle(town.database, CELL, until, until + HOUR)
    with pytest.raises(CheckViolation, match="settlement_pays_what_is_due"):
        await plant(town.database, "update ledger.settlements set paid_fen = paid_fen + 1")


async def test_every_fen_leads_from_the_budget_to_the_order_line_and_the_batch(town: Town, clock, tmp_path):
    guest = await town.guest()
    order_id = await town.confirmed(guest)
    until = clock.now() + DAY
    await settle(town.database, CELL, until, until + HOUR)
    assert guest.card is not None
    campaign = await told(town, town.campaign_id, tmp_path)
    assert tuple(campaign[0]) == HEAD
    by_kind = {row["kind"]: row for row in campaign}
    issue, redeem, unused = by_kind["issue"], by_kind["redeem"], by_kind["unused"]
    assert (issue["from"], issue["to"], issue["card_id"]) == ("budget", "liability", str(guest.card.card_id))
    assert (redeem["from"], redeem["to"], redeem["card_id"]) == (
        "liability",
        "store_payable",
        issue["card_id"],
    )
    assert int(redeem["amount_fen"]) + int(unused["amount_fen"]) == int(issue["amount_fen"])
    assert redeem["order_id"] == str(order_id)
    assert redeem["order_lines"].startswith("pearl-milk-tea x 1 = ")
    assert redeem["settled_until"] == until.isoformat()
    seller = await told(town, town.seller_id, tmp_path)
    into = sum(int(row["amount_fen"]) for row in seller if row["to"] == "store_payable")
    (batch,) = [row for row in seller if row["kind"] == "settle"]
    assert (int(batch["amount_fen"]), batch["to"]) == (into, "settled")


async def test_a_statement_is_read_page_by_page_and_each_line_once(town: Town, monkeypatch, tmp_path):
    monkeypatch.setattr("qianbei.views.statements.PAGE", 3)
    await town.guests(8)
    rows = await told(town, town.campaign_id, tmp_path)
    assert len(rows) == len({row["transfer_id"] for row in rows}) == 9


async def test_a_statement_as_parquet_says_what_the_csv_says(town: Town, tmp_path):
    await town.confirmed(await town.guest())
    as_text = await told(town, town.campaign_id, tmp_path)
    await write(HEAD, statement(town, town.campaign_id), tmp_path / "lines.parquet")
    table = parquet.read_table(tmp_path / "lines.parquet")
    assert (str(table.schema.field("amount_fen").type), table.num_rows) == ("int64", len(as_text))
    for row, text in zip(table.to_pylist(), as_text, strict=True):
        assert row["at"].isoformat() == text["at"]
        others = {name: "" if value is None else str(value) for name, value in row.items() if name != "at"}
        assert others == {name: value for name, value in text.items() if name != "at"}


async def test_balances_of_a_past_time_are_what_they_were(town: Town):
    at, before = town.clock.now(), await town.balances()
    town.clock.advance(hours=1)
    await town.confirmed(await town.guest())
    then = {str(row[0]): row[3] for row in await balances(town.database, CELL, None, at)}
    assert then == before
    now: Counter[str] = Counter()
    for kind, _, _, amount_fen in await balances(town.database, CELL, None, town.clock.now()):
        assert isinstance(amount_fen, int)
        now[str(kind)] += amount_fen
    assert now == await town.balances()
    (payable,) = await balances(town.database, CELL, town.seller_id, town.clock.now())
    assert payable[3] == now["store_payable"]
