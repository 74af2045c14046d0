"""One breach, at least, of each check of the audit; each returns the offending id that must be named."""

from collections.abc import Awaitable, Callable

from tests.store.views.scene import Scene, account_of, card_moves, checkout_becomes, moved, unguard
from tests.support.town import cardless

Breach = Callable[[Scene], Awaitable[str]]
BREACHES: list[tuple[str, Breach]] = []


def breaks(name: str) -> Callable[[Breach], Breach]:
    def keep(breach: Breach) -> Breach:
        BREACHES.append((name, breach))
        return breach

    return keep


@breaks("cards_on_an_order_that_names_them")
async def a_card_held_for_an_order_that_ended(scene: Scene) -> str:
    await card_moves(scene, 2, "hold", "issued", "held", scene.cancelled)
    return str(scene.card(2))


@breaks("no_issued_card_on_a_live_order")
async def a_card_free_while_its_order_lives(scene: Scene) -> str:
    await card_moves(scene, 0, "release", "held", "issued", scene.placed)
    return str(scene.placed)


@breaks("card_histories_are_whole")
async def a_move_of_a_card_lost(scene: Scene) -> str:
    await scene.plant(
        "delete from campaigns.card_moves where card_id = %(id)s::uuid and seq = 1", id=scene.card(1)
    )
    return str(scene.card(1))


@breaks("every_open_question_has_a_time")
async def a_question_that_nobody_will_put(scene: Scene) -> str:
    await unguard(scene, "payments.payments")
    await scene.plant(
        "update payments.payments set next_ask_at = null where order_id = %(id)s::uuid", id=scene.placed
    )
    query = f"select payment_id::text from payments.payments where order_id = '{scene.placed}'"
    return (await scene.town.rows(query))[0][0]


@breaks("balances_sum_to_zero")
async def money_that_went_nowhere(scene: Scene) -> str:
    await moved(scene, await account_of(scene, "programme"), scene.town.id(), 7)
    return "CNY -7"


@breaks("balances_equal_transfers")
async def money_moved_without_a_transfer(scene: Scene) -> str:
    goodwill, programme = await account_of(scene, "goodwill"), await account_of(scene, "programme")
    for account, fen in ((goodwill, 3), (programme, -3)):
        await scene.plant(
            "update ledger.balances set balance_fen = balance_fen + %(fen)s::bigint where account_id = %(id)s::uuid",
            fen=fen,
            id=account,
        )
    return f"{goodwill}/0"


@breaks("no_balance_under_its_floor")
async def a_budget_overspent(scene: Scene) -> str:
    await unguard(scene, "ledger.balances")
    budget, left_fen = await account_of(scene, "budget"), (await scene.town.balances())["budget"]
    await moved(scene, budget, await account_of(scene, "programme"), left_fen + 1)
    return f"{budget}/0"


@breaks("liability_equals_live_cards")
async def a_card_worth_more_than_was_set_aside(scene: Scene) -> str:
    await scene.plant(
        "update campaigns.cards set face_fen = face_fen + 1 where card_id = %(id)s::uuid", id=scene.card(2)
    )
    return str(scene.town.campaign_id)


@breaks("confirmed_orders_paid_their_store")
async def a_store_that_was_not_paid(scene: Scene) -> str:
    await scene.plant("update ledger.transfers set subject_id = gen_random_uuid() where kind = 'cash'")
    return str(scene.confirmed)


@breaks("one_order_an_intent")
async def two_orders_of_one_intent(scene: Scene) -> str:
    town = scene.town
    outcome = await town.approve(town.offer(cardless(scene.guests[3]), quantity=2))
    query = f"select checkout::json ->> 'conversation' from orders.orders where order_id = '{scene.plain}'"
    conversation = (await town.rows(query))[0][0]
    await checkout_becomes(scene, outcome.order_id, lambda c: c.update(conversation=conversation))
    return min(str(outcome.order_id), str(scene.plain))


@breaks("order_histories_are_whole")
async def a_step_of_an_order_lost(scene: Scene) -> str:
    await scene.plant(
        "delete from orders.history where order_id = %(id)s::uuid and seq = 1", id=scene.confirmed
    )
    return str(scene.confirmed)


@breaks("placed_orders_have_their_events")
async def a_placed_order_that_nobody_was_told_of(scene: Scene) -> str:
    await scene.plant(
        "delete from outbox.events where key = %(id)s::uuid and type = 'orders.placed.v1'", id=scene.placed
    )
    return str(scene.placed)


@breaks("orders_have_one_job_and_one_payment")
async def an_order_without_a_payment(scene: Scene) -> str:
    await scene.plant("delete from payments.payments where order_id = %(id)s::uuid", id=scene.plain)
    return str(scene.plain)


@breaks("orders_have_one_job_and_one_payment")
async def an_order_paid_twice(scene: Scene) -> str:
    await scene.plant(
        "insert into payments.payments select cell, gen_random_uuid(), order_id, amount_fen, state, asks,"
        " next_ask_at from payments.payments where order_id = %(id)s::uuid",
        id=scene.plain,
    )
    return str(scene.plain)


