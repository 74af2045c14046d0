"""How Python values become parameters and come back.

Every parameter is cast in the SQL, so values are sent as untyped text: one query keeps one prepared statement
whatever the values are. Arrays have their own dumper because a batch is mostly arrays and the driver's general
one costs several times as much. jsonb goes through msgspec both ways.
"""

import struct
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from itertools import repeat
from operator import is_
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg.adapt import AdaptersMap, Dumper, PyFormat
from psycopg.pq import Format
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
    """Text for any list. Ids, bytes and times alone go binary: a batch is full of them."""

    def get_key(self, obj: Any, format: PyFormat) -> Any:
        types = set(map(type, obj))
        return (self.cls, *types) if len(types) == 1 and types <= _BINARY.keys() else self.cls

    def upgrade(self, obj: Any, format: PyFormat) -> Dumper:
        key = self.get_key(obj, format)
        return self if key is self.cls else _BINARY[key[1]](self.cls)

    def dump(self, obj: Any) -> bytes:
        text = _array(obj)
        if "\0" in text:
            raise psycopg.DataError("PostgreSQL text cannot hold NUL (0x00)")
        return text.encode()


class _IdsDumper(Dumper):
    format = Format.BINARY
    oid = 2951
    """uuid[]"""

    def dump(self, obj: Any) -> bytes:
        elements = [value.int.to_bytes(16, "big") for value in _once(obj)]
        elements *= len(obj) // len(elements)
        length = b"\0\0\0\x10"
        return _ARRAY_HEAD.pack(1, 0, 2950, len(elements), 1) + length + length.join(elements)


class _TimesDumper(Dumper):
    format = Format.BINARY
    oid = 1185
    """timestamptz[]"""

    def dump(self, obj: Any) -> bytes:
        instants = [(value - _EPOCH) // _MICROSECOND for value in _once(obj)]
        parts = [8, 0] * len(obj)
        parts[1::2] = instants * (len(obj) // len(instants))
        return _ARRAY_HEAD.pack(1, 0, 1184, len(obj), 1) + struct.pack(">" + "iq" * len(obj), *parts)


class _BytesDumper(Dumper):
    format = Format.BINARY
    oid = 1001
    """bytea[]"""

    def dump(self, obj: Any) -> bytes:
        return _binary_array(17, obj)


class LongTexts(list[bytes]):
    """UTF-8 texts of kilobytes, as a `text[]` parameter.

    They travel in PostgreSQL's binary array form: quoting and unquoting them would cost more than storing them.
    """


class _LongTextsDumper(Dumper):
    format = Format.BINARY
    oid = 1009
    """text[]"""

    def dump(self, obj: LongTexts) -> bytes:
        return _binary_array(25, obj)


_BINARY: dict[type, type[Dumper]] = {UUID: _IdsDumper, datetime: _TimesDumper, bytes: _BytesDumper}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ARRAY_HEAD = struct.Struct(">iiIii")
"""Dimensions, has-nulls, element type, length, lower bound."""


def _once(values: Any) -> Any:
    """The first alone when they are all the same thing, as a batch's account or time is."""
    return values[:1] if all(map(is_, values, repeat(values[0]))) else values


def _binary_array(element_oid: int, elements: Sequence[bytes]) -> bytes:
    """The array form of PostgreSQL's binary protocol (src/backend/utils/adt/arrayfuncs.c, array_recv); no nulls."""
    if not elements:
        return _ARRAY_HEAD.pack(0, 0, element_oid, 0, 1)[:12]
    parts = [_ARRAY_HEAD.pack(1, 0, element_oid, len(elements), 1)]
    for element in elements:
        parts.append(len(element).to_bytes(4, "big"))
        parts.append(element)
    return b"".join(parts)


def _array(values: Any) -> str:
    """A list whose elements are all of one kind is written in one go."""
    types = set(map(type, values))
    if types == {int}:
        return "{" + ",".join(map(str, values)) + "}"
    if types == {str}:
        text = '","'.join(values)
        if "\\" not in text and text.count('"') == 2 * (len(values) - 1):
            return '{"' + text + '"}'
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
    adapters.register_dumper(LongTexts, _LongTextsDumper)
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
