"""Named queries: plain `.sql` files that read as prose, and nothing else.

    -- name: lock_cards
    -- Locks the cards of a batch in the order of their ids.
    select ... where card_id = any(%(card_ids)s::uuid[]) order by card_id for update

A query ends where the next name begins. Parameters are `%(name)s` and always cast, so that every query can be
prepared alone. A literal per cent sign is written `%%`. There is no templating: a query is what the file says.
"""

import re
from importlib import resources

import msgspec

_NAME = re.compile(r"^--\s*name:\s*(?P<name>\S+)\s*$")
_VALID_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PARAMETER = re.compile(r"%\((?P<name>\w+)\)s")


class Query(msgspec.Struct, frozen=True):
    """One statement. `name` is `package.query` and appears in errors; `doc` is the comment under the name."""

    name: str
    text: str
    doc: str = ""

    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters, each once, in order of appearance."""
        return tuple(dict.fromkeys(_PARAMETER.findall(self.text)))

    def prepared_text(self) -> str:
        """The statement with `$1…` in place of the names, as PREPARE and a parser want it."""
        numbers = {name: f"${place}" for place, name in enumerate(self.parameters(), start=1)}
        return _PARAMETER.sub(lambda match: numbers[match["name"]], self.text).replace("%%", "%")


class Queries:
    """The queries of one package, by attribute: `queries.lock_cards`."""

    def __init__(self, package: str, queries: dict[str, Query]) -> None:
        self._package = package
        self._queries = queries

    def __getattr__(self, name: str) -> Query:
        try:
            return self.__dict__["_queries"][name]
        except KeyError:
            raise AttributeError(f"{self.__dict__['_package']} has no query named {name!r}") from None

    def names(self) -> tuple[str, ...]:
        return tuple(self._queries)


class MalformedQueriesError(ValueError):
    """A `.sql` file that cannot be understood: text before the first name, a bad, double or empty query."""


def load_queries(package: str | None) -> Queries:
    """Reads every `sql/*.sql` of a package (`__package__`). Raises MalformedQueriesError."""
    assert package, "a query belongs to a package"
    found: dict[str, Query] = {}
    folder = resources.files(package) / "sql"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".sql"):
            continue
        for query in parse_queries(file.read_text(encoding="utf-8"), f"{package}/sql/{file.name}"):
            if query.name in found:
                raise MalformedQueriesError(f"{package}: two queries are named {query.name}")
            found[query.name] = query
    qualified = {key: Query(f"{package}.{key}", query.text, query.doc) for key, query in found.items()}
    return Queries(package, qualified)


def parse_queries(text: str, where: str) -> list[Query]:
    """The queries of one file, in order. `where` names the file in errors."""
    found: list[Query] = []
    name, lines = "", list[str]()
    for line in text.splitlines():
        match = _NAME.match(line)
        if not match:
            lines.append(line)
            continue
        _finish(name, lines, where, found)
        name, lines = match["name"], []
        if not _VALID_NAME.fullmatch(name):
            raise MalformedQueriesError(f"{where}: {name!r} is no name for a query")
    _finish(name, lines, where, found)
    return found


def _finish(name: str, lines: list[str], where: str, found: list[Query]) -> None:
    body = [line for line in lines if line.strip()]
    if not name:
        if any(not line.lstrip().startswith("--") for line in body):
            raise MalformedQueriesError(f"{where}: a statement stands before the first `-- name:`")
        return
    doc: list[str] = []
    while body and body[0].startswith("--"):
        doc.append(body.pop(0).lstrip("- ").rstrip())
    text = "\n".join(body).strip().removesuffix(";")
    if not text:
        raise MalformedQueriesError(f"{where}: {name} is empty")
    if any(query.name == name for query in found):
        raise MalformedQueriesError(f"{where}: two queries are named {name}")
    found.append(Query(name, text, " ".join(doc)))
