"""Breaches of rewards that wait for a reviewer."""

from qianbei.abuse import api as abuse
from qianbei.abuse.contracts import Reason, Review, ReviewStep, Reward, Verdict
from qianbei.abuse.rules import Decision
from qianbei.flows import reviews
from tests.store.views.breaches import breaks
from tests.store.views.breaches_of_chance import invited
from tests.store.views.scene import Scene
from tests.support.town import CELL


async def waiting(scene: Scene) -> Review:
    """A joining card that waits."""
    person_id, at = scene.guests[0].person_id, scene.town.clock.now()
    delayed = {person_id: Verdict(Decision.DELAY, (Reason.EMULATORS,))}
    async with scene.town.database.transaction() as tx:
        await abuse.open_reviews(tx, CELL, Reward.JOINING, scene.town.campaign_id, delayed, at)
        (review,) = await abuse.reviews_of(tx, CELL, person_id)
    return review


async def said(scene: Scene, review: Review, step: ReviewStep) -> None:
    decision = reviews.Decision(review.review_id, step, scene.town.id(), "one phone, two names")
    async with scene.town.database.transaction() as tx:
        await reviews.decide(tx, CELL, scene.town.random, decision, scene.town.clock.now())


@breaks("nothing_waits_without_a_review")
async def an_invite_kept_back_that_nobody_can_appeal(scene: Scene) -> str:
    _, guest = await invited(scene)
    await scene.plant("update invites.bindings set earned_at = bound_at")
    return str(guest.person_id)


@breaks("denials_have_a_reason_and_an_appeal")
async def a_denial_without_a_word(scene: Scene) -> str:
    review = await waiting(scene)
    await said(scene, review, ReviewStep.DENIED)
    await scene.plant("update abuse.review_steps set words = '' where step = 'denied'")
    return str(review.review_id)


@breaks("denials_have_a_reason_and_an_appeal")
async def a_denial_that_was_final_at_once(scene: Scene) -> str:
    review = await waiting(scene)
    await said(scene, review, ReviewStep.DENIED)
    await scene.plant("update abuse.reviews set closed_at = changed_at + interval '1 day'")
    return str(review.review_id)


@breaks("late_reviews_were_told")
async def a_review_that_lies_in_a_drawer(scene: Scene) -> str:
    review = await waiting(scene)
    await scene.plant("update outbox.events set at = at + interval '2 days'")
    return str(review.review_id)


@breaks("review_histories_are_whole")
async def a_decision_that_nobody_took(scene: Scene) -> str:
    review = await waiting(scene)
    await scene.plant("update abuse.reviews set state = 'cleared', steps = steps + 1")
    return str(review.review_id)
