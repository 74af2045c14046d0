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


@pytest.mark.anyio
async def test_a_dry_run_changes_no_card_and_an_extension_can_be_undone(town: Town, capsys):
    query = "select distinct valid_until from campaigns.cards"
    before = await town.rows(query)
    base = ["--campaign", str(town.campaign_id), "--reason", "outage", "--dsn", town.database.dsn]
    code, said = await told(["cards", "extend", *base, "--until", FAR], capsys)
    assert (code, "extend 3 cards worth 7500 fen" in said, "nothing was changed" in said) == (0, True, True)
    assert await town.rows(query) == before
    code, said = await told(["cards", "extend", *base, "--until", FAR, "--apply"], capsys)
    assert (code, "applied: 3 cards changed" in said) == (0, True)
    assert await town.rows(query) != before
    plan_id = said.split()[1].rstrip(":")
    code, said = await told(["cards", "undo", plan_id, "--dsn", town.database.dsn], capsys)
    assert (code, "undone: 0 cards changed" in said) == (0, True)
    assert await town.rows(query) == before
    await town.assert_audit_is_clean()


@pytest.mark.anyio
async def test_what_people_were_told_is_refused_to_be_undone_and_a_bad_end_to_be_read(town: Town, capsys):
    base = ["--campaign", str(town.campaign_id), "--reason", "outage", "--dsn", town.database.dsn]
    _, said = await told(["cards", "extend", *base, "--until", FAR, "--apply", "--tell"], capsys)
    before = await snapshot(town.database)
    undo = ["cards", "undo", said.split()[1].rstrip(":"), "--dsn", town.database.dsn]
    assert (await told(undo, capsys))[0] == REFUSED
    for end in ("soon", "2199-02-28T23:59:59", "2199-13-28T23:59:59+08:00"):
        assert (await told(["cards", "extend", *base, "--until", end], capsys))[0] == USAGE
    past = (town.clock.now() - timedelta(days=9_000)).isoformat()
    assert (await told(["cards", "reissue", *base, "--until", past], capsys))[0] == REFUSED
    assert await snapshot(town.database) == before
