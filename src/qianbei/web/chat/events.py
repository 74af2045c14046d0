"""AG-UI 1.0 events as server-sent events: the few kinds that we speak, encoded by hand from one frozen place.

Checked against `ag-ui-protocol`'s models and by `ag-ui-validate` in tests.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

_encoder = msgspec.json.Encoder(order="sorted")
"""As what we seal is spelled, so that an offer comes back in the bytes that its seal is over."""


def _form(*events: dict[str, Any]) -> bytes:
    """Events in the bytes in which `sse` sends them, each "%b" in them a hole for a value's JSON."""
    return b"".join(map(sse, events)).replace(b'"%b"', b"%b")


def sse(event: dict[str, Any]) -> bytes:
    """One event as one SSE message."""
    return b"data: " + _encoder.encode(event) + b"\n\n"


def run_started(thread_id: UUID | str, run_id: str) -> bytes:
    return _RUN_STARTED % (_encoder.encode(run_id), _encoder.encode(thread_id))


def run_finished(thread_id: UUID | str, run_id: str) -> bytes:
    return _RUN_FINISHED % (_encoder.encode(run_id), _encoder.encode(thread_id))


def text_message(message_id: str, text: str) -> bytes:
    """A whole assistant message: it was computed in one piece, so it is sent in one piece."""
    of_message = _encoder.encode(message_id)
    return _TEXT_MESSAGE % (of_message, _encoder.encode(text), of_message, of_message)


def state_snapshot(state: Any) -> bytes:
    return b'data: {"snapshot":%b,"type":"STATE_SNAPSHOT"}\n\n' % _encoder.encode(state)


def state_delta(operations: Sequence[dict[str, Any]]) -> bytes:
    """JSON Patch (RFC 6902) operations."""
    return sse({"type": "STATE_DELTA", "delta": list(operations)})


_RUN_STARTED = _form({"type": "RUN_STARTED", "threadId": "%b", "runId": "%b"})
_RUN_FINISHED = _form(
    {"type": "RUN_FINISHED", "threadId": "%b", "runId": "%b", "outcome": {"type": "success"}}
)
_TEXT_MESSAGE = _form(
    {"type": "TEXT_MESSAGE_START", "messageId": "%b", "role": "assistant"},
    {"type": "TEXT_MESSAGE_CONTENT", "messageId": "%b", "delta": "%b"},
    {"type": "TEXT_MESSAGE_END", "messageId": "%b"},
)
