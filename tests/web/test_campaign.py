"""The running campaign at its doors: rules in every version, a card for a code or an update, once."""

from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from qianbei.flows import running
from qianbei.flows.launching import launch
from qianbei.waves.contracts import campaign_id_of
from tests.support.web import OPERATOR_KEY

pytestmark = pytest.mark.anyio

SPRING = (Path(__file__).parents[2] / "campaigns" / "spring-2026.yaml").read_text()


@pytest.fixture
async def spring(deps, clock):
    clock.at = clock.at.replace(day=14)
    async with deps.database.transaction() as tx:
        await launch(tx, 1, Random(1), SPRING.replace("2026-02", "2031-05"), clock.now())
    await running.pace(deps.database, 1, 1_000, clock.now())


async def test_without_a_campaign_there_are_no_rules(client):
    answer = await client.get("/campaign/rules")
    assert (answer.status_code, answer.json()) == (200, {"name": None, "versions": []})


async def test_rules_are_told_in_both_languages_with_their_version(client, spring):
    (version,) = (await client.get("/campaign/rules")).json()["versions"]
    assert version["version"] == 1
    assert len(version["rules"]["zh-Hans"]) == len(version["rules"]["en"]) > 3


async def test_a_code_earns_one_card_and_a_wrong_one_none(client, spring):
    await client.post("/session", {})
    wrong = await client.post("/campaign/cards", {"way": "code", "word": "another"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (409, "card_not_earned")
    first = await client.post("/campaign/cards", {"way": "code", "word": " valentine-2026 "})
    again = await client.post("/campaign/cards", {"way": "code", "word": "valentine-2026"})
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    early = await client.post("/campaign/cards", {"way": "update", "word": "9.0"})
    assert early.json()["error"]["code"] == "no_campaign"


async def test_the_ways_to_a_card_are_told_and_an_unknown_task_earns_none(client, spring):
    await client.post("/session", {})
    assert (await client.get("/campaign/ways")).json() == {"code": True, "update": False, "tasks": []}
    task = await client.post("/campaign/cards", {"way": "task", "word": "phone"})
    assert (task.status_code, task.json()["error"]["code"]) == (409, "card_not_earned")


async def test_a_change_of_pace_is_tried_done_by_somebody_and_undone(client, spring, deps):
    campaign_id = campaign_id_of(1, "spring-2026")
    pace = f"/ops/campaigns/{campaign_id}/pace"
    await client.post("/session", {})
    assert (await client.get(pace)).status_code == 403
    operator = (await client.post("/session/operator", {"key": OPERATOR_KEY})).json()["person_id"]
    before = (await client.get(pace)).json()
    tried = (await client.post(pace, {"pace_percent": 50, "dry_run": True})).json()
    assert (await client.get(pace)).json() == before
    days = [(each["cards_before"], each["cards_after"]) for each in tried["in_a_day"] if each["cards_before"]]
    assert days
    assert all(after == pytest.approx(was / 2, abs=2) for was, after in days)

    done = (await client.post(pace, {"pace_percent": 50, "state": "paused"})).json()
    assert (done["state"], done["pace_percent"]) == ("paused", 50)
    assert {each["cards_after"] for each in done["in_a_day"]} == {0}
    assert [each["by_id"] for each in done["changes"]] == [operator]
    undone = (await client.post(f"{pace}/undo", {})).json()
    assert (undone["state"], undone["pace_percent"], len(undone["changes"])) == ("running", 100, 2)
    async with deps.database.transaction() as tx:
        await running.close(tx, 1, campaign_id, deps.clock.now())
    assert (await client.post(pace, {"state": "running"})).status_code == 404
    no_file = await client.get(f"/ops/campaigns/{UUID(int=4)}/pace")
    assert (no_file.status_code, no_file.json()) == (200, None), "no pace is a value"
