"""For each check of the audit: the breach planted, and exactly that finding naming exactly that id."""

import pytest

from qianbei.db import Database
from qianbei.payments.contracts import PaymentEvent
from qianbei.views.audit import CHECKS, audit
from tests.store.views import (
    breaches_of_budgets,
    breaches_of_cards,
    breaches_of_chance,
    breaches_of_drops,
    breaches_of_messages,
    breaches_of_reviews,
)
from tests.store.views.breaches import BREACHES, Breach
from tests.store.views.scene import Scene
from tests.support.town import CELL, Town, cardless

pytestmark = pytest.mark.anyio

assert breaches_of_budgets, "its breaches join the others when it is imported"
assert breaches_of_cards, "its breaches join the others when it is imported"
assert breaches_of_chance, "its breaches join the others when it is imported"
assert breaches_of_drops, "its breaches join the others when it is imported"
assert breaches_of_messages, "its breaches join the others when it is imported"
assert breaches_of_reviews, "its breaches join the others when it is imported"


@pytest.fixture
async def scene(database: Database, clock, random) -> Scene:
    town = await Town.founded(database, clock, random)
    one, two, three, four = await town.guests(4)
    placed, confirmed, cancelled = await town.placed(one), await town.confirmed(two), await town.placed(three)
    await town.payer_says(cancelled, PaymentEvent.DECLINED)
    plain = await town.placed(cardless(four))
    await town.assert_audit_is_clean()
    return Scene(town, placed, confirmed, cancelled, plain, (one, two, three, four))


@pytest.mark.parametrize(("name", "breach"), BREACHES, ids=lambda value: getattr(value, "__name__", ""))
async def test_the_audit_names_exactly_what_was_broken(scene: Scene, name: str, breach: Breach):
    expected = await breach(scene)
    broken = {f.name: f.offending for f in await audit(scene.town.database, CELL) if not f.is_kept}
    assert set(broken) == {name}
    assert expected in broken[name]
    others = {str(scene.plain), str(scene.placed), str(scene.confirmed)} - {expected.split()[0]}
    assert not others & set(broken[name])


def test_every_check_has_its_breach():
    slow = {
        "checkouts_are_what_was_priced",
        "decks_are_what_was_committed",
        "draws_are_what_was_committed",
        "lots_are_what_was_committed",
    }
    checks = {query.name.rpartition(".audit_")[2] for _, query in CHECKS} | slow
    assert {name for name, _ in BREACHES} == checks


async def test_an_audit_of_a_cell_does_not_see_another_cell(scene: Scene):
    await scene.plant("update fulfilment.slots set cups_taken = cups_taken + 1")
    assert all(finding.is_kept for finding in await audit(scene.town.database, CELL + 1))


async def test_without_the_checkouts_the_other_checks_are_made(scene: Scene):
    names = [finding.name for finding in await audit(scene.town.database, CELL, checkouts=False)]
    assert len(names) == len(CHECKS)
