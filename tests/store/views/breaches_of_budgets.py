"""Breaches of promised money, leases and the tree of budgets."""

from tests.store.views.breaches import breaks
from tests.store.views.scene import Scene, account_of, moved, unguard

FROM_BUDGET = "from ledger.accounts where kind = 'budget'"


async def promised(scene: Scene, state: str) -> str:
    """A pending of one fen from the budget to the goodwill account; `state` is what the table says of its end."""
    pending, goodwill = scene.town.id(), await account_of(scene, "goodwill")
    await scene.plant(
        "insert into ledger.pendings select 1::smallint, %(id)s::uuid, account_id, 0, %(to)s::uuid, 0, 1, 'tested',"
        f" account_id, opened_at, opened_at + interval '1 hour', {state} {FROM_BUDGET}",
        id=pending,
        to=goodwill,
    )
    return str(pending)


@breaks("pendings_end_once")
async def a_promise_posted_that_moved_nothing(scene: Scene) -> str:
    return await promised(scene, "'posted', 1, opened_at")


@breaks("promised_money_is_kept_back")
async def a_promise_of_money_that_may_be_spent(scene: Scene) -> str:
    await promised(scene, "null, null, null")
    return f"{await account_of(scene, 'budget')}/0"


@breaks("leases_hold_what_was_lent")
async def money_lent_to_nobody(scene: Scene) -> str:
    await moved(scene, await account_of(scene, "programme"), await account_of(scene, "lease"), 7)
    return str(scene.town.campaign_id)


@breaks("leases_gave_what_was_issued")
async def a_worker_that_gave_more_than_arrived(scene: Scene) -> str:
    await scene.plant(
        "insert into budgets.leases select cell, %(id)s::uuid, node_id, node_id, 'ghost', 2, 1, 0, 0, 5, 1"
        " from budgets.nodes",
        id=scene.town.id(),
    )
    await scene.plant("update budgets.nodes set drawn_fen = drawn_fen + 5, drawn_count = drawn_count + 1")
    return str(scene.town.campaign_id)


@breaks("budgets_drew_what_lies_under_them")
async def a_draw_that_nobody_made(scene: Scene) -> str:
    await scene.plant("update budgets.nodes set drawn_count = drawn_count + 1")
    return str(scene.town.campaign_id)


@breaks("budgets_drew_what_lies_under_them")
async def a_cap_that_was_passed(scene: Scene) -> str:
    await unguard(scene, "budgets.nodes")
    await scene.plant("update budgets.nodes set cap_count = drawn_count - 1")
    return str(scene.town.campaign_id)


@breaks("settlements_pay_what_was_owed")
async def a_batch_that_was_never_paid(scene: Scene) -> str:
    store = await account_of(scene, "store_payable")
    await scene.plant(
        "insert into ledger.settlements select cell, account_id, opened_at + interval '1 day', opened_at, paid, 0,"
        " paid, opened_at + interval '2 days' from ledger.accounts, lateral (select sum(amount_fen) as paid from"
        " ledger.transfers where credit_account = account_id) as moved where account_id = %(id)s::uuid",
        id=store,
    )
    return str(store)


@breaks("settlements_pay_what_was_owed")
async def a_batch_of_other_money_than_moved(scene: Scene) -> str:
    store = await account_of(scene, "store_payable")
    await scene.plant(
        "insert into ledger.settlements select cell, account_id, opened_at + interval '1 day', opened_at, 0, 0,"
        " 0, opened_at + interval '2 days' from ledger.accounts where account_id = %(id)s::uuid",
        id=store,
    )
    return str(store)