@breaks("orders_jobs_and_payments_agree")
async def a_store_at_work_on_what_was_not_paid(scene: Scene) -> str:
    await scene.plant(
        "update fulfilment.jobs set state = 'making' where order_id = %(id)s::uuid", id=scene.placed
    )
    return str(scene.placed)


@breaks("orders_jobs_and_payments_agree")
async def an_order_that_ended_with_its_money_still_held(scene: Scene) -> str:
    await scene.plant(
        "update payments.payments set state = 'authorised' where order_id = %(id)s::uuid", id=scene.cancelled
    )
    return str(scene.cancelled)


@breaks("no_orphan_across_schemas")
async def an_order_of_nobody(scene: Scene) -> str:
    await scene.plant(
        "update orders.orders set person_id = gen_random_uuid() where order_id = %(id)s::uuid", id=scene.plain
    )
    return f"order of nobody {scene.plain}"


@breaks("no_orphan_across_schemas")
async def an_order_of_no_store(scene: Scene) -> str:
    await scene.plant(
        "update orders.orders set store_id = gen_random_uuid() where order_id = %(id)s::uuid", id=scene.plain
    )
    return f"order of no store {scene.plain}"


@breaks("no_orphan_across_schemas")
async def a_job_of_no_order(scene: Scene) -> str:
    job = scene.town.id()
    await scene.plant(
        "insert into fulfilment.jobs (cell, order_id, store_id, slot_starts_at, cups, state, due_at, pickup_code,"
        " handover_code, code_shared, wrong_codes, version) select cell, %(new)s::uuid, store_id, slot_starts_at,"
        " 0, 'making', due_at, '', '', false, 0, 0 from fulfilment.jobs where order_id = %(id)s::uuid",
        new=job,
        id=scene.plain,
    )
    return f"job of no order {job}"


@breaks("no_orphan_across_schemas")
async def a_payment_of_no_order(scene: Scene) -> str:
    payment = scene.town.id()
    await scene.plant(
        "insert into payments.payments (cell, payment_id, order_id, amount_fen, state, asks)"
        " values (1, %(new)s::uuid, gen_random_uuid(), 1, 'authorised', 0)",
        new=payment,
    )
    return f"payment of no order {payment}"


@breaks("no_orphan_across_schemas")
async def a_card_of_nobody(scene: Scene) -> str:
    await scene.plant(
        "update campaigns.cards set person_id = gen_random_uuid() where card_id = %(id)s::uuid",
        id=scene.card(2),
    )
    return f"card of nobody {scene.card(2)}"


@breaks("no_orphan_across_schemas")
async def an_order_with_a_card_that_nobody_gave(scene: Scene) -> str:
    await scene.plant(
        "update orders.orders set card_id = gen_random_uuid() where order_id = %(id)s::uuid",
        id=scene.cancelled,
    )
    return f"order with no card of that id {scene.cancelled}"


@breaks("cups_sold_not_above_cups_offered")
async def more_cups_than_a_store_can_make(scene: Scene) -> str:
    await unguard(scene, "fulfilment.slots")
    await scene.plant("update fulfilment.slots set cups_offered = 0")
    return (await scene.town.rows("select store_id::text || ' ' || starts_at::text from fulfilment.slots"))[
        0
    ][0]


@breaks("cups_sold_not_above_cups_offered")
async def cups_that_nobody_gave_back(scene: Scene) -> str:
    await scene.plant("update fulfilment.slots set cups_taken = cups_taken + 1")
    return (await scene.town.rows("select store_id::text || ' ' || starts_at::text from fulfilment.slots"))[
        0
    ][0]


@breaks("checkouts_are_what_was_priced")
async def a_checkout_changed_after_its_approval(scene: Scene) -> str:
    await scene.plant(
        "update orders.orders set checkout = jsonb_set(checkout::jsonb, '{address_text}', '\"elsewhere\"')"
        " where order_id = %(id)s::uuid",
        id=scene.placed,
    )
    return f"{scene.placed} hash_differs"


@breaks("checkouts_are_what_was_priced")
async def a_checkout_that_does_not_add_up(scene: Scene) -> str:
    await checkout_becomes(scene, scene.placed, lambda c: c["prices"][0].update(amount_fen=1))
    return f"{scene.placed} sums_differ"


@breaks("checkouts_are_what_was_priced")
async def a_cup_sold_for_another_price(scene: Scene) -> str:
    await checkout_becomes(scene, scene.placed, lambda c: c["lines"][0].update(unit_fen=1, total_fen=1))
    return f"{scene.placed} line_price_differs"


@breaks("checkouts_are_what_was_priced")
async def price_rows_that_are_not_the_lines(scene: Scene) -> str:
    def shift(checkout: dict) -> None:
        checkout["prices"][0]["amount_fen"] -= 5
        next(price for price in checkout["prices"] if price["kind"] == "delivery")["amount_fen"] += 5

    await checkout_becomes(scene, scene.placed, shift)
    return f"{scene.placed} price_rows_differ"


@breaks("checkouts_are_what_was_priced")
async def a_menu_that_never_was(scene: Scene) -> str:
    await checkout_becomes(scene, scene.placed, lambda c: c.update(menu_version=99))
    return f"{scene.placed} menu_unknown"
