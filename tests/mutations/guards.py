"""The table: every unique key, every CHECK with a name of its own, every lock, and the rules and conditions that fence and bound.

A CHECK that guards a promise has a name; those that only say what a column may hold have none and are not here.
Each entry is a name, what takes the guard away, and `felt_by`: further tests that must fail without it. That the guard
itself is in place is proven by `test_guards` for all of them.
"""

from typing import Any

import msgspec

KEYS = """
abuse.households.households_pkey: cell household_id
abuse.keys.keys_pkey: cell kind value_hash person_id
abuse.members.members_pkey: cell person_id
abuse.review_steps.review_steps_pkey: cell review_id seq
abuse.reviews.reviews_cell_person_id_reward_subject_id_key: cell person_id reward subject_id
abuse.reviews.reviews_pkey: cell review_id
budgets.burns.burns_pkey: cell node_id minute_at
budgets.changes.changes_pkey: cell campaign_id seq node_id
budgets.leases.leases_pkey: cell lease_id
budgets.nodes.nodes_pkey: cell node_id
campaigns.bulk_plans.bulk_plans_pkey: cell plan_id
campaigns.campaigns.campaigns_pkey: cell campaign_id
campaigns.card_moves.card_moves_pkey: cell card_id seq
campaigns.cards.cards_pkey: cell card_id
campaigns.cards.one_card_a_person_and_source: cell person_id source_id
campaigns.gifts.gifts_pkey: cell gift_id
campaigns.gifts.one_open_gift_a_card: cell card_id
campaigns.templates.templates_pkey: cell template_id
campaigns.till_sales.one_shown_code: cell code
campaigns.till_sales.till_sales_pkey: cell sale_id
catalog.menus.menus_pkey: cell menu_id version
catalog.places.places_pkey: cell place_id
catalog.revisions.revisions_pkey: cell
catalog.sellers.sellers_pkey: cell seller_id
catalog.stores.stores_pkey: cell store_id
db.installation.installation_pkey: name
db.migrations.migrations_pkey: number
drops.drops.drops_pkey: cell drop_id
drops.keys.keys_pkey: cell drop_id kind value_hash
drops.places.one_place_a_tag: cell drop_id tag
drops.places.places_pkey: cell drop_id person_id
fulfilment.jobs.jobs_one_at_a_time: cell rider_id
fulfilment.jobs.jobs_pkey: cell order_id
fulfilment.slots.slots_pkey: cell store_id starts_at
gate.knobs.knobs_pkey: cell
gate.limit_changes.limit_changes_pkey: cell change_id
gate.members.members_pkey: cell member
gate.patience.patience_pkey: cell
gate.taken_tickets.taken_tickets_pkey: cell person_id member
invites.bindings.bindings_pkey: cell invitee_id
invites.codes.codes_cell_code_key: cell code
invites.codes.codes_pkey: cell person_id
invites.days.days_pkey: cell day
invites.draws.draws_pkey: cell person_id day number
invites.rules.rules_pkey: cell campaign_id version
ledger.accounts.accounts_pkey: cell account_id
ledger.balances.balances_pkey: cell account_id slot
ledger.pendings.pendings_pkey: cell pending_id
ledger.settlements.settlements_pkey: cell account_id until_at
ledger.transfers.transfers_pkey: cell transfer_id
messages.addresses.addresses_pkey: cell address_id
messages.channels.channels_pkey: cell channel
messages.messages.messages_pkey: cell person_id message_id
messages.opt_outs.opt_outs_pkey: cell person_id channel
messages.rounds.rounds_pkey: cell round_id
messages.sends.sends_pkey: cell message_id address_id
messages.switches.switches_pkey: cell switch_id
orders.history.history_pkey: cell order_id seq
orders.orders.orders_cell_person_id_idempotency_key_key: cell person_id idempotency_key
orders.orders.orders_pkey: cell order_id
outbox.answers.answers_pkey: cell person_id idempotency_key
outbox.events.events_pkey: cell event_id
outbox.inbox.inbox_pkey: cell handler message_id
packets.packets.packets_pkey: cell packet_id
packets.payouts.payouts_pkey: cell payout_id
packets.shares.one_share_a_person: cell packet_id person_id
packets.shares.shares_pkey: cell packet_id place
payments.payments.payments_pkey: cell payment_id
people.addresses.addresses_pkey: cell person_id address_id
people.code_counts.code_counts_pkey: cell kind counted
people.identity_keys.identity_keys_pkey: kind value_hash
people.persons.persons_pkey: cell person_id
people.phone_codes.phone_codes_pkey: cell person_id phone_hash
people.riders.riders_cell_person_id_key: cell person_id
people.riders.riders_pkey: cell rider_id
people.roles.roles_pkey: cell person_id role subject
waves.runs.runs_cell_slug_key: cell slug
waves.runs.runs_pkey: cell campaign_id
waves.steers.steers_pkey: cell campaign_id seq
waves.versions.versions_pkey: cell campaign_id version
waves.waves.waves_pkey: cell node_id
"""
"""Unique key: the columns in which no two rows may agree."""


