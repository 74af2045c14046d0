"""Routes of red packets and of the cash in a wallet: open, grab, prove, pay out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from qianbei.campaigns import api as campaigns
from qianbei.db import Tx
from qianbei.db.batcher import Batcher, Full
from qianbei.flows import packets as flow
from qianbei.flows import payouts
from qianbei.kit.ids import new_id
from qianbei.kit.words import spelled
from qianbei.ledger import api as ledger
from qianbei.packets import api as packets
from qianbei.packets.contracts import (
    SHARE_FEN_MAX,
    SHARES_MAX,
    DeckPlan,
    Fixed,
    Grab,
    GrabOutcome,
    GrabRefusal,
    Packet,
    PacketRecord,
    Payout,
    PlanRefusal,
    Share,
    Took,
)
from qianbei.web.answers.packets import CashBody, PacketBody, PacketsBody, PayoutBody, ShareBody
from qianbei.web.batches import batcher_of
from qianbei.web.bodies import Body, Name
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.described import answers
from qianbei.web.errors import Code, language_of_scope
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.session import Operator, Somebody

router = APIRouter(prefix="/api/v1", tags=["packets"])

SHOWN_MAX = 50
GRABS_AT_ONCE_MAX = 500
GRABS_WAITING_MAX = 4_096

Amount = Annotated[int, Field(strict=True, ge=1, le=10**12)]
ShareAmount = Annotated[int, Field(strict=True, ge=1, le=SHARE_FEN_MAX)]


class FixedIn(Body):
    amount_fen: ShareAmount
    count: Annotated[int, Field(strict=True, ge=1, le=SHARES_MAX)]


class PacketIn(Body):
    """Money in fen, times in city time. `fixed` shares are as they are, the others share the rest."""

    name: Name
    total_fen: Amount
    count: Annotated[int, Field(strict=True, ge=1, le=SHARES_MAX)]
    min_fen: ShareAmount = 1
    max_fen: ShareAmount = SHARE_FEN_MAX
    fixed: Annotated[tuple[FixedIn, ...], Field(max_length=20)] = ()
    opens_at: datetime
    ends_at: datetime


class PayoutIn(Body):
    amount_fen: Annotated[int, Field(strict=True, ge=1, le=10**9)]


@router.get("/packets")
@answers(PacketsBody)
async def list_packets(request: Request, deps: FromDeps, claims: Somebody) -> Response:
    """Packets that are not closed, newest first, each with the caller's own share."""
    async with deps.database.reading() as tx:
        found = await packets.open_now(tx, deps.cell, SHOWN_MAX)
        mine = await packets.shares_of(tx, deps.cell, claims.person_id, SHOWN_MAX)
    shares = {share.packet_id: share for share in mine}
    body = PacketsBody([_packet(packet, shares.get(packet.packet_id)) for packet in found])
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


@router.get("/packets/{packet_id}")
@answers(PacketRecord)
async def show_record(request: Request, packet_id: UUID, deps: FromDeps) -> Response:
    """What `qianbei packets verify` needs, for anybody: the seed and the shares only when the packet is over."""
    async with deps.database.reading() as tx:
        found = await packets.find(tx, deps.cell, [packet_id])
    language = language_of_scope(request.scope)
    if packet_id not in found:
        return rendered(deps, language, refuse(Code.NOT_FOUND))
    record = packets.record_of(found[packet_id], deps.clock.now())
    return rendered(deps, language, Answer(200, record))


@router.post("/packets/{packet_id}/grab")
@answers(ShareBody, 201)
async def grab(
    request: Request, packet_id: UUID, deps: FromDeps, claims: Somebody, write: Writing
) -> Response:
    """The next share into the caller's wallet. A repeat under any key gets the same share."""
    outcome = await _grabs(request, deps).submit(Grab(packet_id, claims.person_id))
    return rendered(deps, language_of_scope(request.scope), _grab_answer(outcome))


def _grab_answer(outcome: GrabOutcome | Full) -> Answer:
    if isinstance(outcome, Took):
        return Answer(201 if outcome.created else 200, _share(outcome.share))
    if isinstance(outcome, Full):
        return refuse(Code.BUSY)
    return refuse(Code.NOT_FOUND if outcome is GrabRefusal.UNKNOWN else outcome)


