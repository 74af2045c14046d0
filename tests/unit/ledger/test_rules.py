"""Deciding batches of transfers: nothing is made, nothing is lost, no floor is passed."""

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from qianbei.ledger.contracts import (
    SLOTS,
    SPREAD,
    WITH_FLOOR,
    Account,
    AccountKind,
    Place,
    Transfer,
    TransferOutcome,
)
from qianbei.ledger.rules import Balance, decide

NOON = datetime(2031, 5, 20, 4, tzinfo=UTC)
PLACES = [Place(UUID(int=n), 0) for n in range(1, 6)]
UNKNOWN = Place(UUID(int=99), 0)
DONE, ALREADY, FLOOR, NO_ACCOUNT = TransferOutcome

balances = st.fixed_dictionaries(
    {place: st.builds(Balance, st.integers(0, 50), st.sampled_from([0, None])) for place in PLACES}
)


@st.composite
def transfers(draw):
    debit, credit = draw(st.lists(st.sampled_from([*PLACES, UNKNOWN]), min_size=2, max_size=2, unique=True))
    number = draw(st.integers(1, 12))
    return Transfer(UUID(int=number), debit, credit, draw(st.integers(1, 40)), "tested", UUID(int=7), NOON)


def transfer(number: int, debit: Place, credit: Place, amount_fen: int) -> Transfer:
    return Transfer(UUID(int=number), debit, credit, amount_fen, "tested", UUID(int=7), NOON)


@given(balances, st.lists(transfers(), max_size=25), st.sets(st.integers(1, 12), max_size=4))
def test_any_batch_sums_to_zero_and_keeps_every_floor_at_every_step(held, batch, known):
    already = {UUID(int=number) for number in known}
    outcomes, change = decide(held, already, batch)
    assert sum(change.values()) == 0
    running = {place: balance.balance_fen for place, balance in held.items()}
    seen = set(already)
    for each, outcome in zip(batch, outcomes, strict=True):
        assert (outcome is ALREADY) == (each.transfer_id in seen)
        if outcome is DONE:
            seen.add(each.transfer_id)
            running[each.debit] -= each.amount_fen
            running[each.credit] += each.amount_fen
        elif outcome is FLOOR:
            assert running[each.debit] - each.amount_fen < 0
        elif outcome is NO_ACCOUNT:
            assert UNKNOWN in (each.debit, each.credit)
        assert all(running[place] >= 0 for place, b in held.items() if b.floor_fen is not None)
    assert running == {place: b.balance_fen + change.get(place, 0) for place, b in held.items()}


@given(balances, st.lists(transfers(), max_size=25))
def test_a_batch_is_judged_as_if_each_came_alone_in_its_order(held, batch):
    together, change = decide(held, set(), batch)
    now, seen, alone = dict(held), set(), []
    for each in batch:
        (outcome,), moved = decide(now, seen, [each])
        alone.append(outcome)
        seen |= {each.transfer_id} if outcome is DONE else set()
        for place, fen in moved.items():
            now[place] = Balance(now[place].balance_fen + fen, now[place].floor_fen)
    assert alone == together
    assert {p: b.balance_fen for p, b in now.items()} == {
        p: b.balance_fen + change.get(p, 0) for p, b in held.items()
    }


def test_the_one_that_would_pass_the_floor_is_left_out_and_the_next_are_judged_without_it():
    held = {PLACES[0]: Balance(10, 0), PLACES[1]: Balance(0, None)}
    one, two = PLACES[:2]
    batch = [transfer(1, one, two, 6), transfer(2, one, two, 6), transfer(3, one, two, 4)]
    assert decide(held, set(), batch) == ([DONE, FLOOR, DONE], {one: -10, two: 10})


def test_money_that_comes_early_in_a_batch_may_be_spent_later_in_it():
    one, two, three = PLACES[:3]
    held = {one: Balance(0, None), two: Balance(0, 0), three: Balance(0, 0)}
    there_and_on = [transfer(1, one, two, 5), transfer(2, two, three, 5)]
    assert decide(held, set(), there_and_on)[0] == [DONE, DONE]
    assert decide(held, set(), there_and_on[::-1])[0] == [FLOOR, DONE]


@given(st.sampled_from(AccountKind), st.uuids(), st.uuids())
def test_one_subjects_money_lies_in_one_slot(kind, owner, subject):
    place = Account(kind, owner).place(subject)
    assert place == Account(kind, owner).place(subject)
    assert 0 <= place.slot < (SLOTS if kind in SPREAD else 1)


def test_what_must_not_be_overspent_has_a_floor():
    assert {AccountKind.BUDGET, AccountKind.LIABILITY} == WITH_FLOOR
