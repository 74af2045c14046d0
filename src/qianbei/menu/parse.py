"""Menu text → `Menu`, or every problem in it with its line and column."""

from qianbei.menu.build import Built, build
from qianbei.menu.check import Finding, check_defaults, check_references
from qianbei.menu.check_names import check_names
from qianbei.menu.document import read_document
from qianbei.menu.problems import PROBLEMS_MAX, Path, Problem, ProblemCode, path_text
from qianbei.menu.schema import Menu

_REFERENCES = {
    ProblemCode.UNKNOWN_CATEGORY: "categories",
    ProblemCode.UNKNOWN_GROUP: "groups",
    ProblemCode.UNKNOWN_OPTION: "groups",
    ProblemCode.UNKNOWN_ITEM: "items",
    ProblemCode.PICK_ONE_LIMIT: "groups",
    ProblemCode.GROUP_CANNOT_BE_FILLED: "groups",
    ProblemCode.TOO_MANY_DEFAULTS: "groups",
    ProblemCode.DIMENSION_NOT_PICK_ONE: "groups",
}
"""Where the thing stands that the finding leans on; while that list is itself broken, the reference is not blamed."""

_LEANED_ON = {"id", "options", "pick", "min", "max", "max_quantity"}


def parse_menu(text: str) -> Menu | list[Problem]:
    """The checked menu, or its problems in the order of the text (at most PROBLEMS_MAX). Never raises."""
    root, problems = read_document(text)
    if root is None:
        return problems
    built = build(root, Menu)
    problems += built.problems
    if built.value is not None:
        findings = [*check_references(built.value), *check_names(built.value)]
        problems += [_problem(built, finding) for finding in findings if not _is_echo(built, finding)]
        if not problems:
            problems += [_problem(built, finding) for finding in check_defaults(built.value)]
    if problems or built.value is None:
        unique = {(p.line, p.column, p.path, p.code): p for p in reversed(problems)}
        return sorted(unique.values(), key=lambda p: (p.line, p.column))[:PROBLEMS_MAX]
    return built.value


def _is_echo(built: Built[Menu], finding: Finding) -> bool:
    """True for a finding that only repeats a value that was already found broken."""
    path = finding.path
    if any(broken[: len(path)] == path or path[: len(broken)] == broken for broken in built.broken):
        return True
    target = _REFERENCES.get(finding.code)
    return target is not None and any(_undermines(broken, target) for broken in built.broken)


def _undermines(broken: Path, target: str) -> bool:
    """True when ids or limits in the `target` list are lost at this broken path."""
    last = broken[-1] if broken else target
    return broken[:1] in {(), (target,)} and (isinstance(last, int) or last in {*_LEANED_ON, target})


def _problem(built: Built[Menu], finding: Finding) -> Problem:
    line, column = _place(built, finding.path)
    return Problem(line, column, path_text(finding.path), finding.code, finding.parameters)


def _place(built: Built[Menu], path: Path) -> tuple[int, int]:
    """The place of the path, or of the nearest thing around it that is written."""
    while path not in built.places:
        path = path[:-1]
    return built.places[path]
