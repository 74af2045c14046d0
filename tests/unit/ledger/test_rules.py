"""Deciding batches of transfers: nothing is made, nothing is lost, no floor is passed."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
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
DONE, ALREADY, FLOOR, NO_ACCOUNT, OTHER_CONTENT, CHAIN = TransferOutcome

balances = st.fixed_dictionaries(
    {
        place: st.builds(Balance, st.integers(20, 50), st.sampled_from([0, None]), st.integers(0, 20))
        for place in PLACES
    }
)


@st.composite
def transfers(draw):
    debit, credit = draw(st.lists(st.sampled_from([*PLACES, UNKNOWN]), min_size=2, max_size=2, unique=True))
    return transfer(draw(st.integers(1, 12)), debit, credit, draw(st.integers(1, 40)))


@st.composite
def batches(draw):
    """Transfers, some in chains; the last one ends its chain."""
    batch = draw(st.lists(transfers(), max_size=25))
    linked = [draw(st.booleans()) for _ in batch[:-1]] + [False] * (len(batch) > 0)
    return [msgspec.structs.replace(t, linked=link) for t, link in zip(batch, linked, strict=True)]


def transfer(number: int, debit: Place, credit: Place, amount_fen: int, *, linked: bool = False) -> Transfer:
    return Transfer(UUID(int=number), debit, credit, amount_fen, "tested", UUID(int=7), NOON, linked)


def chains_of(batch):
    chain = []
    for each in batch:
        chain.append(each)
        if not each.linked:
            yield chain
            chain = []


@given(balances, batches(), st.lists(transfers(), max_size=3))
def test_any_batch_sums_to_zero_and_keeps_every_floor_at_every_step(held, batch, before):
    known = {each.transfer_id: each for each in before}
    outcomes, change = decide(held, known, batch)
    assert sum(change.values()) == 0
    running = {place: balance.balance_fen - balance.pending_fen for place, balance in held.items()}
    for each, outcome in zip(batch, outcomes, strict=True):
        if outcome is DONE:
            running[each.debit] -= each.amount_fen
            running[each.credit] += each.amount_fen
        elif outcome is NO_ACCOUNT:
            assert UNKNOWN in (each.debit, each.credit)
        elif outcome is CHAIN:
            assert each.linked or len(list(chains_of(batch))) < len(batch)
        assert all(running[place] >= 0 for place, b in held.items() if b.floor_fen is not None)
    assert running == {
        place: b.balance_fen - b.pending_fen + change.get(place, 0) for place, b in held.items()
    }


@given(balances, batches())
def test_a_chain_happens_whole_or_not_at_all(held, batch):
    outcomes = iter(decide(held, {}, batch)[0])
    for chain in chains_of(batch):
        told = [next(outcomes) for _ in chain]
        refused = [o for o in told if o not in (DONE, ALREADY)]
        assert not refused or DONE not in told
        assert not refused or len([o for o in refused if o is not CHAIN]) == 1


@given(balances, st.lists(transfers(), max_size=25))
def test_a_batch_is_judged_as_if_each_came_alone_in_its_order(held, batch):
    together, change = decide(held, {}, batch)
    now, seen, alone = dict(held), {}, []
    for each in batch:
        (outcome,), moved = decide(now, seen, [each])
        alone.append(outcome)
        seen |= {each.transfer_id: each} if outcome is DONE else {}
        for place, fen in moved.items():
            now[place] = msgspec.structs.replace(now[place], balance_fen=now[place].balance_fen + fen)
    assert alone == together
    assert {p: b.balance_fen for p, b in now.items()} == {
        p: b.balance_fen + change.get(p, 0) for p, b in held.items()
    }


def test_the_one_that_would_pass_the_floor_is_left_out_and_the_next_are_judged_without_it():
    held = {PLACES[0]: Balance(10, 0), PLACES[1]: Balance(0, None)}
    one, two = PLACES[:2]
    batch = [transfer(1, one, two, 6), transfer(2, one, two, 6), transfer(3, one, two, 4)]
    assert decide(held, {}, batch) == ([DONE, FLOOR, DONE], {one: -10, two: 10})


def test_money_that_is_kept_back_cannot_be_spent():
    held = {PLACES[0]: Balance(10, 0, 6), PLACES[1]: Balance(0, None)}
    one, two = PLACES[:2]
    assert decide(held, {}, [transfer(1, one, two, 5), transfer(2, one, two, 4)])[0] == [FLOOR, DONE]


def test_a_chain_that_fails_at_its_end_leaves_its_money_to_the_next():
    one, two, three = PLACES[:3]
    held = {one: Balance(10, 0), two: Balance(0, 0), three: Balance(0, 0)}
    batch = [transfer(1, one, two, 6, linked=True), transfer(2, three, one, 1), transfer(3, one, two, 10)]
    assert decide(held, {}, batch) == ([CHAIN, FLOOR, DONE], {one: -10, two: 10})


def test_the_same_id_with_another_content_is_refused_and_the_same_content_is_not_made_again():
    one, two = PLACES[:2]
    held, first = {one: Balance(10, 0), two: Balance(0, None)}, transfer(1, one, two, 6)
    later = msgspec.structs.replace(first, at=NOON.replace(hour=9))
    others = [
        msgspec.structs.replace(first, **other)
        for other in (
            {"amount_fen": 5},
            {"credit": PLACES[2]},
            {"debit": PLACES[2]},
            {"kind": "else"},
            {"subject_id": UUID(int=8)},
        )
    ]
    outcomes, change = decide(held, {first.transfer_id: first}, [first, later, *others])
    assert outcomes == [ALREADY, ALREADY] + [OTHER_CONTENT] * 5
    assert change == {}


def test_money_that_comes_early_in_a_batch_may_be_spent_later_in_it():
    one, two, three = PLACES[:3]
    held = {one: Balance(0, None), two: Balance(0, 0), three: Balance(0, 0)}
    there_and_on = [transfer(1, one, two, 5), transfer(2, two, three, 5)]
    assert decide(held, {}, there_and_on)[0] == [DONE, DONE]
    assert decide(held, {}, there_and_on[::-1])[0] == [FLOOR, DONE]


@given(st.sampled_from(AccountKind), st.uuids(), st.uuids())
def test_one_subjects_money_lies_in_one_slot(kind, owner, subject):
    place = Account(kind, owner).place(subject)
    assert place == Account(kind, owner).place(subject)
    assert 0 <= place.slot < (SLOTS if kind in SPREAD else 1)


def test_what_must_not_be_overspent_has_a_floor():
    given_out = {
        AccountKind.BUDGET,
        AccountKind.LEASE,
        AccountKind.LIABILITY,
        AccountKind.PACKET,
        AccountKind.DROP,
    }
    assert given_out | {AccountKind.WALLET, AccountKind.PAYOUT} == WITH_FLOOR
