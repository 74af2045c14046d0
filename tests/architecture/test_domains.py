"""A domain looks the same everywhere: it has only these files, so a newcomer guesses the name."""

import ast
import re
import shutil
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "qianbei"
DOMAINS = (
    "messages",
    "people",
    "catalog",
    "campaigns",
    "budgets",
    "ledger",
    "payments",
    "orders",
    "fulfilment",
    "invites",
    "packets",
    "drops",
    "waves",
)
FILES = {"__init__.py", "api.py", "contracts.py", "events.py", "rules.py", "store.py", "jobs.py", "sql"}
FILES |= {"contracts"}
"""Contracts that outgrew one file are a folder, entered as the file was."""
PART_OF_A_STORE = re.compile(r"store_[a-z]+\.py")
"""A store that outgrew one file is divided by what it stores."""


def complaints(domain: Path) -> list[str]:
    found = [
        f"{path.name} is no file of a domain"
        for path in domain.iterdir()
        if path.name not in FILES | {"__pycache__"} and not PART_OF_A_STORE.fullmatch(path.name)
    ]
    found += [f"{path.name} is no SQL" for path in (domain / "sql").glob("*") if path.suffix != ".sql"]
    found += [f"{name} is missing" for name in ("__init__.py", "api.py") if not (domain / name).exists()]
    statements = ast.parse((domain / "__init__.py").read_text()).body
    if len(statements) != 1 or not isinstance(statements[0], ast.Expr):
        found.append("__init__.py holds more, or less, than a docstring")
    return found


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_has_only_the_files_of_a_domain(domain: str) -> None:
    assert complaints(SOURCE / domain) == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("helpers.py", ""),
        ("sql/cards.py", ""),
        ("words/en.json", "{}"),
        ("__init__.py", '"""Orders."""\nimport os'),
        ("__init__.py", ""),
    ],
)
def test_a_planted_breach_is_caught(tmp_path: Path, file: str, text: str) -> None:
    domain = tmp_path / "orders"
    shutil.copytree(SOURCE / "orders", domain)
    (domain / file).parent.mkdir(exist_ok=True)
    (domain / file).write_text(text)
    assert complaints(domain) != []


@pytest.mark.parametrize("room", sorted(path.parent for path in SOURCE.glob("*/__init__.py")))
def test_a_room_says_what_it_is_for(room: Path) -> None:
    assert ast.get_docstring(ast.parse((room / "__init__.py").read_text()))
