"""`qianbei campaign` on a real database: a dry run keeps nothing, a launch is steered, a worse version is refused."""

from pathlib import Path

import pytest

from qianbei.db import Database
from qianbei.runtime.cli.application import run
from qianbei.runtime.cli.failures import REFUSED, USAGE
from tests.support.books import snapshot

pytestmark = pytest.mark.anyio

SPRING = Path(__file__).parents[2] / "campaigns" / "spring-2026.yaml"
TEXT = SPRING.read_text().replace("2026-02", "2126-02")


async def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and words. The command runs a loop of its own, so it needs a thread of its own."""
    from anyio.to_thread import run_sync

    code = await run_sync(run, ["campaign", *arguments])
    said = capsys.readouterr()
    return code, said.out + said.err


async def test_from_the_plan_to_the_close(database: Database, tmp_path: Path, capsys):
    file, at = tmp_path / "spring.yaml", ["--dsn", database.dsn]
    file.write_text(TEXT)
    assert "525.00 yuan" in (await told(["plan", str(file)], capsys))[1]
    before = await snapshot(database)
    code, said = await told(["dry-run", str(file), *at], capsys)
    assert (code, "wave tea: 168000 of 35950000 cards" in said) == (0, True)
    assert await snapshot(database) == before
    assert (await told(["launch", str(file), *at], capsys))[0] == 0
    assert await snapshot(database) != before
    for step, words in (
        (["pause", "spring-2026"], "spring-2026 is paused at 100 %"),
        (["resume", "spring-2026"], "spring-2026 is running at 100 %"),
        (["slow", "spring-2026", "50"], "spring-2026 is running at 50 %"),
    ):
        code, said = await told([*step, *at], capsys)
        assert (code, words in said, "given: 0, 0.00 yuan; set aside: 1,250,000.00 yuan" in said) == (
            0,
            True,
            True,
        )
    day = ["budget", "cap", "spring-2026", "--wave", "tea", "--day", "2126-02-07", "--cards", "500", *at]
    line = "*     day 2126-02-07: given 0.00 yuan (0), left 500 cards"
    before = await snapshot(database)
    code, said = await told(day, capsys)
    assert (code, line in said, "nothing was changed" in said) == (0, True, True)
    assert await snapshot(database) == before
    assert (await told([*day, "--apply"], capsys))[0] == 0
    move = ["budget", "move", "spring-2026", "--wave", "tea", "--from", "2126-02-07", "--to", "2126-02-08"]
    assert "that day has no budget" in (await told([*move, "--cards", "9", *at], capsys))[1]
    assert (await told(["budget", "undo", "spring-2026", "--apply", *at], capsys))[0] == 0
    assert (
        "day 2126-02-07: given 0.00 yuan (0), left no cap"
        in (await told(["budget", "show", "spring-2026", *at], capsys))[1]
    )
    listed = tmp_path / "list.csv"
    listed.write_text("00000000-0000-0000-0000-000000000001,first\n")
    assert (
        "0 cards given, 0 had theirs before, 1 got none"
        in (await told(["give", "helpers", str(listed), *at], capsys))[1]
    )
    listed.write_text("nobody\n")
    assert (await told(["give", "helpers", str(listed), *at], capsys))[0] == USAGE
    newer = TEXT.replace("version: 1", "version: 2").replace("dated: 2126-02-02", "dated: 2126-02-07")
    file.write_text(newer.replace("invites_max: 20", "invites_max: 2"))
    code, said = await told(["launch", str(file), *at], capsys)
    assert (code, "invites less; nothing changed" in said) == (REFUSED, True)
    file.write_text(newer.replace("2126-02-24T", "2126-03-01T"))
    assert (await told(["extend", str(file), *at], capsys))[0] == 0
    assert "is closed" in (await told(["close", "spring-2026", *at], capsys))[1]
    assert (await told(["resume", "spring-2026", *at], capsys))[0] == REFUSED


async def test_an_error_is_told_with_line_and_column(tmp_path: Path, capsys):
    file = tmp_path / "spring.yaml"
    file.write_text(TEXT.replace("template: updated", "template: update"))
    code, said = await told(["plan", str(file)], capsys)
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if "template: update" in text)
    assert (code, f"spring.yaml:{line}:15: there is no template" in said) == (REFUSED, True)