class Floor(msgspec.Struct, frozen=True):
    """A named CHECK, and a row that it must not let in."""

    name: str
    breach: dict[str, Any]


FLOORS = (
    Floor("budgets.leases.closed_lease_is_empty", {"expires_at": None, "granted": 1, "used": 0}),
    Floor("budgets.leases.used_within_granted", {"granted": 1, "used": 2}),
    Floor("budgets.nodes.drawn_within_cap", {"cap_fen": 1, "drawn_fen": 2}),
    Floor("campaigns.bulk_plans.plan_names_its_end", {"kind": "recall"}),
    Floor("campaigns.cards.card_has_an_end", {"valid_until": "infinity"}),
    Floor("campaigns.gifts.accepted_gift_names_its_taker", {"state": "accepted"}),
    Floor("campaigns.gifts.gift_has_an_end", {"ends_at": "infinity"}),
    Floor("campaigns.templates.template_has_an_end", {"valid_until": "infinity"}),
    Floor("campaigns.till_sales.code_has_an_end", {"ends_at": "infinity"}),
    Floor("campaigns.till_sales.redeemed_sale_is_whole", {"state": "redeemed"}),
    Floor("drops.drops.drop_not_overdrawn", {"cards": 1, "given": 2}),
    Floor("fulfilment.slots.cups_not_oversold", {"cups_offered": 1, "cups_taken": 2}),
    Floor(
        "invites.bindings.nobody_invites_themselves", {"inviter_id": "00000010-0000-0000-0000-000000000000"}
    ),
    Floor("ledger.balances.available_not_under_floor", {"balance_fen": 1, "pending_fen": 2, "floor_fen": 0}),
    Floor("ledger.balances.pending_not_negative", {"pending_fen": -1}),
    Floor(
        "ledger.pendings.pending_posted_within",
        {"resolution": "posted", "posted_fen": 2, "resolved_at": "2031-05-21"},
    ),
    Floor("ledger.pendings.pending_resolved_whole", {"resolution": "voided"}),
    Floor("ledger.settlements.settlement_pays_what_is_due", {"net_fen": 1, "paid_fen": 2}),
    Floor("packets.packets.packet_not_overdrawn", {"shares": 1, "taken": 2}),
)


class Lock(msgspec.Struct, frozen=True):
    """A query of a `locks.sql`. Whoever ran it holds its row of `table`, until the end of the transaction.

    `table` is empty for a lock on what has no row. `given` are parameters that differ from what the row says.
    """

    name: str
    table: str
    given: dict[str, Any] = {}
    row: dict[str, Any] = {}
    felt_by: tuple[str, ...] = ()
    second: str = ""
    """Another guard that keeps the same promise: the tests of `felt_by` must miss the two together."""


