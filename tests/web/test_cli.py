"""The `qianbei` command as a shell sees it: what it prints, how it fails, its exit codes."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import typer.main

from qianbei.db import migrate
from qianbei.db.embedded import running_dsn
from qianbei.db.migrate import Migration, Phase, migrations
from qianbei.kit.clock import CITY_OFFSET
from qianbei.runtime.cli import tables
from qianbei.runtime.cli.application import application, run
from qianbei.runtime.cli.failures import REFUSED, USAGE
from qianbei.runtime.ports import free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No command may find an installation of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in ("DSN", "DATA", "PORT"):
        monkeypatch.delenv(f"QIANBEI_{name}", raising=False)


def commands_of(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands_of(inner, (*path, name))


EVERY_COMMAND = dict(commands_of(typer.main.get_command(application)))


def test_the_commands_are_those_that_the_design_names() -> None:
    names = {" ".join(path) for path in EVERY_COMMAND if path}
    roles = {"serve", "work", "sandbox", "payer", "carrier"}
    groups = {
        "menu",
        "menu check",
        "packets",
        "packets verify",
        "drops",
        "drops verify",
        "store",
        "store add",
        "store menu",
        "store open",
    }
    groups |= {"gate", "gate nowcast"}
    groups |= {"messages", "messages stop", "messages start", "messages status"}
    groups |= {"cards", *(f"cards {step}" for step in ("plan", "apply", "tell", "undo", "list"))}
    steps = (
        "plan",
        "shift",
        "dry-run",
        "programme",
        "launch",
        "extend",
        "pause",
        "resume",
        "slow",
        "undo",
        "close",
        "give",
    )
    groups |= {"campaign", *(f"campaign {step}" for step in steps)}
    groups |= {"campaign budget", *(f"campaign budget {step}" for step in ("show", "cap", "move", "undo"))}
    assert (
        names
        == {"up", "order", "read", "migrate", "audit", "statement", "balances", "settle"} | roles | groups
    )


@pytest.mark.parametrize("path", EVERY_COMMAND, ids=" ".join)
def test_help_explains_every_command_and_every_flag(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    command = EVERY_COMMAND[path]
    assert command.help
    for parameter in command.params:
        assert getattr(parameter, "help", None) or parameter.name == "help", (path, parameter.name)
    assert run([*path, "--help"]) == 0
    assert "Usage: qianbei" in capsys.readouterr().out


def failed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and the one line that was said; FREE stands for a port on which nobody listens."""
    code = run([each.replace("FREE", str(free_port())) for each in arguments])
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("qianbei: ")
    assert said.err.count("\n") == 1
    return code, said.err


