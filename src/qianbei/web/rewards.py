"""Routes of rewards that wait: a person reads why and appeals, an operator decides with the reasons before them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from starlette.responses import Response

from qianbei.abuse import api as abuse
from qianbei.abuse.contracts import Decision, Reason, Review, ReviewRefusal, ReviewStep
from qianbei.db import Tx
from qianbei.flows import screening
from qianbei.kit.words import Language
from qianbei.web.bodies import Body
from qianbei.web.deps import FromDeps
from qianbei.web.errors import language_of_scope, words
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.session import Operator, Somebody

router = APIRouter(prefix="/api/v1", tags=["rewards"])

WORDS_MAX = 500

Words = Annotated[str, StringConstraints(max_length=WORDS_MAX, strip_whitespace=True)]


class AppealIn(Body):
    """What the person says, in their own words."""

    words: Annotated[Words, StringConstraints(min_length=1)]


class DecisionIn(Body):
    """`cleared` gives what waits and what comes; `denied` can be appealed."""

    decision: Literal["cleared", "denied"]
    words: Words = ""


@router.get("/rewards/waiting")
async def show_waiting(request: Request, deps: FromDeps, claims: Somebody) -> Response:
    """What of the caller's waits: why, and what they can do about it."""
    language = language_of_scope(request.scope)
    async with deps.database.transaction() as tx:  # Reads rows that only a transaction may lock.
        verdict = await screening.preview(tx, deps.cell, claims.person_id, deps.clock.now())
        reviews = await abuse.reviews_of(tx, deps.cell, claims.person_id)
    prove = _said(language, verdict.reasons) if verdict.decision is Decision.PROVE else []
    body = {
        "first": prove,
        "reviews": [_review(each, language) for each in reviews],
        "how": words().say(language, "reward.how"),
    }
    return rendered(deps, language, Answer(200, body))


@router.post("/rewards/reviews/{review_id}/appeal")
async def appeal(
    request: Request, review_id: UUID, body: AppealIn, deps: FromDeps, claims: Somebody, write: Writing
) -> Response:
    """The person is heard: their words go before everything else that waits."""
    language = language_of_scope(request.scope)

    async def work(tx: Tx) -> Answer:
        outcome = await screening.decide(
            tx,
            deps.cell,
            deps.random,
            review_id,
            ReviewStep.APPEALED,
            claims.person_id,
            body.words,
            deps.clock.now(),
        )
        return _answer(outcome, language)

    return await write.once(claims, work)


@router.get("/ops/reviews")
async def list_reviews(request: Request, deps: FromDeps, claims: Operator) -> Response:
    """What waits for a decision: appeals first, then what waits longest."""
    language = language_of_scope(request.scope)
    async with deps.database.reading() as tx:
        reviews = await abuse.queue(tx, deps.cell)
    body = {"reviews": [_review(each, language) | _for_operator(each) for each in reviews]}
    return rendered(deps, language, Answer(200, body))


@router.post("/ops/reviews/{review_id}")
async def decide(
    request: Request, review_id: UUID, body: DecisionIn, deps: FromDeps, claims: Operator, write: Writing
) -> Response:
    """The decision, kept with who took it; the same again changes nothing."""
    language = language_of_scope(request.scope)

    async def work(tx: Tx) -> Answer:
        outcome = await screening.decide(
            tx,
            deps.cell,
            deps.random,
            review_id,
            ReviewStep(body.decision),
            claims.person_id,
            body.words,
            deps.clock.now(),
        )
        return _answer(outcome, language)

    return await write.once(claims, work)


def _answer(outcome: Review | ReviewRefusal, language: Language) -> Answer:
    return refuse(outcome) if isinstance(outcome, ReviewRefusal) else Answer(200, _review(outcome, language))


def _review(review: Review, language: Language) -> dict[str, Any]:
    return {
        "review_id": review.review_id,
        "reward": review.reward,
        "reward_words": words().say(language, f"reward.{review.reward}"),
        "state": review.state,
        "state_words": words().say(language, f"reward.state.{review.state}"),
        "reasons": _said(language, review.reasons),
        "opened_at": review.opened_at,
        "changed_at": review.changed_at,
        "words": review.words,
    }


def _for_operator(review: Review) -> dict[str, Any]:
    return {"person_id": review.person_id, "household_size": review.household_size}


def _said(language: Language, reasons: tuple[Reason, ...]) -> list[dict[str, str]]:
    return [
        {"code": each.value, "message": words().say(language, f"reward.reason.{each}")} for each in reasons
    ]
