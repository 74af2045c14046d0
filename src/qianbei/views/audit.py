"""Every promise that exists so far, recomputed from the rows alone.

A check is one query of `sql/audit.sql` that returns offending ids, none when the promise holds; `CHECKS` says which
promise of the design each proves. Checkouts are proven in Python: hash,
sums, and every line priced again from the menu version it was sold from, by the one function that prices lines.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from qianbei.db import Database, Query, Tx, load_queries
from qianbei.kit.canonical import content_hash
from qianbei.menu import Choice, LineChoice, LinePrice, Menu, Removed, price_line
from qianbei.views import chance

queries = load_queries(__package__)

OFFENDING_MAX = 100
PAGE = 2_000
FIRST = UUID(int=0)

CHECKS: tuple[tuple[int, Query], ...] = (
    (1, queries.audit_cards_on_an_order_that_names_them),
    (1, queries.audit_no_issued_card_on_a_live_order),
    (1, queries.audit_card_histories_are_whole),
    (1, queries.audit_every_open_question_has_a_time),
    (1, queries.audit_gifts_and_cards_agree),
    (1, queries.audit_gifted_cards_have_one_taker),
    (1, queries.audit_till_sales_and_cards_agree),
    (1, queries.audit_expired_cards_were_over),
    (1, queries.audit_every_free_card_is_looked_at_when_its_end_comes),
    (2, queries.audit_balances_sum_to_zero),
    (2, queries.audit_balances_equal_transfers),
    (2, queries.audit_no_balance_under_its_floor),
    (2, queries.audit_liability_equals_live_cards),
    (2, queries.audit_confirmed_orders_paid_their_store),
    (2, queries.audit_wallet_cash_follows_its_order),
    (2, queries.audit_pendings_end_once),
    (2, queries.audit_promised_money_is_kept_back),
    (2, queries.audit_leases_hold_what_was_lent),
    (2, queries.audit_leases_gave_what_was_issued),
    (2, queries.audit_budgets_drew_what_lies_under_them),
    (2, queries.audit_settlements_pay_what_was_owed),
    (2, queries.audit_packet_shares_sum_to_the_packet),
    (2, queries.audit_packets_hold_what_nobody_took),
    (2, queries.audit_payouts_and_money_agree),
    (2, queries.audit_drops_hold_what_was_not_given),
    (11, queries.audit_drop_cards_lie_in_places),
    (2, queries.audit_invites_have_their_promise_kept_back),
    (2, queries.audit_vested_invites_gave_their_cards),
    (2, queries.audit_draws_were_earned_and_paid),
    (3, queries.audit_one_order_an_intent),
    (4, queries.audit_order_histories_are_whole),
    (4, queries.audit_placed_orders_have_their_events),
    (4, queries.audit_orders_have_one_job_and_one_payment),
    (4, queries.audit_orders_jobs_and_payments_agree),
    (4, queries.audit_no_orphan_across_schemas),
    (5, queries.audit_cups_sold_not_above_cups_offered),
    (11, queries.audit_invites_within_the_rules),
    (11, queries.audit_invites_make_no_ring),
    (10, queries.audit_nothing_was_sent_to_who_opted_out),
    (4, queries.audit_sends_are_of_one_message_and_its_person),
    (11, queries.audit_nothing_waits_without_a_review),
    (11, queries.audit_denials_have_a_reason_and_an_appeal),
    (11, queries.audit_late_reviews_were_told),
    (11, queries.audit_review_histories_are_whole),
)
"""(promise of the design, query)."""


class Finding(msgspec.Struct, frozen=True):
    """One check: the promise it proves and the first offending ids (at most OFFENDING_MAX)."""

    name: str
    promise: int
    offending: list[str]

    @property
    def is_kept(self) -> bool:
        return not self.offending


async def audit(database: Database, cell: int, *, checkouts: bool = True) -> list[Finding]:
    """All findings of a cell, each check in one read-only snapshot; `checkouts=False` leaves out the slow one."""
    findings = []
    for promise, query in CHECKS:
        async with database.reading() as tx:
            rows = await tx.rows(query, {"cell": cell, "limit": OFFENDING_MAX})
        title = query.name.rpartition(".audit_")[2]
        findings.append(Finding(title, promise, [str(row[0]) for row in rows]))
    if checkouts:
        findings.append(Finding("checkouts_are_what_was_priced", 8, await _wrong_checkouts(database, cell)))
        decks = await chance.wrong_decks(database, cell, OFFENDING_MAX)
        findings.append(Finding("decks_are_what_was_committed", 11, decks))
        draws = await chance.wrong_draws(database, cell, OFFENDING_MAX)
        lots = await chance.wrong_lots(database, cell, OFFENDING_MAX)
        findings.append(Finding("lots_are_what_was_committed", 11, lots))
        findings.append(Finding("draws_are_what_was_committed", 11, draws))
    return findings


async def _wrong_checkouts(database: Database, cell: int) -> list[str]:
    menus: dict[tuple[UUID, int], Menu | None] = {}
    offending: list[str] = []
    after = FIRST
    while len(offending) < OFFENDING_MAX:
        async with database.reading() as tx:
            page = await tx.rows(queries.checkouts_after, {"cell": cell, "after": after, "limit": PAGE})
            for _, checkout, *_ in page:
                await _load_menu(tx, cell, menus, checkout)
        for order_id, checkout, kept_hash, card_fen, pay_fen, wallet_fen in page:
            fault = _fault(checkout, kept_hash, (card_fen, pay_fen, wallet_fen), menus[_menu_key(checkout)])
            if fault:
                offending.append(f"{order_id} {fault}")
        if len(page) < PAGE:
            break
        after = page[-1][0]
    return offending[:OFFENDING_MAX]


def _menu_key(checkout: dict[str, Any]) -> tuple[UUID, int]:
    return UUID(checkout["menu_id"]), checkout["menu_version"]


async def _load_menu(
    tx: Tx, cell: int, menus: dict[tuple[UUID, int], Menu | None], checkout: dict[str, Any]
) -> None:
    key = _menu_key(checkout)
    if key not in menus:
        rows = await tx.rows(queries.menu_content, {"cell": cell, "menu_id": key[0], "version": key[1]})
        menus[key] = msgspec.convert(rows[0][0], Menu) if rows else None


def _fault(
    checkout: dict[str, Any], kept_hash: bytes, paid: tuple[int, int, int], menu: Menu | None
) -> str | None:
    if content_hash(checkout) != kept_hash:
        return "hash_differs"
    prices, (card_fen, pay_fen, wallet_fen) = checkout["prices"], paid
    to_pay = [price["amount_fen"] for price in prices if price["kind"] == "to_pay"]
    others = sum(price["amount_fen"] for price in prices if price["kind"] != "to_pay")
    if to_pay != [pay_fen] or others != pay_fen or checkout["card_fen"] != card_fen:
        return "sums_differ"
    if checkout.get("wallet_fen", 0) != wallet_fen:  # Checkouts from before it could pay do not say it.
        return "sums_differ"
    if menu is None:
        return "menu_unknown"
    return _line_fault(menu, checkout["lines"], prices)


def _line_fault(menu: Menu, lines: Sequence[dict[str, Any]], prices: Sequence[dict[str, Any]]) -> str | None:
    packing_fen = 0
    for line in lines:
        priced = price_line(menu, _choice(line))
        if not isinstance(priced, LinePrice):
            return f"line_{priced.reason}"
        if (priced.unit_fen, priced.unit_fen * line["quantity"]) != (line["unit_fen"], line["total_fen"]):
            return "line_price_differs"
        packing_fen += priced.packing_fen
    said_fen = sum(price["amount_fen"] for price in prices if price["kind"] == "packing")
    shown_fen = sum(price["amount_fen"] for price in prices if price["kind"] in ("item", "option"))
    if packing_fen != said_fen or shown_fen != sum(line["total_fen"] for line in lines):
        return "price_rows_differ"
    return None


def _choice(line: dict[str, Any]) -> LineChoice:
    options = tuple(
        Choice(option["group"], option["option"], option["quantity"], option["qualifier"])
        for option in line["options"]
        if option["chosen"] or option["quantity"] != 1 or option["qualifier"] is not None
    )
    without = tuple(Removed(removed["group"], removed["option"]) for removed in line["removed"])
    return LineChoice(line["item"], line["quantity"], options, without)
