"""The import contracts of pyproject.toml hold, and each of them has been seen to break."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "qianbei"

BREACHES: dict[str, list[tuple[str, str]]] = {
    "floors": [
        ("kit.planted", "import qianbei.menu"),
        ("menu.planted", "import qianbei.db"),
        ("db.planted", "import qianbei.people.contracts"),
        ("orders.planted", "import qianbei.campaigns.contracts"),
        ("outbox.planted", "import qianbei.flows"),
        ("gate.planted", "import qianbei.outbox"),
        ("offers.planted", "import qianbei.channels"),
        ("flows.planted", "import qianbei.agent"),
        ("views.planted", "import qianbei.flows"),
        ("web.planted", "import qianbei.runtime"),
        ("planted_room.__init__", ""),
    ],
    "doors": [
        ("flows.planted", "from qianbei.campaigns import store"),
        ("flows.planted_too", "from qianbei.campaigns.rules import *"),
        ("web.planted", "from qianbei.people import planted_new_file"),
        ("runtime.planted", "import qianbei.ledger"),
    ],
    "pure": [
        ("kit.planted", "import socket"),
        ("menu.planted", "from pathlib import Path"),
        ("reader.planted", "import httpx"),
        ("gate.planted", "import asyncio"),
        ("offers.planted", "from qianbei.campaigns import api"),
        ("campaigns.rules", "import qianbei.db"),
        ("orders.contracts", "from qianbei.orders import store"),
        ("orders.events", "import asyncio"),
    ],
    "driver": [
        ("orders.planted", "import psycopg"),
        ("runtime.planted", "from psycopg_pool import AsyncConnectionPool"),
    ],
    "model": [
        ("agent.planted", "from pydantic_ai import Agent"),
        ("runtime.planted", "import openai"),
    ],
    "framework": [
        ("flows.planted", "from fastapi import Depends"),
        ("sandbox.planted", "import starlette.requests"),
    ],
    "city": [
        ("sandbox.planted", "from qianbei.orders import contracts"),
        ("sandbox.planted_too", "import qianbei.web"),
    ],
}
"""By contract: the module in which a line is planted, and the line."""


def check(source: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs the contracts over the package in the folder `source`."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [
        sys.executable,
        "-c",
        program,
        "--no-cache",
        "--no-logo",
        "--config",
        str(ROOT / "pyproject.toml"),
    ]
    environment = os.environ | {"PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [*command, *options], cwd=source, env=environment, capture_output=True, text=True, check=False
    )


def contracts() -> list[dict[str, Any]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def test_every_contract_holds() -> None:
    answer = check(SOURCE.parent)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("contract", BREACHES)
def test_every_planted_breach_is_caught(tmp_path: Path, contract: str) -> None:
    house = tmp_path / "qianbei"
    shutil.copytree(SOURCE, house, ignore=shutil.ignore_patterns("__pycache__", "static"))
    (house / "people" / "planted_new_file.py").write_text("")
    for module, line in BREACHES[contract]:
        path = house / (module.replace(".", "/") + ".py")
        path.parent.mkdir(exist_ok=True)
        path.write_text((path.read_text() if path.exists() else "") + f"\n{line}\n")
    answer = check(tmp_path, "--contract", contract)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    for module, line in BREACHES[contract]:
        complaint = f"qianbei.{module} -> " if line else module.removesuffix(".__init__")
        assert complaint in answer.stdout, answer.stdout


def test_every_contract_has_a_breach() -> None:
    assert {contract["id"] for contract in contracts()} == set(BREACHES)


def rooms() -> set[str]:
    return {path.parent.name for path in SOURCE.glob("*/__init__.py")}


def test_the_city_is_told_of_every_room() -> None:
    (city,) = [contract for contract in contracts() if contract["id"] == "city"]
    forbidden = {module.removeprefix("qianbei.") for module in city["forbidden_modules"]}
    assert forbidden == rooms() - {"kit", "menu", "sandbox"}
