"""Menu text → a tree of nodes that remember their line and column. YAML and JSON alike (JSON is YAML).

Read from parser events with a limit on length, depth and number, so a hostile text costs little. Plain values
mean what JSON and YAML 1.2 say (`no` is a text, not false). Anchors, aliases, tags and merges are refused: a menu
needs none, and they are how small texts become huge.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from qianbei.menu.problems import Problem, ProblemCode

TEXT_LENGTH_MAX = 1_000_000
NODES_MAX = 150_000
DEPTH_MAX = 12

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_REFUSED_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


class Node(msgspec.Struct):
    """`value` is a str, int, float, bool, None, `list[Node]` or `dict[str, Entry]`; places count from 1."""

    value: Any
    line: int
    column: int


class Entry(msgspec.Struct):
    """A value of a mapping and the place of its key."""

    node: Node
    line: int
    column: int


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def read_document(text: str) -> tuple[Node | None, list[Problem]]:
    """The root node, or None with the problem that stopped the reading."""
    if len(text) > TEXT_LENGTH_MAX:
        return None, [_problem(1, 1, ProblemCode.TEXT_TOO_LONG, limit=str(TEXT_LENGTH_MAX))]
    text = text.removeprefix("\ufeff")
    refused = _REFUSED_CHARACTER.search(text)
    if refused:
        line = text.count("\n", 0, refused.start()) + 1
        column = refused.start() - text.rfind("\n", 0, refused.start())
        return None, [_problem(line, column, ProblemCode.BAD_CHARACTER, character=f"U+{ord(refused[0]):04X}")]
    problems: list[Problem] = []
    try:
        root = _Tree(problems).build(yaml.parse(text, Loader=_LOADER))
    except _Refused as refusal:
        return None, [*problems, refusal.problem]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return None, [*problems, _problem(*place, ProblemCode.SYNTAX, detail=error.problem or "")]
    return root, problems


class _Open(msgspec.Struct):
    """A mapping or a list that is still being read."""

    node: Node
    key: Node | None = None


class _Tree:
    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._open: list[_Open] = []
        self._root: Node | None = None
        self._count = 0

    def build(self, events: Iterator[yaml.Event]) -> Node | None:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refusal(event, ProblemCode.SECOND_DOCUMENT)
            elif isinstance(event, yaml.NodeEvent):
                self._start(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._place(self._open.pop().node)
        if self._root is None:
            raise _Refused(_problem(1, 1, ProblemCode.EMPTY))
        return self._root

    def _start(self, event: yaml.NodeEvent) -> None:
        self._count += 1
        if self._count > NODES_MAX:
            raise self._refusal(event, ProblemCode.TOO_MANY_NODES, limit=str(NODES_MAX))
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self._refusal(event, ProblemCode.ALIAS_REFUSED)
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.ScalarEvent):
            if event.tag is not None:
                raise self._refusal(event, ProblemCode.TAG_REFUSED)
            value = _plain_value(event.value) if event.implicit[0] else event.value
            self._place(Node(value, line, column))
            return
        assert isinstance(event, yaml.CollectionStartEvent)
        if event.tag is not None:
            raise self._refusal(event, ProblemCode.TAG_REFUSED)
        if len(self._open) >= DEPTH_MAX:
            raise self._refusal(event, ProblemCode.TOO_DEEP, limit=str(DEPTH_MAX))
        empty: Any = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        self._open.append(_Open(Node(empty, line, column)))

    def _place(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if isinstance(parent.node.value, list):
            parent.node.value.append(node)
        elif parent.key is None:
            parent.key = node
        else:
            self._put(parent.node.value, parent.key, node)
            parent.key = None

    def _put(self, mapping: dict[str, Entry], key: Node, node: Node) -> None:
        if not isinstance(key.value, str) or key.value == "<<":
            self._problems.append(_problem(key.line, key.column, ProblemCode.KEY_NOT_TEXT))
        elif key.value in mapping:
            self._problems.append(_problem(key.line, key.column, ProblemCode.DUPLICATE_KEY, field=key.value))
        else:
            mapping[key.value] = Entry(node, key.line, key.column)

    def _refusal(self, event: yaml.Event, code: ProblemCode, **parameters: str) -> _Refused:
        mark = event.start_mark
        return _Refused(_problem(mark.line + 1, mark.column + 1, code, **parameters))


def _plain_value(text: str) -> str | int | float | bool | None:
    """An unquoted scalar by the YAML 1.2 core schema."""
    if text in {"", "~", "null", "Null", "NULL"}:
        return None
    if text in {"true", "True", "TRUE"}:
        return True
    if text in {"false", "False", "FALSE"}:
        return False
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def _problem(line: int, column: int, code: ProblemCode, **parameters: str) -> Problem:
    return Problem(line, column, "", code, parameters)
