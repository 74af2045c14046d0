"""POST /api/v1/turn: one AG-UI run. Words and sealed state in, reply and new state out, as one short stream."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from starlette.types import Receive, Scope, Send

from qianbei.agent.state import StateFault
from qianbei.agent.turns import Agent, Answered, Closer, Said
from qianbei.db.batcher import Full
from qianbei.gate.ladder import Step
from qianbei.web import raw
from qianbei.web.chat import events
from qianbei.web.deps import Deps
from qianbei.web.errors import Code, language_of_scope, words
from qianbei.web.gate import GateDoor
from qianbei.web.joining import Joined
from qianbei.web.session import claims_of

FAULTS = {
    StateFault.BROKEN: Code.SEAL_BROKEN,
    StateFault.EXPIRED: Code.SEAL_EXPIRED,
    StateFault.NOT_YOURS: Code.NOT_YOUR_DRAFT,
}


class _Message(msgspec.Struct, frozen=True):
    """The parts of an AG-UI message that are read; only a user's text counts."""

    role: str
    content: Any = None


class RunInput(msgspec.Struct, frozen=True, rename="camel"):
    """AG-UI RunAgentInput; fields that we do not use may be there and are ignored."""

    thread_id: UUID
    run_id: str
    messages: list[_Message]
    state: Any = None


_decoder = msgspec.json.Decoder(RunInput)


class TurnRoute:
    """The handler. `agent` serves this worker's cell."""

    def __init__(self, deps: Deps, agent: Agent, door: GateDoor) -> None:
        self._deps, self._agent, self._door = deps, agent, door
        self._closely: Joined[Answered] = Joined()

    async def __call__(self, scope: Scope, receive: Receive) -> raw.Answer | raw.Stream:
        claims = claims_of(self._deps, scope["headers"])
        if claims is None:
            return raw.refusal(scope, Code.SIGN_IN_FIRST)
        body = await raw.read_body(scope, receive)
        if body is None:
            return raw.refusal(scope, Code.TOO_LARGE)
        run = raw.decoded(_decoder, body)
        if run is None:
            return raw.refusal(scope, Code.MALFORMED)
        person, door = claims.person_id, self._door
        holds_card = claims.holds_card(self._deps.clock.now())
        admitted = door.admit(scope, person, run.thread_id, holds_card=holds_card)
        if isinstance(admitted, raw.Answer):
            return admitted
        language = language_of_scope(scope)
        is_form = admitted.step is Step.D3
        said = Said(person, run.thread_id, language, run.state, _words(run.messages), is_form)
        sent = (person.int, run.thread_id.int, said.words, _seal(run.state))
        answered = await door.turn(sent, person, receive, lambda: self._agent.turn(said))
        if isinstance(answered, StateFault):
            return raw.refusal(scope, FAULTS[answered])
        if answered is None or isinstance(answered, Full):
            return door.busy(scope)
        headers, begun = raw.SSE_HEADERS, events.run_started(run.thread_id, run.run_id)
        if admitted.is_new:
            headers = [*headers, door.carrying.pass_header(person, run.thread_id, admitted)]
        if admitted.step is not Step.D0 and not run.state:  # Said once, at the conversation's beginning.
            mode = words().say(language, f"gate.mode.{admitted.step.name}")
            begun += events.text_message(f"{run.run_id}-mode", mode)
        if isinstance(answered, Closer):
            finish = partial(self._closely.run, sent, receive, answered.finish)
            return partial(_closely, run, answered.text, finish, headers, begun)
        if (offer := answered.offer) is not None:
            life_s = self._deps.clock.real_s((offer.expires_at - offer.issued_at).total_seconds())
            door.gate.commits.grant(run.thread_id, door.seconds(), life_s)
        return raw.Answer(200, begun + _rest(run, answered, 0), headers)


async def _closely(
    run: RunInput,
    text: str,
    finish: Callable[[], Awaitable[Answered | None]],
    headers: raw.Headers,
    begun: bytes,
    send: Send,
) -> None:
    """A turn that takes some seconds: that it does is said at once, the rest when it is there and the client still is."""
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    said = begun + events.text_message(f"{run.run_id}-0", text)
    await send({"type": "http.response.body", "body": said, "more_body": True})
    answered = await finish()
    if answered is not None:
        await send({"type": "http.response.body", "body": _rest(run, answered, 1)})


def _rest(run: RunInput, answered: Answered, said: int) -> bytes:
    """The messages, numbered after those already said, the new state and the end."""
    messages = (
        events.text_message(f"{run.run_id}-{number}", text)
        for number, text in enumerate(answered.texts, said)
    )
    end = events.state_snapshot(answered.state) + events.run_finished(run.thread_id, run.run_id)
    return b"".join(messages) + end


def _seal(state: Any) -> str:
    """What tells one state of a conversation from the next."""
    return str(state.get("seal")) if isinstance(state, dict) else ""


def _words(messages: list[_Message]) -> str:
    """The newest message if it is the person's; text parts of a list are joined, anything else is no words."""
    if not messages or messages[-1].role != "user":
        return ""
    content = messages[-1].content
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, dict))
        return " ".join(part for part in parts if isinstance(part, str))
    return ""
