"""What each step of the ladder saves: model seconds, calls and web CPU for a conversation, through HTTP.

    python bench/ladder.py [--conversations 150] [--json] [--seed 1]

A conversation is two turns: words that the reader cannot read, then an order that it can. The web worker is the real
one; the model is a scripted server beside the generator. One call in five of the large model and two in five of the
small one fill all the tokens they may and say nothing; the others answer in ANSWER_TOKENS. Model seconds are what such
a server would be busy: PROMPT_S a character and TOKEN_S a token for the large model, a quarter of both for the small.
Calls, characters and tokens are counted as they came, so a saving is what the knob really took away. D4 and D5 admit
nobody: there it is the CPU of one refusal.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.intake import APPLICATION, Bench, opened, vars_of
from bench.support import house
from bench.support.crowd import CELL, WORDS
from bench.support.journeys import Caller
from qianbei.gate.answers import Knobs
from qianbei.gate.ladder import Step
from qianbei.gate.store import turn_knobs

UNREADABLE = "来俩隔壁小王昨天拎的那种"
LARGE, SMALL = "large", "small"
PROMPT_S, TOKEN_S, SMALL_SHARE = 1 / 8_000, 1 / 50, 0.25
ANSWER_TOKENS = 60
SAYS_NOTHING = {LARGE: frozenset({4}), SMALL: frozenset({2, 4})}
"""Of each five calls."""
HEARD_WITHIN_S = 2.5
"""Workers read the knobs once a second."""
CONNECTIONS = 4
REFUSALS = 20
"""For each conversation: one costs little."""


class Model:
    """Answers at once and counts what it was asked."""

    def __init__(self) -> None:
        self._calls = {LARGE: count(), SMALL: count()}
        self.reset()

    def reset(self) -> None:
        self.calls, self.busy_s = 0, 0.0

    def said(self, request: dict[str, Any]) -> bytes:
        name, most = request["model"], request["max_tokens"]
        is_empty = next(self._calls[name]) % 5 in SAYS_NOTHING[name]
        tokens = most if is_empty else ANSWER_TOKENS
        characters = sum(len(message["content"]) for message in request["messages"])
        share = 1.0 if name == LARGE else SMALL_SHARE
        self.calls += 1
        self.busy_s += share * (characters * PROMPT_S + tokens * TOKEN_S)
        text = "…" if is_empty else '{"intent":"nothing","cart":[],"unread":[],"say":""}'
        message = {"role": "assistant", "content": text}
        return msgspec.json.encode(
            {
                "id": "1",
                "object": "chat.completion",
                "created": 1,
                "model": name,
                "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
                "usage": {"prompt_tokens": characters // 2, "completion_tokens": tokens, "total_tokens": 0},
            }
        )

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lengths = [
                    line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
                ]
                body = self.said(json.loads(await reader.readexactly(int(lengths[0]))))
                start = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
                writer.write(start.encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@asynccontextmanager
async def model_server() -> AsyncIterator[tuple[Model, str]]:
    model = Model()
    server = await asyncio.start_server(model.serve, "127.0.0.1", 0)
    try:
        yield model, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()


async def turn(caller: Caller, token: str, conversation: str, words: str, state: Any) -> tuple[int, Any]:
    """(status, the new state or None)"""
    message = {"id": "1", "role": "user", "content": words}
    sent = {"threadId": conversation, "runId": "1", "messages": [message], "state": state}
    status, body = await caller.ask("POST /api/v1/turn", token, msgspec.json.encode(sent))
    events = [json.loads(line[6:]) for line in body.split(b"\n") if line.startswith(b"data: ")]
    return status, next((each["snapshot"] for each in events if each["type"] == "STATE_SNAPSHOT"), None)


async def conversation(caller: Caller, token: str) -> None:
    thread = str(uuid4())
    _, state = await turn(caller, token, thread, UNREADABLE, {})
    status, state = await turn(caller, token, thread, WORDS, state)
    assert status == 200, status
    assert state["offer"] is not None, "the order was read"


async def refused(caller: Caller, token: str) -> None:
    status, _ = await turn(caller, token, str(uuid4()), WORDS, {})
    assert status in (429, 503), status


async def together(bench: Bench, tokens: Sequence[str], what: Any) -> None:
    loop, left = asyncio.get_running_loop(), iter(tokens)

    async def one() -> None:
        transport, caller = await loop.create_connection(Caller, "127.0.0.1", bench.settings.port)
        for token in left:
            await what(caller, token)
        transport.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))


async def loaded(bench: Bench, model: Model, tokens: Sequence[str]) -> None:
    """Until the worker has its model: it loads beside the start."""
    deadline = time.monotonic() + 60
    while model.calls == 0:
        if time.monotonic() > deadline:
            raise SystemExit("void: the worker never asked its model")
        await together(bench, tokens, conversation)
        await asyncio.sleep(0.5)


async def run(conversations: int, seed: int) -> dict:
    async with opened(seed) as plain, model_server() as (model, url):
        settings = replace(plain.settings, model_url=url, model_name=LARGE, model_small_name=SMALL)
        bench = plain._replace(settings=settings)
        people = iter(await bench.crowd.tokens((6 + 2 * REFUSALS) * conversations))
        steps: dict[str, dict[str, float]] = {}

        async def measured(server: int, step: Step, what: Any, times: int = 1) -> None:
            number = times * conversations
            async with bench.database.transaction() as tx:
                await turn_knobs(tx, CELL, Knobs(step), datetime.now(UTC))
            await asyncio.sleep(HEARD_WITHIN_S)
            model.reset()
            cpu_s = house.cpu_s(server)
            await together(bench, list(islice(people, number)), what)
            steps[step.name] = {
                "model_s": model.busy_s / number,
                "model_calls": model.calls / number,
                "web_cpu_us": (house.cpu_s(server) - cpu_s) / number * 1e6,
            }

        # Nobody is to wait for another's measurement; who is refused on D4 and D5 is refused by a gate that means it.
        with house.web_server(replace(settings, gate_dry_run=True), APPLICATION) as server:
            await loaded(bench, model, list(islice(people, conversations)))
            await together(bench, list(islice(people, conversations)), conversation)
            for step in (Step.D0, Step.D1, Step.D2, Step.D3):
                await measured(server, step, conversation)
        with house.web_server(plain.settings, APPLICATION) as server:
            for step in (Step.D4, Step.D5):
                await measured(server, step, refused, REFUSALS)
        for each in steps.values():
            each["saved"] = 1 - each["model_s"] / steps["D0"]["model_s"]
        return {
            "steps": steps,
            "conversations": conversations,
            "seed": seed,
            "machine": vars_of(house.machine()),
        }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--conversations", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    result = asyncio.run(run(given.conversations, given.seed))
    if given.json:
        sys.stdout.write(json.dumps(result, indent=2) + "\n")
        return
    for name, each in result["steps"].items():
        figures = f"model {each['model_s']:.2f} s in {each['model_calls']:.2f} calls, web CPU {each['web_cpu_us']:.0f} us"
        sys.stdout.write(f"{name}: {figures}, saves {each['saved']:.0%}\n")


if __name__ == "__main__":
    main()
