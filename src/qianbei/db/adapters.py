"""How Python values become parameters and come back.

Every parameter is cast in the SQL, so values are sent as untyped text: one query keeps one prepared statement
whatever the values are. Arrays have their own dumper because a batch is mostly arrays and the driver's general
one costs several times as much. jsonb goes through msgspec both ways.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg.adapt import AdaptersMap, Dumper
from psycopg.types.json import Jsonb, set_json_dumps, set_json_loads

Json = Jsonb
"""Wraps a value that must travel as jsonb; needed for lists (which are arrays) and scalars, not for dicts."""


class _IntDumper(Dumper):
    def dump(self, obj: int) -> bytes:
        return b"%d" % obj


class _JsonDumper(Dumper):
    def dump(self, obj: Any) -> bytes:
        return msgspec.json.encode(obj)


class _ListDumper(Dumper):
    def dump(self, obj: Any) -> bytes:
        text = _array(obj)
        if "\0" in text:
            raise psycopg.DataError("PostgreSQL text cannot hold NUL (0x00)")
        return text.encode()


def _array(values: Any) -> str:
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    write = _WRITERS.get(type(value))
    return write(value) if write else _other(value)


def _other(value: Any) -> str:
    if isinstance(value, Enum):
        return _element(value.value)
    if isinstance(value, msgspec.Struct):
        return _json(value)
    raise psycopg.DataError(f"no array element is made of {type(value).__name__}")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _json(value: Any) -> str:
    return _quoted(msgspec.json.encode(value).decode())


_WRITERS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "t" if value else "f",
    int: str,
    float: repr,
    Decimal: str,
    UUID: lambda value: value.hex,
    str: _quoted,
    bytes: lambda value: '"\\\\x' + value.hex() + '"',
    datetime: lambda value: '"' + value.isoformat() + '"',
    date: lambda value: '"' + value.isoformat() + '"',
    dict: _json,
    list: _array,
    tuple: _array,
}


def make_adapters() -> AdaptersMap:
    """The driver's adapters with ours on top."""
    adapters = AdaptersMap(psycopg.adapters)
    adapters.register_dumper(int, _IntDumper)
    adapters.register_dumper(dict, _JsonDumper)
    adapters.register_dumper(msgspec.Struct, _JsonDumper)
    adapters.register_dumper(list, _ListDumper)
    adapters.register_dumper(tuple, _ListDumper)
    return adapters


class AdaptContext:
    """Carries the adapters into a new connection (the driver's AdaptContext protocol)."""

    def __init__(self) -> None:
        self.adapters = make_adapters()
        set_json_dumps(msgspec.json.encode, self)
        set_json_loads(msgspec.json.decode, self)

    @property
    def connection(self) -> None:
        return None
