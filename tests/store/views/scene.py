"""The rows that breaches are planted in, and the tools to plant them past every guard."""

from collections.abc import Callable
from uuid import UUID

import msgspec

from qianbei.kit.canonical import canonical_json, content_hash
from tests.support.books import plant
from tests.support.town import Guest, Town


class Scene(msgspec.Struct, frozen=True):
    """A guest with a placed order, one with a confirmed order, one whose payer said no, one who pays it all."""

    town: Town
    placed: UUID
    confirmed: UUID
    cancelled: UUID
    plain: UUID
    guests: tuple[Guest, Guest, Guest, Guest]

    def card(self, index: int) -> UUID:
        found = self.guests[index].card
        assert found is not None
        return found.card_id

    async def plant(self, text: str, **values: object) -> None:
        await plant(self.town.database, text, values)


async def unguard(scene: Scene, table: str) -> None:
    """Takes the table's own guards away, so that the audit alone is left to notice."""
    names = await scene.town.rows(
        f"select conname from pg_constraint where conrelid = '{table}'::regclass and contype = 'c'"
    )
    for (name,) in names:
        await scene.plant(f"alter table {table} drop constraint {name}")


async def card_moves(scene: Scene, index: int, event: str, before: str, after: str, order_id: UUID) -> None:
    """A card moves as if rightly: card and history agree, only the order does not know."""
    await scene.plant(
        "insert into campaigns.card_moves (cell, card_id, seq, event, from_state, to_state, order_id, reason, at)"
        " select cell, card_id, moves + 1, %(event)s::text, %(before)s::text, %(after)s::text,"
        " %(order_id)s::uuid, 'planted', issued_at from campaigns.cards where card_id = %(card_id)s::uuid",
        event=event,
        before=before,
        after=after,
        order_id=order_id,
        card_id=scene.card(index),
    )
    await scene.plant(
        "update campaigns.cards set state = %(after)s::text, moves = moves + 1, order_id = %(order_id)s::uuid"
        " where card_id = %(card_id)s::uuid",
        after=after,
        order_id=order_id if after in ("held", "redeemed") else None,
        card_id=scene.card(index),
    )


async def account_of(scene: Scene, kind: str) -> UUID:
    return (await scene.town.rows(f"select account_id from ledger.accounts where kind = '{kind}'"))[0][0]


async def moved(scene: Scene, debit: UUID, credit: UUID, amount_fen: int) -> None:
    """A transfer that nobody would make, with the balances of both sides."""
    await scene.plant(
        "insert into ledger.transfers (cell, transfer_id, debit_account, debit_slot, credit_account, credit_slot,"
        " amount_fen, kind, subject_id, at) values (1, gen_random_uuid(), %(debit)s::uuid, 0, %(credit)s::uuid,"
        " 0, %(fen)s::bigint, 'planted', gen_random_uuid(), '2031-05-20T04:00:00Z')",
        debit=debit,
        credit=credit,
        fen=amount_fen,
    )
    for account, sign in ((debit, -1), (credit, 1)):
        await scene.plant(
            "update ledger.balances set balance_fen = balance_fen + %(fen)s::bigint"
            " where account_id = %(account)s::uuid and slot = 0",
            fen=sign * amount_fen,
            account=account,
        )


async def checkout_becomes(scene: Scene, order_id: UUID, change: Callable[[dict], None]) -> None:
    """Another checkout under its own true hash."""
    checkout = (
        await scene.town.rows(f"select checkout::json from orders.orders where order_id = '{order_id}'")
    )[0][0]
    change(checkout)
    await scene.plant(
        "update orders.orders set checkout = %(checkout)s::jsonb, checkout_hash = %(hash)s::bytea"
        " where order_id = %(order_id)s::uuid",
        checkout=canonical_json(checkout).decode(),
        hash=content_hash(checkout),
        order_id=order_id,
    )
