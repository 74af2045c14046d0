"""Deciding a batch of transfers against locked balances, in request order."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import msgspec

from qianbei.ledger.contracts import Place, Transfer, TransferOutcome


class Balance(msgspec.Struct, frozen=True):
    """A locked balance row; `floor_fen` None means that it may fall without end."""

    balance_fen: int
    floor_fen: int | None


def decide(
    balances: Mapping[Place, Balance], already: Collection[UUID], transfers: Sequence[Transfer]
) -> tuple[list[TransferOutcome], dict[Place, int]]:
    """Outcomes in request order and the change of every balance touched.

    Running sums: each accepted transfer is seen by those after it; the first one that would pass a floor is
    refused and the next ones are judged without it.
    """
    change: dict[Place, int] = {}
    seen = set(already)
    outcomes = []
    for transfer in transfers:
        outcome = _judge(balances, change, seen, transfer)
        outcomes.append(outcome)
        if outcome is TransferOutcome.DONE:
            seen.add(transfer.transfer_id)
            change[transfer.debit] = change.get(transfer.debit, 0) - transfer.amount_fen
            change[transfer.credit] = change.get(transfer.credit, 0) + transfer.amount_fen
    return outcomes, change


def _judge(
    balances: Mapping[Place, Balance], change: Mapping[Place, int], seen: Collection[UUID], transfer: Transfer
) -> TransferOutcome:
    if transfer.transfer_id in seen:
        return TransferOutcome.ALREADY
    source = balances.get(transfer.debit)
    if source is None or transfer.credit not in balances:
        return TransferOutcome.NO_ACCOUNT
    left = source.balance_fen + change.get(transfer.debit, 0) - transfer.amount_fen
    if source.floor_fen is not None and left < source.floor_fen:
        return TransferOutcome.FLOOR
    return TransferOutcome.DONE