@pytest.mark.parametrize(
    ("arguments", "way_out"),
    [
        (["ordr"], "Did you mean 'order'?"),
        (["order"], "Try: qianbei order --help"),
        (["up", "--port", "tea"], "Try: qianbei up --help"),
        (["up", "--port", "70000"], "--port=70000 cannot be used"),
        (["up", "--city-speed", "0"], "--city-speed=0.0 cannot be used"),
        (["up", "--no-sandbox", "--city-speed", "30"], "leave --city-speed or --no-sandbox out"),
        (["order", "tea", "--lang", "fr"], "write zh-Hans, zh-Hant or en"),
        (["order", "tea", "--url", "localhost"], "write it like http://"),
        (["order", "tea", "--url", "http://127.0.0.1:FREE"], "is `qianbei up` running?"),
        (["menu", "check", "no-such-file.yaml"], "cannot be read"),
        (["payer"], "--payer-url"),
        (["serve"], "no database runs in"),
        (["up", "--dsn", "nonsense"], "write it like postgresql://"),
        (["serve", "--dsn", "nonsense"], "write it like postgresql://"),
        (["work"], "no database runs in"),
        (["store", "add", "x", "--phone", "1", "--address", "a", "--at", "north"], "--at 30.25,120.15"),
        (["store", "add", "x", "--phone", "1", "--address", "a", "--at", "120,30"], "latitude comes first"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call_is_one_line_with_the_way_out(
    arguments: list[str], way_out: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, said = failed(arguments, capsys)
    assert code == USAGE
    assert way_out in said
    assert list(tmp_path.iterdir()) == [], "a refused command leaves nothing behind"


def test_a_city_without_a_house_gives_up_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("qianbei.sandbox.main.MOVE_IN_TRIES_MAX", 1)
    monkeypatch.setattr("qianbei.sandbox.people.doors.ATTEMPTS_MAX", 1)
    code, said = failed(["sandbox", "--url", f"http://127.0.0.1:{free_port()}"], capsys)
    assert code == USAGE
    assert "nothing answers at http://127.0.0.1:" in said


@pytest.mark.parametrize(
    "command", [["migrate"], ["audit"], ["up", "--port", "FREE"], ["serve", "--port", "FREE"]], ids=" ".join
)
def test_an_unreachable_database_is_one_line(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, said = failed([*command, "--dsn", f"postgresql://nobody:secret@127.0.0.1:{free_port()}/x"], capsys)
    assert code == USAGE
    assert "no PostgreSQL answers at --dsn" in said
    assert "secret" not in said


@pytest.mark.parametrize("command", [["audit"], ["statement", str(uuid4())]], ids=["audit", "statement"])
def test_where_nothing_is_installed_no_command_but_migrate_makes_a_database(
    command: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, said = failed(command, capsys)
    assert code == REFUSED
    assert "no installation is in" in said
    assert "--data" in said
    assert not (tmp_path / ".qianbei").exists()


def test_a_broken_data_folder_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    code, said = failed(["up", "--data", "data"], capsys)
    assert code == REFUSED
    assert "choose another with --data" in said


def test_a_broken_key_file_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "keys.json").write_text("{")
    code, said = failed(["up", "--data", "data"], capsys)
    assert code == REFUSED
    assert "keys.json is broken" in said


def test_without_a_running_database_a_command_starts_one_for_itself_and_leaves_none_behind(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(["migrate"]) == 0
    assert "applied 0001_pre_db" in capsys.readouterr().out
    assert running_dsn(tmp_path / ".qianbei" / "postgres") is None
    assert run(["migrate"]) == 0
    assert capsys.readouterr().out == "0 applied; the database fits this version\n"


def test_migrate_tells_what_waits_for_older_servers_and_a_role_may_start_beside_them(
    database_dsn: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = migrations()
    nothing = {"what": "nothing", "sql": "select 1"}
    (pre, post), last = ([Migration(9000 + n, phase, **nothing) for n, phase in enumerate(Phase)], 9002)
    following = Migration(last, Phase.PRE, **nothing)
    monkeypatch.setattr(migrate, "migrations", lambda: [*known, pre, post])
    with psycopg.connect(database_dsn, application_name="qianbei 0101"):
        assert run(["migrate", "--dsn", database_dsn]) == 0
        said = capsys.readouterr().out
        assert "1 applied; the database fits this version" in said
        assert "waiting: 9001_post_nothing, for older servers" in said
        assert "Start this version beside them" in said
        assert run(["audit", "--dsn", database_dsn]) == 0
        monkeypatch.setattr(migrate, "migrations", lambda: [*known, pre, post, following])
        assert run(["migrate", "--dsn", database_dsn]) == REFUSED
        assert "9001_post_nothing and 1 more" in capsys.readouterr().out
        code, said = failed(["audit", "--dsn", database_dsn], capsys)
        assert (code, "lacks 9002_pre_nothing" in said) == (REFUSED, True)


def test_the_audit_of_a_fresh_database_holds(database_dsn: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "--dsn", database_dsn]) == 0
    assert "checks hold" in capsys.readouterr().out
    assert run(["audit", "--json", "--dsn", database_dsn]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is True
    assert {1, 2, 3, 4, 5} <= {finding["promise"] for finding in told["findings"]}


def test_a_database_of_an_older_version_is_not_audited(
    server_dsn: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = failed(["audit", "--dsn", server_dsn], capsys)
    assert code == REFUSED
    assert "run `qianbei migrate` first" in said


def test_a_good_menu_passes_and_a_bad_one_is_explained_line_by_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    good = next((ROOT / "src/qianbei/sandbox/menus").glob("*.yaml"))
    assert run(["menu", "check", str(good)]) == 0
    assert "no error" in capsys.readouterr().out
    bad = tmp_path / "bad.yaml"
    bad.write_text(good.read_text().replace("price_fen: ", "price_fen: -", 1))
    assert run(["menu", "check", str(bad)]) == REFUSED
    said = capsys.readouterr()
    assert f"{bad}:" in said.out
    assert said.err.startswith("qianbei: 1 error in ")


@pytest.mark.parametrize("body", [b"\xff\xfe", b"x" * 1_000_001], ids=["not UTF-8", "too long"])
def test_a_file_that_cannot_be_a_menu_is_one_line(
    body: bytes, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "menu.yaml").write_bytes(body)
    code, _ = failed(["menu", "check", "menu.yaml"], capsys)
    assert code == USAGE


def test_books_are_printed_and_settled(database_dsn: str, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--dsn", database_dsn]
    assert run(["balances", *at]) == 0
    assert capsys.readouterr().out == "kind,owner,unit,balance_fen\n"
    for owner in ("018f0000-0000-7000-8000-000000000001", "no-such-campaign"):
        for command in (["statement", owner], ["balances", "--owner", owner]):
            code, said = failed([*command, *at], capsys)
            assert (code, f"{owner} has no account here" in said) == (REFUSED, True)
    assert run(["settle", "--until", "2026-02-07", *at]) == 0
    assert capsys.readouterr().out == "0 settled, 0 fen\n"
    in_half_an_hour = datetime.now(UTC) - timedelta(minutes=30)
    code, said = failed(["settle", "--until", in_half_an_hour.isoformat(), *at], capsys)
    assert (code, "the last hour is not settled yet" in said) == (REFUSED, True)
    # The same instant, told in the city's zone, is as early or late as it is.
    in_the_city = (in_half_an_hour - timedelta(hours=1)).astimezone(timezone(CITY_OFFSET))
    assert run(["settle", "--until", in_the_city.isoformat(), *at]) == 0


def test_a_reader_who_has_seen_enough_is_no_fault_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def write(_: str) -> None:
        raise BrokenPipeError

    async def no_pages() -> AsyncIterator[list[str]]:
        yield []

    monkeypatch.setattr(sys, "stdout", SimpleNamespace(write=write))
    with pytest.raises(BrokenPipeError):
        asyncio.run(tables.write(("at",), no_pages(), None))