def _grabs(request: Request, deps: Deps) -> Batcher[Grab, GrabOutcome]:
    """This worker's grabs: all that wait go in one transaction, since a packet's takers follow one another anyway."""

    async def write(grabs: Sequence[Grab]) -> Sequence[GrabOutcome]:
        async with deps.database.transaction() as tx:
            return await flow.grab(tx, deps.cell, deps.random, grabs, deps.clock.now())

    return batcher_of(request, deps, "grabs", write, GRABS_AT_ONCE_MAX, GRABS_WAITING_MAX)


@router.post("/ops/packets", status_code=201)
@answers(PacketBody)
async def open_packet(body: PacketIn, deps: FromDeps, claims: Operator, write: Writing) -> Response:
    """Opens a packet out of the running campaign's budget; its commitment is public from now on."""

    async def work(tx: Tx) -> Answer:
        now = deps.clock.now()
        if None in (body.opens_at.tzinfo, body.ends_at.tzinfo) or not body.opens_at < body.ends_at > now:
            return refuse(Code.INVALID, field="ends_at")
        campaign = await campaigns.running(tx, deps.cell, now)
        if campaign is None:
            return refuse(Code.NO_CAMPAIGN)
        fixed = tuple(Fixed(each.amount_fen, each.count) for each in body.fixed)
        packet_id = new_id(now, deps.random)
        plan = DeckPlan(packet_id, body.total_fen, body.count, body.min_fen, body.max_fen, fixed)
        new = flow.NewPacket(plan, campaign.campaign_id, body.name.texts(), body.opens_at, body.ends_at)
        outcome = await flow.open_packet(tx, deps.cell, deps.random, new, now)
        if isinstance(outcome, Packet):
            return Answer(201, _packet(outcome))
        if outcome is PlanRefusal.SPENT:
            return refuse(outcome)
        return refuse(Code.INVALID, reason=outcome)

    return await write.once(claims, work)


@router.get("/wallet/cash")
@answers(CashBody)
async def show_cash(request: Request, deps: FromDeps, claims: Somebody) -> Response:
    """The caller's cash, what it came from, and what was paid out."""
    place = flow.wallet(claims.person_id).place(claims.person_id)
    async with deps.database.reading() as tx:
        balance = await ledger.available(tx, deps.cell, [place])
        shares = await packets.shares_of(tx, deps.cell, claims.person_id, SHOWN_MAX)
        paid = await packets.payouts_of(tx, deps.cell, claims.person_id, SHOWN_MAX)
    body = CashBody(
        balance.get(place, 0), [_share(share) for share in shares], [_payout(payout) for payout in paid]
    )
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


@router.post("/wallet/payouts", status_code=201)
@answers(PayoutBody)
async def pay_out(body: PayoutIn, deps: FromDeps, claims: Somebody, write: Writing) -> Response:
    """Cash from the wallet to the caller's own account: on its way at once, ended when the payer has answered."""

    async def work(tx: Tx) -> Answer:
        now = deps.clock.now()
        wanting = payouts.Wanting(new_id(now, deps.random), claims.person_id, body.amount_fen)
        outcome = await payouts.want(tx, deps.cell, deps.random, wanting, now)
        if isinstance(outcome, payouts.Short):
            return refuse(Code.WALLET_SHORT, balance_fen=outcome.balance_fen)
        return Answer(201, _payout(outcome))

    return await write.once(claims, work)


def _packet(packet: Packet, mine: Share | None = None) -> PacketBody:
    return PacketBody(
        packet_id=packet.packet_id,
        name=spelled(packet.name),
        total_fen=packet.plan.total_fen,
        count=packet.plan.count,
        taken=packet.taken,
        opens_at=packet.opens_at,
        ends_at=packet.ends_at,
        commitment=packet.commitment.hex(),
        mine=_share(mine) if mine is not None else None,
    )


def _share(share: Share) -> ShareBody:
    return ShareBody(share.packet_id, share.place, share.amount_fen, share.taken_at)


def _payout(payout: Payout) -> PayoutBody:
    return PayoutBody(payout.payout_id, payout.amount_fen, payout.state, payout.asked_at)
