"""Routes of rewards that wait: a person reads why and appeals, an operator decides with the reasons before them."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from msgspec.structs import asdict
from pydantic import Field, StringConstraints
from starlette.responses import Response

from qianbei.abuse import api as abuse
from qianbei.abuse.contracts import Decision as Verdict
from qianbei.abuse.contracts import Reason, Review, ReviewRefusal, ReviewState, ReviewStep
from qianbei.db import Tx
from qianbei.flows.reviews import Decision, decide, decide_all
from qianbei.flows.screening import preview
from qianbei.kit.words import Language
from qianbei.views import reviews as views
from qianbei.views.reviews import RING_MAX, Evidence
from qianbei.web.answers.rewards import (
    DecidedBody,
    NotDecided,
    ReviewBody,
    ReviewForOperator,
    ReviewsBody,
    Said,
    WaitingBody,
)
from qianbei.web.bodies import Body
from qianbei.web.deps import FromDeps
from qianbei.web.described import answers
from qianbei.web.errors import Code, Refused, language_of_scope, words
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.session import Operator, Somebody

router = APIRouter(prefix="/api/v1", tags=["rewards"])

WORDS_MAX = 500

Words = Annotated[str, StringConstraints(max_length=WORDS_MAX, strip_whitespace=True)]


class AppealIn(Body):
    """What the person says, in their own words."""

    words: Annotated[Words, StringConstraints(min_length=1)]


class DecisionIn(Body):
    """`cleared` gives what waits and what comes; `denied` needs words that its person reads, and can be appealed."""

    decision: Literal["cleared", "denied"]
    words: Words = ""


class ManyIn(DecisionIn):
    """The same about several, such as those of one ring: exactly those that the operator saw."""

    review_ids: Annotated[list[UUID], Field(min_length=1, max_length=RING_MAX)]


@router.get("/rewards/waiting")
@answers(WaitingBody)
async def show_waiting(request: Request, deps: FromDeps, claims: Somebody) -> Response:
    """What of the caller's waits: why, and what they can do about it."""
    language = language_of_scope(request.scope)
    async with deps.database.transaction() as tx:  # Reads rows that only a transaction may lock.
        verdict = await preview(tx, deps.cell, claims.person_id, deps.clock.now())
        reviews = await abuse.reviews_of(tx, deps.cell, claims.person_id)
    prove = _said(language, verdict.reasons) if verdict.decision is Verdict.PROVE else []
    body = WaitingBody(
        prove, [_review(each, language) for each in reviews], words().say(language, "reward.how")
    )
    return rendered(deps, language, Answer(200, body))


@router.post("/rewards/reviews/{review_id}/appeal")
@answers(ReviewBody)
async def appeal(
    request: Request, review_id: UUID, body: AppealIn, deps: FromDeps, claims: Somebody, write: Writing
) -> Response:
    """The person is heard: their words go before everything else that waits."""
    language = language_of_scope(request.scope)

    async def work(tx: Tx) -> Answer:
        said = Decision(review_id, ReviewStep.APPEALED, claims.person_id, body.words)
        return _answer(await decide(tx, deps.cell, deps.random, said, deps.clock.now()), language)

    return await write.once(claims, work)


@router.get("/ops/reviews")
@answers(ReviewsBody)
async def list_reviews(
    request: Request, deps: FromDeps, claims: Operator, which: Literal["waiting", "decided"] = "waiting"
) -> Response:
    """What waits for a decision, appeals first; or what was decided last, and by whom. `late` wait too long."""
    language = language_of_scope(request.scope)
    async with deps.database.reading() as tx:
        reviews = await (abuse.queue if which == "waiting" else abuse.decided)(tx, deps.cell)
        late = await abuse.count_late(tx, deps.cell, deps.clock.now())
    body = ReviewsBody(late, [_for_operator(each, language) for each in reviews])
    return rendered(deps, language, Answer(200, body))


@router.get("/ops/reviews/{review_id}/evidence")
@answers(Evidence)
async def show_evidence(request: Request, review_id: UUID, deps: FromDeps, claims: Operator) -> Response:
    """Who shares what with the person, what those have and wait for, and every step so far."""
    async with deps.database.reading() as tx:
        review = await abuse.find_review(tx, deps.cell, review_id)
        if review is None:
            raise Refused(Code.REVIEW_UNKNOWN)
        body = await views.evidence(tx, deps.cell, review_id, review.person_id, review.reasons)
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


@router.post("/ops/reviews")
@answers(DecidedBody)
async def decide_many(body: ManyIn, deps: FromDeps, claims: Operator, write: Writing) -> Response:
    """One decision about several; what cannot be decided any more is named and left alone."""

    async def work(tx: Tx) -> Answer:
        step = ReviewStep(body.decision)
        said = [Decision(each, step, claims.person_id, body.words) for each in dict.fromkeys(body.review_ids)]
        outcomes = await decide_all(tx, deps.cell, deps.random, said, deps.clock.now())
        refused = [
            NotDecided(each.review_id, outcome)
            for each, outcome in zip(said, outcomes, strict=True)
            if isinstance(outcome, ReviewRefusal)
        ]
        return Answer(200, DecidedBody(len(said) - len(refused), refused))

    return await write.once(claims, work)


@router.post("/ops/reviews/{review_id}")
@answers(ReviewBody)
async def decide_one(
    request: Request, review_id: UUID, body: DecisionIn, deps: FromDeps, claims: Operator, write: Writing
) -> Response:
    """The decision, kept with who took it; the same again changes nothing."""
    language = language_of_scope(request.scope)

    async def work(tx: Tx) -> Answer:
        said = Decision(review_id, ReviewStep(body.decision), claims.person_id, body.words)
        return _answer(await decide(tx, deps.cell, deps.random, said, deps.clock.now()), language)

    return await write.once(claims, work)


def _answer(outcome: Review | ReviewRefusal, language: Language) -> Answer:
    return refuse(outcome) if isinstance(outcome, ReviewRefusal) else Answer(200, _review(outcome, language))


def _review(review: Review, language: Language) -> ReviewBody:
    return ReviewBody(
        review_id=review.review_id,
        reward=review.reward,
        reward_words=words().say(language, f"reward.{review.reward}"),
        state=review.state,
        state_words=words().say(language, f"reward.state.{review.state}"),
        reasons=_said(language, review.reasons),
        opened_at=review.opened_at,
        changed_at=review.changed_at,
        words=review.words,
        answer=review.answer,
        answered_at=review.answered_at,
        answer_by=review.changed_at + abuse.ANSWERED_WITHIN,
        appeal_by=review.changed_at + abuse.APPEAL_WITHIN if review.state is ReviewState.DENIED else None,
    )


def _for_operator(review: Review, language: Language) -> ReviewForOperator:
    return ReviewForOperator(
        **asdict(_review(review, language)),
        person_id=review.person_id,
        household_size=review.household_size,
        answered_by=review.answered_by,
        alarmed_at=review.alarmed_at,
    )


def _said(language: Language, reasons: tuple[Reason, ...]) -> list[Said]:
    return [Said(each, words().say(language, f"reward.reason.{each}")) for each in reasons]
