"""POST /api/v1/orders: the tap on exactly one sealed checkout. 201 only after the commit."""

from uuid import UUID

import msgspec
from starlette.types import Receive, Scope

from qianbei.agent.state import StateFault, open_offer
from qianbei.db.batcher import Full
from qianbei.flows.intake import Placed, Refused
from qianbei.flows.wanted import Approval, hash_of
from qianbei.gate.commits import InLine
from qianbei.gate.retries import again_s
from qianbei.kit.canonical import canonical_json
from qianbei.kit.ids import text_of
from qianbei.offers.agreed import Agreed
from qianbei.orders.contracts import order_id_of
from qianbei.views.orders import HistoryRow, OrderView
from qianbei.web import raw
from qianbei.web.chat.follow import Statuses
from qianbei.web.deps import Deps
from qianbei.web.errors import Code
from qianbei.web.gate_commits import CommitDoor
from qianbei.web.idempotency import sound_key
from qianbei.web.session import claims_of

APPROVAL_PURPOSE = "approval"
PENDING_AGAIN_S_MAX = 4.0


class ApproveBody(msgspec.Struct, frozen=True):
    """The offer as it came in the state, its seal, and whether an equal cart is really wanted again.

    `slip` is what an answer `pending` gave: the tap then counts as made when it was made.
    """

    offer: msgspec.Raw
    seal: str
    again: bool = False
    slip: str | None = None


_decoder = msgspec.json.Decoder(ApproveBody)


class ApproveRoute:
    """The handler; `commits` is this worker's line in front of the database."""

    def __init__(self, deps: Deps, commits: CommitDoor, statuses: Statuses) -> None:
        self._deps, self._commits, self._statuses = deps, commits, statuses

    async def __call__(self, scope: Scope, receive: Receive) -> raw.Answer:
        claims = claims_of(self._deps, scope["headers"])
        if claims is None:
            return raw.refusal(scope, Code.SIGN_IN_FIRST)
        key = raw.header(scope, b"idempotency-key")
        if key is None or not sound_key(key):
            return raw.refusal(scope, Code.KEY_MISSING)
        body = await raw.read_body(scope, receive)
        if body is None:
            return raw.refusal(scope, Code.TOO_LARGE)
        asked = raw.decoded(_decoder, body)
        if asked is None:
            return raw.refusal(scope, Code.MALFORMED)
        approval = self._approval(asked, claims.person_id, key)
        if isinstance(approval, Code):
            return raw.refusal(scope, approval)
        outcome = await self._commits.submit(approval)
        if isinstance(outcome, Full):
            return raw.refusal(scope, Code.BUSY)
        if isinstance(outcome, InLine):
            return self._pending(approval, outcome)
        if isinstance(outcome, Refused):
            details = {"order_id": outcome.order_id} if outcome.order_id else None
            return raw.refusal(scope, Code(outcome.reason.value), details)
        if outcome.created:
            return raw.Answer(201, _answer(outcome, _new_order(approval, outcome)))
        order = await self._statuses.submit(outcome.order_id)
        if not isinstance(order, OrderView):
            return raw.refusal(scope, Code.BUSY)
        return raw.Answer(200, _answer(outcome, order))

    def _approval(self, asked: ApproveBody, person_id: UUID, key: str) -> Approval | Code:
        """The signed approval record, made only here, by a tap of the person whose offer it is."""
        now = self._deps.clock.now()
        opened = open_offer(self._deps.sealer, asked.offer, asked.seal, now)
        if isinstance(opened, StateFault):
            return Code.OFFER_CHANGED
        offer, checkout = opened
        if offer.person != person_id or offer.cell != self._deps.cell:
            return Code.OFFER_CHANGED
        order_id = order_id_of(offer.person, offer.conversation, offer.draft_number)
        checkout_hash = hash_of(checkout)
        record = self._record(order_id, offer, checkout_hash)
        if asked.slip is not None:
            now = self._commits.tapped_at(asked.slip, checkout_hash, key) or now
        return Approval(order_id, offer, checkout, checkout_hash, record, key, asked.again, now)

    def _pending(self, approval: Approval, in_line: InLine) -> raw.Answer:
        """The tap stands in line; its key stays good, and its price too."""
        wait_s = round(in_line.wait_s, 1)
        place = {"number": in_line.number, "ahead": in_line.ahead, "from_s": wait_s, "to_s": wait_s + 2.0}
        body = {"pending": {**place, "slip": self._commits.slip(approval)}}
        after_s = again_s(min(in_line.wait_s, PENDING_AGAIN_S_MAX), self._deps.random)
        headers = [*raw.JSON_HEADERS, (b"retry-after", str(round(after_s)).encode())]
        return raw.Answer(202, msgspec.json.encode(body), headers)

    def _record(self, order_id: UUID, offer: Agreed, checkout_hash: bytes) -> str:
        """Our seal over who approved what, for how much, until when."""
        record = [order_id, offer.person, checkout_hash.hex(), offer.pay_fen, offer.expires_at]
        return self._deps.sealer.seal(APPROVAL_PURPOSE, canonical_json(record), offer.expires_at)


def _new_order(approval: Approval, placed: Placed) -> OrderView:
    """The order as it stands in the instant of its commit, without reading it back."""
    offer, at = approval.offer, approval.at
    return OrderView(
        order_id=placed.order_id,
        person_id=offer.person,
        state=placed.state,
        ended_reason=None,
        version=0,
        placed_at=at,
        store_id=text_of(offer.store_id),
        store_name=offer.store_name,
        checkout=msgspec.Raw(approval.checkout),
        times={placed.state: at},
        history=[HistoryRow(placed.state, "placed", at, "customer")],
        ready_at=offer.ready_at,
        eta_from=offer.eta_from,
        eta_to=offer.eta_to,
        cups_ahead=offer.cups_ahead,
        rider=None,
        handover_code=None,
        code_shared=False,
        payment={"state": "authorising", "amount_fen": offer.pay_fen},
        card={"card_id": offer.card_id, "state": "held"} if offer.card_id else None,
        can_cancel=True,
    )


def _answer(placed: Placed, order: OrderView) -> bytes:
    return msgspec.json.encode(
        {"order_id": placed.order_id, "state": placed.state, "created": placed.created, "order": order}
    )