RACES = "tests/concurrency/test_"
CARD_PLAN = {
    "after": "00000000-0000-0000-0000-000000000000",
    "states": ["issued"],
    "source_kind": "x",
    "event": "extend",
}

LOCKS = (
    Lock("abuse.lock_keys", ""),
    Lock("abuse.lock_members", "abuse.members"),
    Lock("abuse.lock_linked", "abuse.members"),
    Lock(
        "abuse.lock_households",
        "abuse.households",
        felt_by=(f"{RACES}screening.py::test_the_last_card_of_a_household_waits_for_who_is_just_taking_it",),
    ),
    Lock("abuse.lock_review", "abuse.reviews"),
    Lock("abuse.lock_late_reviews", "abuse.reviews"),
    Lock("abuse.lock_final_denials", "abuse.reviews", row={"state": "denied"}),
    Lock(
        "budgets.lock_nodes",
        "budgets.nodes",
        felt_by=(f"{RACES}claims.py::test_the_first_who_give_directly_at_once_are_all_counted",),
    ),
    Lock("budgets.lock_leases", "budgets.leases"),
    Lock(
        "campaigns.lock_cards",
        "campaigns.cards",
        felt_by=(f"{RACES}double_spend.py::test_of_twenty_orders_with_one_card_one_is_placed",),
        second="campaigns.card_moves.card_moves_pkey",
    ),
    Lock(
        "campaigns.lock_openings",
        "",
        felt_by=(f"{RACES}campaigns.py::test_of_ten_operators_at_once_one_opens_a_campaign",),
    ),
    Lock("campaigns.lock_to_sweep", "campaigns.cards"),
    Lock("campaigns.lock_plan", "campaigns.bulk_plans"),
    Lock("campaigns.lock_chosen", "campaigns.cards", CARD_PLAN),
    Lock("campaigns.extend_chosen", "campaigns.cards", CARD_PLAN),
    Lock("campaigns.extend_own", "campaigns.cards", CARD_PLAN),
    Lock("campaigns.shorten_touched", "campaigns.cards", CARD_PLAN | {"new_end": "2031-05-20T04:00:00Z"}),
    Lock("catalog.lock_stores", "catalog.stores"),
    # A place names its drop, and that reference alone holds off the draw: no race misses this lock.
    Lock("drops.lock_drops_shared", "drops.drops"),
    Lock(
        "drops.lock_drops",
        "drops.drops",
        felt_by=(f"{RACES}drops.py::test_thirty_two_parallel_buyers_get_exactly_what_the_draw_left",),
    ),
    Lock("drops.lock_drop_to_work_on", "drops.drops"),
    Lock(
        "fulfilment.lock_slots",
        "fulfilment.slots",
        felt_by=(
            f"{RACES}double_spend.py::test_of_a_hundred_orders_for_the_last_fifty_cups_exactly_fifty_are_placed",
        ),
        second="fulfilment.slots.cups_not_oversold",
    ),
    Lock("fulfilment.lock_jobs", "fulfilment.jobs"),
    Lock("gate.lock_members", ""),
    Lock(
        "invites.lock_binding",
        "",
        felt_by=(f"{RACES}invites.py::test_a_ring_that_closes_from_all_sides_at_once_stays_open",),
    ),
    Lock("invites.lock_bindings", "invites.bindings"),
    Lock("invites.lock_overdue_bindings", "invites.bindings"),
    Lock(
        "invites.lock_codes",
        "invites.codes",
        felt_by=(f"{RACES}invites.py::test_a_draw_waits_for_who_is_just_drawing_it",),
        second="invites.draws.draws_pkey",
    ),
    Lock(
        "ledger.lock_balances",
        "ledger.balances",
        felt_by=(f"{RACES}packets.py::test_a_wallet_emptied_from_a_hundred_sides_pays_what_it_had",),
    ),
    Lock(
        "ledger.lock_ledger_pendings",
        "ledger.pendings",
        felt_by=(f"{RACES}pendings.py::test_pending_resolves_at_most_once",),
    ),
    Lock("ledger.lock_expired_pendings", "ledger.pendings"),
    Lock("messages.lock_channel", "messages.channels", {"channel": "sms"}),
    Lock("messages.take_sends", "messages.sends", {"channel": "sms"}),
    Lock("messages.lock_round", "messages.rounds"),
    Lock("orders.lock_orders", "orders.orders"),
    Lock("outbox.lock_pending", "outbox.events"),
    Lock("outbox.claim_events", "outbox.events"),
    Lock(
        "packets.lock_packets",
        "packets.packets",
        felt_by=(f"{RACES}packets.py::test_a_hundred_parallel_grabs_give_exactly_the_deck",),
    ),
    Lock(
        "packets.lock_packets_to_close",
        "packets.packets",
        felt_by=(f"{RACES}packets.py::test_of_two_closings_at_once_one_gives_the_rest_back",),
    ),
    Lock("packets.lock_payouts", "packets.payouts"),
    Lock("payments.lock_payments", "payments.payments"),
    Lock("people.lock_phone_codes", "people.phone_codes"),
    Lock("waves.lock_run", "waves.runs"),
)

