"""A scripted model, and a small OpenAI-compatible server on the loopback that misbehaves on purpose."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from msgspec.structs import replace

from qianbei.agent.closer import CloserReading
from qianbei.agent.model.port import ModelFault, Prompt, Said
from qianbei.agent.policy import answer, hear
from qianbei.agent.scene import Reply
from tests.support.talk import Talk

NO_CART: dict[str, Any] = {"intent": "nothing", "cart": [], "unread": [], "say": ""}


class ScriptedModel:
    """Gives the next of its answers to each call, the last one for ever; keeps what it was asked."""

    def __init__(self, *answers: dict[str, Any] | str | ModelFault, wait_s: float = 0.0) -> None:
        self._answers, self._wait_s = list(answers), wait_s
        self.asked: list[Prompt] = []

    async def ask(self, prompt: Prompt, output_tokens_max: int) -> Said | ModelFault:
        self.asked.append(prompt)
        if self._wait_s:
            await asyncio.sleep(self._wait_s)
        given = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(given, ModelFault):
            return given
        text = given if isinstance(given, str) else json.dumps({**NO_CART, **given}, ensure_ascii=False)
        return Said(text, 300, 60)


async def say_closely(talk: Talk, reader: CloserReading, words: str) -> Reply:
    """The reply when these words are read by the model, as a turn does it."""
    scene = talk.scene(words)
    heard = hear(scene, talk.draft)
    found = await reader.read(talk.draft.conversation, scene, heard)
    reply = answer(scene, talk.draft, heard if found is None else found.heard)
    if found is not None and found.talk is not None:
        reply = replace(reply, texts=(found.talk, *reply.texts[1:]))
    talk.draft = reply.draft
    return reply


def completion(content: str) -> bytes:
    """A chat completion as such a server gives it."""
    message = {"role": "assistant", "content": content}
    return msgspec.json.encode(
        {
            "id": "c1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 300, "completion_tokens": 60, "total_tokens": 360},
        }
    )


class ModelServer:
    """`behaviours` are taken in turn, the last for ever: bytes are a body, a status with bytes an error, or a name."""

    def __init__(self, behaviours: Sequence[bytes | str | tuple[int, bytes]]) -> None:
        self._behaviours = list(behaviours)
        self.requests: list[dict[str, Any]] = []
        self.url = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["ModelServer"]:
        tasks: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(self._serve(reader, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        try:
            yield self
        finally:
            server.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            (length,) = [
                int(line.split(b":")[1])
                for line in head.lower().split(b"\r\n")
                if line.startswith(b"content-length")
            ]
            self.requests.append(json.loads(await reader.readexactly(length)))
            many = len(self._behaviours) > 1
            await self._answer(writer, self._behaviours.pop(0) if many else self._behaviours[0])
        finally:
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, given: bytes | str | tuple[int, bytes]) -> None:
        if given == "hang":
            await asyncio.sleep(3_600)
        if given == "drip":  # A body that never ends, a byte at a time.
            writer.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n{"
            )
            while True:
                await asyncio.sleep(0.02)
                writer.write(b" ")
                await writer.drain()
        if given == "cut":
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n{")
            return
        status, body = given if isinstance(given, tuple) else (200, given)
        assert isinstance(body, bytes), f"no such behaviour: {given}"
        head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
