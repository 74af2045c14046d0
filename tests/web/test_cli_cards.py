"""`qianbei cards` on a real database: a dry run changes nothing, --apply does, undo takes it back."""

from datetime import timedelta

import pytest

from qianbei.db import Database
from qianbei.kit.clock import FixedClock
from qianbei.runtime.cli.application import run
from qianbei.runtime.cli.failures import REFUSED, USAGE
from tests.support.books import snapshot
from tests.support.town import Town

FAR = "2199-02-28T23:59:59+08:00"


@pytest.fixture
async def town(database: Database, clock: FixedClock, random) -> Town:
    town = await Town.founded(database, clock, random)
    await town.guests(3)
    return town


async def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and words. The command runs a loop of its own, so it needs a thread of its own."""
    from anyio.to_thread import run_sync

    code = await run_sync(run, arguments)
    said = capsys.readouterr()
    return code, said.out + said.err


def planned(town: Town, kind: str, *more: str) -> list[str]:
    at = ["--campaign", str(town.campaign_id), "--reason", "outage", "--dsn", town.database.dsn]
    return ["cards", "plan", kind, *at, *more]


@pytest.mark.anyio
async def test_a_dry_run_changes_no_card_and_its_plan_can_be_applied_and_undone(town: Town, capsys):
    query, at = "select distinct valid_until from campaigns.cards", ["--dsn", town.database.dsn]
    before = await town.rows(query)
    code, said = await told(planned(town, "extend", "--until", FAR), capsys)
    assert (code, "extend 3 cards worth 75.00 yuan" in said, "nothing was changed" in said) == (0, True, True)
    assert await town.rows(query) == before
    plan_id = said.split()[1].rstrip(":")
    code, said = await told(["cards", "apply", plan_id, *at], capsys)
    assert (code, "applied: 3 cards changed" in said) == (0, True)
    assert await town.rows(query) != before
    assert f"{plan_id}  extend   applied: 3 cards" in (await told(["cards", "list", *at], capsys))[1]
    code, said = await told(["cards", "undo", plan_id, *at], capsys)
    assert (code, "undone: 0 cards changed" in said) == (0, True)
    assert await town.rows(query) == before
    await town.assert_audit_is_clean()


@pytest.mark.anyio
async def test_what_people_were_told_is_refused_to_be_undone_and_a_bad_end_to_be_read(town: Town, capsys):
    at = ["--dsn", town.database.dsn]
    _, said = await told(planned(town, "extend", "--until", FAR, "--apply"), capsys)
    plan_id = said.split()[1].rstrip(":")
    assert "owners of 3 cards are told" in (await told(["cards", "tell", plan_id, *at], capsys))[1]
    before = await snapshot(town.database)
    assert (await told(["cards", "undo", plan_id, *at], capsys))[0] == REFUSED
    for end in ("soon", "2199-02-28T23:59:59", "2199-13-28T23:59:59+08:00"):
        assert (await told(planned(town, "extend", "--until", end), capsys))[0] == USAGE
    assert (await told(planned(town, "recall", "--until", FAR), capsys))[0] == USAGE
    assert (await told(planned(town, "extend"), capsys))[0] == USAGE
    past = (town.clock.now() - timedelta(days=9_000)).isoformat()
    assert (await told(planned(town, "reissue", "--until", past), capsys))[0] == REFUSED
    nobodys = ["cards", "plan", "recall", "--campaign", "nobodys", "--reason", "outage", *at]
    assert (await told(nobodys, capsys))[0] == REFUSED
    assert await snapshot(town.database) == before
