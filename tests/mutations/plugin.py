"""A pytest plugin that takes one guard away: `QIANBEI_MUTATION="ledger.lock_balances" pytest -p tests.mutations.plugin`.

With `QIANBEI_MUTATION=each`, every test of `test_guards` runs without the very guard that it proves.
"""

import importlib.machinery
import os
import re
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.abc import MetaPathFinder
from types import CodeType, ModuleType
from typing import Any

import psycopg

from qianbei.db import migrate as migrate_module
from qianbei.db import sql as sql_module
from qianbei.db.sql import Query
from tests.mutations import guards

ROW_LOCK = re.compile(r"\bfor (update|share)( of \w+)?( skip locked)?", re.IGNORECASE)
ADVISORY = re.compile(r"pg_advisory_xact_lock\(")


class Mutated(importlib.machinery.SourceFileLoader):
    """Loads a module with a line of it gone."""

    rule: guards.Rule

    def get_code(self, fullname: str) -> CodeType:
        text = self.get_data(self.path).decode()
        assert text.count(self.rule.old) == 1, self.rule.name
        return compile(text.replace(self.rule.old, self.rule.new), self.path, "exec")


class Finder(MetaPathFinder):
    def __init__(self, rule: guards.Rule) -> None:
        self._rule = rule

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._rule.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        assert spec is not None
        assert spec.origin is not None
        loader = Mutated(fullname, spec.origin)
        loader.rule = self._rule
        spec.loader = loader
        return spec


def unlocked(text: str) -> str:
    """A query that locks nothing any more, and reads the same."""
    return ADVISORY.sub("least(", ROW_LOCK.sub("", text))


def take_away(name: str) -> None:
    """From here on this process has the rule or lock no more. Before any room is imported."""
    rules = {rule.name: rule for rule in guards.RULES}
    fences = {fence.name: fence for fence in guards.FENCES}
    if name.count(".") == 2:
        _unguard(name)
    elif name in rules:
        assert rules[name].module not in sys.modules, "it is too late to change this module"
        sys.meta_path.insert(0, Finder(rules[name]))
    elif name in fences:
        fence = fences[name]
        _rewrite(fence.query, lambda text: text.replace(fence.old, fence.new))
    else:
        _rewrite(name, unlocked)


def _rewrite(name: str, rewritten: Callable[[str], str]) -> None:
    """A query reads otherwise from here on."""
    parse = sql_module.parse_queries
    room, query = name.split(".")

    def parsed(text: str, where: str) -> list[Query]:
        return [
            Query(each.name, rewritten(each.text), each.doc)
            if each.name == query and where.startswith(f"qianbei.{room}/")
            else each
            for each in parse(text, where)
        ]

    sql_module.parse_queries = parsed


def _unguard(name: str) -> None:
    migrate = migrate_module.migrate

    def migrated(dsn: str, at: datetime) -> Any:
        done = migrate(dsn, at)
        with psycopg.connect(dsn, autocommit=True) as connection:
            drop(connection, name)
        return done

    migrate_module.migrate = migrated


def drop(connection: psycopg.Connection, name: str) -> None:
    """Takes a key or a floor out of the connection's database."""
    table, _, constraint = name.rpartition(".")
    connection.execute(f"alter table {table} drop constraint if exists {constraint} cascade")  # pyright: ignore
    connection.execute(f"drop index if exists {table.split('.')[0]}.{constraint}")  # pyright: ignore


TAKEN_AWAY = os.environ.get("QIANBEI_MUTATION", "")
IS_EACH = TAKEN_AWAY == "each"

if TAKEN_AWAY and not IS_EACH:
    for each in TAKEN_AWAY.split(" + "):
        take_away(each)
