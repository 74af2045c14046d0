"""Nodes → the frozen structs of the format, with a problem for every key and value that does not fit.

The types in `parts.py` and `schema.py` are the only statement of the format: this walks them. A value that does
not fit is replaced by a harmless one and its path remembered, so the checks that follow can still run.
"""

import re
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import inspect

from qianbei.menu.document import Node
from qianbei.menu.problems import Path, Problem, ProblemCode, path_text

FormatT = TypeVar("FormatT")


class Built(msgspec.Struct, Generic[FormatT]):
    """The value with its places; `broken` are the paths whose value had to be replaced or left out."""

    value: FormatT | None
    places: dict[Path, tuple[int, int]]
    broken: set[Path]
    problems: list[Problem]


def build(root: Node, format_: type[FormatT]) -> Built[FormatT]:
    """Walks the format's type and the tree together."""
    built: Built[FormatT] = Built(value=None, places={}, broken=set(), problems=[])
    value = _Builder(built).value(root, _type_of(format_), ())
    built.value = value if isinstance(value, format_) else None
    return built


@cache
def _type_of(format_: type) -> inspect.Type:
    return inspect.type_info(format_)


_NOTHING: Any = object()


class _Builder:
    def __init__(self, built: Built[Any]) -> None:
        self._built = built

    def value(self, node: Node, kind: inspect.Type, path: Path) -> Any:
        self._built.places[path] = (node.line, node.column)
        if isinstance(kind, inspect.Metadata):
            return self.value(node, kind.type, path)
        if isinstance(kind, inspect.UnionType):
            if node.value is None and kind.includes_none:
                return None
            return self.value(node, next(t for t in kind.types if not isinstance(t, inspect.NoneType)), path)
        if isinstance(kind, inspect.StructType):
            return self._struct(node, kind, path)
        if isinstance(kind, inspect.VarTupleType):
            return self._tuple(node, kind, path)
        if isinstance(kind, inspect.DictType):
            return self._dict(node, kind, path)
        return self._scalar(node, kind, path)

    def _struct(self, node: Node, kind: inspect.StructType, path: Path) -> Any:
        if not isinstance(node.value, dict):
            self._wrong(node, path, ProblemCode.EXPECTED_MAPPING)
            return _NOTHING
        fields = {field.encode_name: field for field in kind.fields}
        for key, entry in node.value.items():
            if key not in fields:
                known = ", ".join(fields)
                self._report(entry.line, entry.column, path, ProblemCode.UNKNOWN_KEY, field=key, known=known)
        values: dict[str, Any] = {}
        for name, field in fields.items():
            value = _NOTHING
            if name in node.value:
                value = self.value(node.value[name].node, field.type, (*path, name))
            elif field.required:
                self._report(node.line, node.column, path, ProblemCode.MISSING_KEY, field=name)
                self._built.broken.add((*path, name))
            if value is _NOTHING and field.required:
                value = _harmless(field.type)
            if value is not _NOTHING:
                values[field.name] = value
        return kind.cls(**values)

    def _tuple(self, node: Node, kind: inspect.VarTupleType, path: Path) -> Any:
        if not isinstance(node.value, list):
            self._wrong(node, path, ProblemCode.EXPECTED_LIST)
            return _NOTHING
        if kind.max_length is not None and len(node.value) > kind.max_length:
            self._wrong(node, path, ProblemCode.TOO_LONG, limit=str(kind.max_length))
            return _NOTHING
        if len(node.value) < (kind.min_length or 0):
            self._wrong(node, path, ProblemCode.TOO_SHORT, limit=str(kind.min_length))
        values = (self.value(inner, kind.item_type, (*path, i)) for i, inner in enumerate(node.value))
        return tuple(_harmless(kind.item_type) if value is _NOTHING else value for value in values)

    def _dict(self, node: Node, kind: inspect.DictType, path: Path) -> Any:
        if not isinstance(node.value, dict):
            self._wrong(node, path, ProblemCode.EXPECTED_MAPPING)
            return _NOTHING
        values = {
            key: self.value(entry.node, kind.value_type, (*path, key)) for key, entry in node.value.items()
        }
        return {key: value for key, value in values.items() if value is not _NOTHING}

    def _scalar(self, node: Node, kind: inspect.Type, path: Path) -> Any:
        code, parameters = _scalar_fault(node.value, kind)
        if code is not None:
            self._wrong(node, path, code, **parameters)
            return _NOTHING
        return kind.cls(node.value) if isinstance(kind, inspect.EnumType) else node.value

    def _wrong(self, node: Node, path: Path, code: ProblemCode, **parameters: str) -> None:
        self._built.broken.add(path)
        if code is ProblemCode.TOO_SMALL and parameters["limit"] == "0" and str(path[-1]).endswith("_fen"):
            code = ProblemCode.NEGATIVE_PRICE
        self._report(node.line, node.column, path, code, **parameters)

    def _report(self, line: int, column: int, path: Path, code: ProblemCode, **parameters: str) -> None:
        self._built.problems.append(Problem(line, column, path_text(path), code, parameters))


def _scalar_fault(value: Any, kind: inspect.Type) -> tuple[ProblemCode | None, dict[str, str]]:
    match kind:
        case inspect.IntType():
            if isinstance(value, bool) or not isinstance(value, int):
                return ProblemCode.EXPECTED_INTEGER, {}
            if kind.ge is not None and value < kind.ge:
                return ProblemCode.TOO_SMALL, {"limit": str(kind.ge)}
            if kind.le is not None and value > kind.le:
                return ProblemCode.TOO_BIG, {"limit": str(kind.le)}
        case inspect.BoolType():
            if not isinstance(value, bool):
                return ProblemCode.EXPECTED_BOOLEAN, {}
        case inspect.LiteralType():
            if value not in kind.values or isinstance(value, bool):
                return ProblemCode.EXPECTED_ONE_OF, {"values": ", ".join(map(str, kind.values))}
        case inspect.EnumType():
            values = [member.value for member in kind.cls]
            if value not in values:
                return ProblemCode.EXPECTED_ONE_OF, {"values": ", ".join(values)}
        case inspect.StrType():
            return _text_fault(value, kind)
        case _:
            raise TypeError(f"the format uses a type that the builder does not know: {kind}")
    return None, {}


def _text_fault(value: Any, kind: inspect.StrType) -> tuple[ProblemCode | None, dict[str, str]]:
    if not isinstance(value, str):
        return ProblemCode.EXPECTED_TEXT, {}
    if kind.pattern is not None and not re.search(kind.pattern, value):
        return ProblemCode.BAD_ID, {"id": value[:64]}
    if len(value) < (kind.min_length or 0):
        return ProblemCode.TOO_SHORT, {"limit": str(kind.min_length)}
    if kind.max_length is not None and len(value) > kind.max_length:
        return ProblemCode.TOO_LONG, {"limit": str(kind.max_length)}
    return None, {}


def _harmless(kind: inspect.Type) -> Any:
    """A value of the type to stand where the given one did not fit."""
    match kind:
        case inspect.Metadata():
            return _harmless(kind.type)
        case inspect.UnionType():
            return None
        case inspect.StructType():
            required = {field.name: _harmless(field.type) for field in kind.fields if field.required}
            return kind.cls(**required)
        case inspect.VarTupleType():
            return ()
        case inspect.DictType():
            return {}
        case inspect.IntType():
            return kind.ge or 0
        case inspect.EnumType():
            return next(iter(kind.cls))
        case inspect.LiteralType():
            return kind.values[0]
        case _:
            return ""