NO_LOCK_CLAUSE = {
    "catalog.next_revision": "it updates the row that it locks: without the update nothing is left of it"
}
"""Queries of a `locks.sql` that have nothing to take away."""


class Rule(msgspec.Struct, frozen=True):
    """A line of a pure rule: without it (`old` becomes `new`) these tests must fail."""

    name: str
    module: str
    old: str
    new: str
    felt_by: tuple[str, ...]


RULES = (
    Rule(
        "a lease is fenced by its epoch",
        "qianbei.budgets.rules",
        "lease.epoch == epoch and ",
        "",
        (f"{RACES}claims.py::test_a_paused_worker_is_fenced_by_its_epoch",),
    ),
    Rule(
        "a lease ends with its time",
        "qianbei.budgets.rules",
        " and at < lease.expires_at",
        "",
        (f"{RACES}claims.py::test_a_paused_worker_is_fenced_by_its_epoch",),
    ),
    Rule(
        "no transfer passes a floor",
        "qianbei.ledger.rules",
        "if left_fen < source.floor_fen",
        "if False",
        ("tests/unit/ledger/test_rules.py",),
    ),
    Rule(
        "a pending ends once",
        "qianbei.ledger.rules",
        "if known.resolution is not None:",
        "if False:",
        ("tests/unit/ledger/test_books.py",),
    ),
    Rule(
        "no budget lends beyond a cap in money",
        "qianbei.budgets.rules",
        "free = min(free, (node.cap_fen - node.drawn_fen) // piece_fen)",
        "pass",
        ("tests/unit/budgets/test_rules.py",),
    ),
    Rule(
        "no budget lends beyond a cap in pieces",
        "qianbei.budgets.rules",
        "free = min(free, node.cap_count - node.drawn_count)",
        "pass",
        (f"{RACES}claims.py::test_a_cap_on_a_wave_holds_for_all_its_cities_together",),
    ),
    Rule(
        "a card is its person's",
        "qianbei.campaigns.rules",
        "if card.person_id != person_id:\n        return CardRefusal.NOT_YOURS",
        "",
        ("tests/unit/campaigns/test_rules.py",),
    ),
    Rule(
        "a card on an order is on no other",
        "qianbei.campaigns.rules",
        "if card.state is not CardState.ISSUED:\n        return CardRefusal.USED",
        "",
        ("tests/unit/campaigns/test_rules.py",),
    ),
    Rule(
        "a card of a batch is used once in it",
        "qianbei.flows.intake",
        "if order.card_id.int in self._cards_taken:",
        "if False:",
        ("tests/flows/test_intake_batches.py",),
    ),
    Rule(
        "cups of a batch are counted down",
        "qianbei.flows.intake",
        "if left < reservation.cups:",
        "if False:",
        ("tests/flows/test_intake_batches.py",),
    ),
    Rule(
        "a household has a cap",
        "qianbei.abuse.rules",
        "if standing.household_given >= HOUSEHOLD_CAP:",
        "if False:",
        ("tests/unit/abuse/test_rules.py",),
    ),
    Rule(
        "one device has one place in a drop",
        "qianbei.drops.rules",
        "elif not taken.isdisjoint(entry.keys):",
        "elif False:",
        ("tests/unit/drops/test_rules.py",),
    ),
    Rule(
        "a drop gives no more than it has",
        "qianbei.drops.rules",
        "return None if drop.left else DropRefusal.GONE",
        "return None",
        ("tests/unit/drops/test_rules.py",),
    ),
    Rule(
        "a share of a packet is taken once",
        "qianbei.packets.rules",
        "next_place[grab.packet_id] += 1",
        "pass",
        ("tests/unit/packets/test_rules.py",),
    ),
    Rule(
        "a payout ends once",
        "qianbei.packets.rules",
        "if payout.state not in OPEN_PAYOUTS:",
        "if False:",
        ("tests/unit/packets/test_rules.py",),
    ),
)


