"""AG-UI 1.0 events as server-sent events: the few kinds that we speak, encoded by hand from one frozen place.

Checked against `ag-ui-protocol`'s models and by `ag-ui-validate` in tests.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(order="sorted")
"""As what we seal is spelled, so that an offer comes back in the bytes that its seal is over."""


def sse(event: dict[str, Any]) -> bytes:
    """One event as one SSE message."""
    return b"data: " + _encoder.encode(event) + b"\n\n"


def run_started(thread_id: str, run_id: str) -> bytes:
    return sse({"type": "RUN_STARTED", "threadId": thread_id, "runId": run_id})


def run_finished(thread_id: str, run_id: str) -> bytes:
    outcome = {"type": "success"}
    return sse({"type": "RUN_FINISHED", "threadId": thread_id, "runId": run_id, "outcome": outcome})


def text_message(message_id: str, text: str) -> bytes:
    """A whole assistant message: it was computed in one piece, so it is sent in one piece."""
    return (
        sse({"type": "TEXT_MESSAGE_START", "messageId": message_id, "role": "assistant"})
        + sse({"type": "TEXT_MESSAGE_CONTENT", "messageId": message_id, "delta": text})
        + sse({"type": "TEXT_MESSAGE_END", "messageId": message_id})
    )


def state_snapshot(state: Any) -> bytes:
    return sse({"type": "STATE_SNAPSHOT", "snapshot": state})


def state_delta(operations: Sequence[dict[str, Any]]) -> bytes:
    """JSON Patch (RFC 6902) operations."""
    return sse({"type": "STATE_DELTA", "delta": list(operations)})
