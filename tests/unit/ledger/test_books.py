"""Any history of transfers, promises, answers and passing time keeps the books: a state machine over the pure rules."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from qianbei.ledger.contracts import (
    Pending,
    Place,
    Resolution,
    Resolve,
    ResolveOutcome,
    Transfer,
    TransferOutcome,
)
from qianbei.ledger.rules import (
    Balance,
    Resolved,
    changes_of,
    decide,
    decide_pendings,
    decide_resolutions,
    expired,
)

NOON = datetime(2031, 5, 20, 4, tzinfo=UTC)
SOURCE, *FLOORED = [Place(UUID(int=n), 0) for n in range(1, 5)]
SUBJECT = UUID(int=7)

places = st.sampled_from([SOURCE, *FLOORED])
pairs = st.lists(places, min_size=2, max_size=2, unique=True)
ids = st.integers(1, 30).map(lambda n: UUID(int=n))
amounts = st.integers(1, 60)


class Books(RuleBasedStateMachine):
    """What the tables would hold, moved by the rules alone."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.balances = {SOURCE: Balance(0, None), **{place: Balance(0, 0) for place in FLOORED}}
        self.transfers: dict[UUID, Transfer] = {}
        self.pendings: dict[UUID, Resolved] = {}

    @property
    def known(self):
        return {**self.transfers, **{id_: each.pending for id_, each in self.pendings.items()}}

    def add(self, change, kept) -> None:
        for place in change.keys() | kept.keys():
            old = self.balances[place]
            self.balances[place] = msgspec.structs.replace(
                old,
                balance_fen=old.balance_fen + change.get(place, 0),
                pending_fen=old.pending_fen + kept.get(place, 0),
            )

    @rule(batch=st.lists(st.tuples(ids, pairs, amounts, st.booleans()), min_size=1, max_size=6))
    def transfer(self, batch) -> None:
        asked = [
            Transfer(id_, debit, credit, fen, "tested", SUBJECT, self.now, linked and n + 1 < len(batch))
            for n, (id_, (debit, credit), fen, linked) in enumerate(batch)
        ]
        outcomes, change = decide(self.balances, self.known, asked)
        for each, outcome in zip(asked, outcomes, strict=True):
            if outcome is TransferOutcome.DONE:
                assert each.transfer_id not in self.known
                self.transfers[each.transfer_id] = each
        self.add(change, {})

    @rule(id_=ids, pair=pairs, fen=amounts, minutes=st.integers(1, 9))
    def keep_back(self, id_, pair, fen, minutes) -> None:
        until = self.now + timedelta(minutes=minutes)
        pending = Pending(id_, *pair, fen, "tested", SUBJECT, self.now, until)
        (outcome,), kept = decide_pendings(self.balances, self.known, [pending])
        if outcome is TransferOutcome.DONE:
            self.pendings[id_] = Resolved(pending)
        self.add({}, kept)

    @precondition(lambda self: self.pendings)
    @rule(data=st.data(), fen=st.none() | st.integers(0, 61), times=st.integers(1, 3))
    def resolve(self, data, fen, times) -> None:
        id_ = data.draw(st.sampled_from(sorted(self.pendings)))
        was = self.pendings[id_]
        outcomes, ended = decide_resolutions(self.pendings, [Resolve(id_, fen, self.now)] * times)
        assert ResolveOutcome.DONE not in outcomes[1:]
        if fen is not None and self.now >= was.pending.expires_at and was.resolution is not Resolution.POSTED:
            assert ResolveOutcome.DONE not in outcomes
        self.end(ended)

    @rule(minutes=st.integers(1, 5), is_swept=st.booleans())
    def time_passes(self, minutes, is_swept) -> None:
        self.now += timedelta(minutes=minutes)
        if is_swept:
            left = [each.pending for each in self.pendings.values() if each.resolution is None]
            self.end(expired(left, self.now))

    def end(self, ended) -> None:
        self.add(*changes_of(ended))
        for each in ended:
            assert self.pendings[each.pending.pending_id].resolution is None
            self.pendings[each.pending.pending_id] = each

    @invariant()
    def balances_sum_to_zero(self) -> None:
        assert sum(balance.balance_fen for balance in self.balances.values()) == 0

    @invariant()
    def what_is_promised_is_there(self) -> None:
        for place in FLOORED:
            assert self.balances[place].balance_fen - self.balances[place].pending_fen >= 0

    @invariant()
    def balances_are_what_moved_and_is_kept_back(self) -> None:
        for place, balance in self.balances.items():
            moved = sum(
                ((t.credit == place) - (t.debit == place)) * t.amount_fen for t in self.transfers.values()
            )
            posted = sum(
                ((each.pending.credit == place) - (each.pending.debit == place)) * (each.posted_fen or 0)
                for each in self.pendings.values()
            )
            kept = sum(
                each.pending.amount_fen
                for each in self.pendings.values()
                if each.resolution is None and each.pending.debit == place
            )
            assert (balance.balance_fen, balance.pending_fen) == (moved + posted, kept)


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