class Fence(msgspec.Struct, frozen=True):
    """A condition of a query that turns away who comes late: without it (`old` becomes `new`) these tests must fail."""

    name: str
    query: str
    old: str
    new: str
    felt_by: tuple[str, ...]


EVENTS = "tests/store/outbox/test_"

FENCES = (
    Fence(
        "an event has its effect once",
        "outbox.lock_pending",
        "where waiting.state <> 'done'",
        "",
        (f"{EVENTS}relay.py::test_an_event_delivered_twice_has_its_effect_once",),
    ),
    Fence(
        "an event in a relay's hands is nobody else's",
        "outbox.claim_events",
        "and (waiting.lease_until is null or waiting.lease_until <= %(at)s::timestamptz)",
        "",
        (f"{EVENTS}api.py::test_a_lease_keeps_others_away_until_it_ends",),
    ),
    Fence(
        "events of one key come in their order",
        "outbox.claim_events",
        "select min(earlier.position)",
        "select waiting.position",
        (f"{EVENTS}api.py::test_events_of_one_key_come_one_by_one_in_the_order_of_publishing",),
    ),
    Fence(
        "a finished event does not fail",
        "outbox.fail_events",
        "and failed.state not in ('done', 'dead')",
        "",
        (f"{EVENTS}api.py::test_a_finished_event_is_not_begun_again_nor_failed",),
    ),
    Fence(
        "a send is told of by who took it last",
        "messages.end_sends",
        "and send.attempts = ended.attempts",
        "",
        ("tests/store/messages/test_messages.py",),
    ),
    Fence(
        "what was withdrawn is not sent again",
        "messages.end_sends",
        "case when send.state = 'queued' or ended.state = 'sent' then ended.state else send.state end",
        "ended.state",
        ("tests/store/messages/test_messages.py",),
    ),
    Fence(
        "nothing is taken for who opted out",
        "messages.take_sends",
        "opted.person_id = send.person_id",
        "false",
        ("tests/store/messages/test_messages.py",),
    ),
)


class Key(msgspec.Struct, frozen=True):
    """A unique key: its table, its name, and the columns in which no two rows may agree."""

    name: str
    columns: tuple[str, ...]

    @property
    def table(self) -> str:
        return self.name.rpartition(".")[0]

    @property
    def constraint(self) -> str:
        return self.name.rpartition(".")[2]


def keys() -> list[Key]:
    """KEYS, read."""
    lines = [line.partition(": ") for line in KEYS.strip().splitlines()]
    return [Key(name, tuple(columns.split())) for name, _, columns in lines]


def names() -> list[str]:
    """Everything that can be taken away."""
    return [each.name for each in (*keys(), *FLOORS, *LOCKS, *RULES, *FENCES)]
