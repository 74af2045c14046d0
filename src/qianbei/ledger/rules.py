"""Deciding transfers, pendings and their resolutions against locked balances, in request order."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import msgspec

from qianbei.ledger.contracts import (
    Pending,
    Place,
    Resolution,
    Resolve,
    ResolveOutcome,
    Settlement,
    SettleRefusal,
    Transfer,
    TransferOutcome,
)

Change = dict[Place, int]

SETTLE_AFTER = timedelta(hours=1)
"""A period is closed so long after its end: no transaction that began in it is still open then."""


class Balance(msgspec.Struct, frozen=True):
    """A locked balance row; `floor_fen` None means that it may fall without end."""

    balance_fen: int
    floor_fen: int | None
    pending_fen: int = 0


class Resolved(msgspec.Struct, frozen=True):
    """A pending as it stands; `resolution` None while open."""

    pending: Pending
    resolution: Resolution | None = None
    posted_fen: int | None = None


Written = Transfer | Pending
AskedT = TypeVar("AskedT", Transfer, Pending)


def decide(
    balances: Mapping[Place, Balance], known: Mapping[UUID, Written], transfers: Sequence[Transfer]
) -> tuple[list[TransferOutcome], Change]:
    """Outcomes in request order and the change of every balance touched.

    Running sums: each accepted transfer is seen by those after it; the first one that would pass a floor is
    refused and the next ones are judged without it. A chain is accepted or refused as one.
    """
    batch = _Batch(balances, known)
    outcomes: list[TransferOutcome] = []
    chain: list[Transfer] = []
    for transfer in transfers:
        if not transfer.linked and not chain:
            outcomes.append(batch.move(transfer))
            continue
        chain.append(transfer)
        if not transfer.linked:
            outcomes += batch.move_chain(chain)
            chain = []
    assert not chain, "the last transfer of a batch is not linked to a next one"
    return outcomes, batch.change


def decide_pendings(
    balances: Mapping[Place, Balance], known: Mapping[UUID, Written], pendings: Sequence[Pending]
) -> tuple[list[TransferOutcome], Change]:
    """Outcomes in request order, and how much more each debited balance keeps back."""
    batch = _Batch(balances, known)
    return [batch.keep_back(pending) for pending in pendings], batch.kept


class _Place:
    """A balance as it changes during one decision."""

    __slots__ = ("available_fen", "change_fen", "floor_fen", "kept_fen")

    def __init__(self, balance: Balance) -> None:
        self.available_fen = balance.balance_fen - balance.pending_fen
        self.floor_fen = balance.floor_fen
        self.change_fen = 0
        self.kept_fen = 0


class _Batch:
    """Running state of one decision: what moved, what is kept back, which ids are taken."""

    def __init__(self, balances: Mapping[Place, Balance], known: Mapping[UUID, Written]) -> None:
        self._places = {place: _Place(balance) for place, balance in balances.items()}
        self._known = {id_.int: written for id_, written in known.items()}  # Ids themselves are slow to hash.

    @property
    def change(self) -> Change:
        return {place: now.change_fen for place, now in self._places.items() if now.change_fen}

    @property
    def kept(self) -> Change:
        return {place: now.kept_fen for place, now in self._places.items() if now.kept_fen}

    def move(self, transfer: Transfer) -> TransferOutcome:
        outcome = self._judge(transfer.transfer_id.int, transfer)
        if outcome is TransferOutcome.DONE:
            self._known[transfer.transfer_id.int] = transfer
            self._add(transfer, transfer.amount_fen)
        return outcome

    def move_chain(self, chain: Sequence[Transfer]) -> list[TransferOutcome]:
        outcomes: list[TransferOutcome] = []
        for transfer in chain:
            outcome = self.move(transfer)
            if outcome not in (TransferOutcome.DONE, TransferOutcome.ALREADY):
                self._undo(chain, outcomes)
                first, last = len(outcomes), len(chain) - len(outcomes) - 1
                return [TransferOutcome.CHAIN] * first + [outcome] + [TransferOutcome.CHAIN] * last
            outcomes.append(outcome)
        return outcomes

    def keep_back(self, pending: Pending) -> TransferOutcome:
        outcome = self._judge(pending.pending_id.int, pending)
        if outcome is TransferOutcome.DONE:
            self._known[pending.pending_id.int] = pending
            self._places[pending.debit].kept_fen += pending.amount_fen
        return outcome

    def _judge(self, id_: int, asked: Written) -> TransferOutcome:
        first = self._known.get(id_)
        if first is not None:
            return TransferOutcome.ALREADY if same(first, asked) else TransferOutcome.OTHER_CONTENT
        source = self._places.get(asked.debit)
        if source is None or asked.credit not in self._places:
            return TransferOutcome.NO_ACCOUNT
        if source.floor_fen is None:
            return TransferOutcome.DONE
        left_fen = source.available_fen + source.change_fen - source.kept_fen - asked.amount_fen
        return TransferOutcome.FLOOR if left_fen < source.floor_fen else TransferOutcome.DONE

    def _undo(self, chain: Sequence[Transfer], outcomes: Sequence[TransferOutcome]) -> None:
        for transfer, outcome in zip(chain, outcomes, strict=False):
            if outcome is TransferOutcome.DONE:
                del self._known[transfer.transfer_id.int]
                self._add(transfer, -transfer.amount_fen)

    def _add(self, transfer: Transfer, amount_fen: int) -> None:
        self._places[transfer.debit].change_fen -= amount_fen
        self._places[transfer.credit].change_fen += amount_fen


def same(first: Written, again: Written) -> bool:
    """Do both say the same? When it was said does not count, so that a retry after a while is a retry."""
    return type(first) is type(again) and _content(first) == _content(again)


def _content(written: Written) -> tuple[object, ...]:
    return written.debit, written.credit, written.amount_fen, written.kind, written.subject_id


def decide_resolutions(
    open_or_not: Mapping[UUID, Resolved], asked: Sequence[Resolve]
) -> tuple[list[ResolveOutcome], list[Resolved]]:
    """Outcomes in request order and the pendings that just ended. Posting never passes a floor: it was kept back."""
    now = dict(open_or_not)
    outcomes, ended = [], []
    for each in asked:
        outcome = _resolve(now.get(each.pending_id), each)
        outcomes.append(outcome)
        if outcome is ResolveOutcome.DONE:
            how = Resolution.VOIDED if each.post_fen is None else Resolution.POSTED
            now[each.pending_id] = Resolved(now[each.pending_id].pending, how, each.post_fen)
            ended.append(now[each.pending_id])
    return outcomes, ended


def _resolve(known: Resolved | None, asked: Resolve) -> ResolveOutcome:
    if known is None:
        return ResolveOutcome.UNKNOWN
    if known.resolution is not None:
        return _resolved_again(known, asked)
    if asked.post_fen is None:
        return ResolveOutcome.DONE
    if asked.at >= known.pending.expires_at:
        return ResolveOutcome.EXPIRED
    return ResolveOutcome.DONE if 1 <= asked.post_fen <= known.pending.amount_fen else ResolveOutcome.TOO_MUCH


def _resolved_again(known: Resolved, asked: Resolve) -> ResolveOutcome:
    if asked.post_fen is None:
        is_same = known.resolution is not Resolution.POSTED
    else:
        if known.resolution is Resolution.EXPIRED:
            return ResolveOutcome.EXPIRED
        is_same = known.resolution is Resolution.POSTED and known.posted_fen == asked.post_fen
    return ResolveOutcome.ALREADY if is_same else ResolveOutcome.OTHERWISE


def expired(open_ones: Sequence[Pending], at: datetime) -> list[Resolved]:
    """Those whose time is over, ended so."""
    return [Resolved(each, Resolution.EXPIRED) for each in open_ones if each.expires_at <= at]


def changes_of(ended: Sequence[Resolved]) -> tuple[Change, Change]:
    """What ending these pendings adds to balances, and to what balances keep back."""
    change: Change = {}
    kept: Change = {}
    for each in ended:
        pending, posted_fen = each.pending, each.posted_fen or 0
        kept[pending.debit] = kept.get(pending.debit, 0) - pending.amount_fen
        change[pending.debit] = change.get(pending.debit, 0) - posted_fen
        change[pending.credit] = change.get(pending.credit, 0) + posted_fen
    return change, kept


def first_since(opened_at: datetime) -> datetime:
    """Where an account's first period starts: who opened it may have a later clock than who moved money first."""
    return opened_at - SETTLE_AFTER


def settlement(
    account_id: UUID,
    last: Settlement | None,
    since: datetime,
    until: datetime,
    at: datetime,
    net_fen: int,
) -> Settlement | SettleRefusal:
    """The next batch of a payable account; `since` is where the last one ended, so that periods touch."""
    if at < until + SETTLE_AFTER:
        return SettleRefusal.TOO_EARLY
    if until <= since:
        return SettleRefusal.NOT_AFTER
    brought_fen = 0 if last is None else min(last.net_fen + last.brought_fen, 0)
    return Settlement(account_id, since, until, net_fen, brought_fen, max(net_fen + brought_fen, 0))
