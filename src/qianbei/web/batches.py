"""A worker's batchers of ordinary routes: requests that follow one another at a row go together, in one transaction."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from fastapi import Request

from qianbei.db.batcher import Batcher
from qianbei.web.deps import Deps

RequestT = TypeVar("RequestT")
OutcomeT = TypeVar("OutcomeT")


def batcher_of(
    request: Request,
    deps: Deps,
    name: str,
    write: Callable[[Sequence[RequestT]], Awaitable[Sequence[OutcomeT]]],
    max_batch: int,
    max_waiting: int,
) -> Batcher[RequestT, OutcomeT]:
    """This worker's batcher of that name, made for the first who asks."""
    batchers: dict[str, Batcher[RequestT, OutcomeT]] = request.app.state.batchers
    if name not in batchers:
        batchers[name] = Batcher(write, max_batch=max_batch, max_waiting=max_waiting, random=deps.random)
    return batchers[name]
