"""Asks a model for the typed turn that the fast reader could not give, within its limits, and checks what it says."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import msgspec
import structlog
from msgspec.structs import replace

from qianbei.agent.closer import ReadCloser
from qianbei.agent.model.guard import may_be_said
from qianbei.agent.model.limits import SHORT, Limits, Purse
from qianbei.agent.model.menu_slice import nearness, relevant_items
from qianbei.agent.model.port import Model, ModelFault, Prompt, Said
from qianbei.agent.model.prompt import prompt_for
from qianbei.agent.model.reading import ModelAnswer, Reading, checked, decoded
from qianbei.agent.no_quote import NoQuote
from qianbei.agent.policy import Heard
from qianbei.agent.scene import Scene
from qianbei.menu import LineChoice, Menu
from qianbei.reader.contracts import Candidate, DraftLine, Intent, Turn
from qianbei.reader.contracts import Draft as ReaderDraft

log = structlog.get_logger(__name__)

UNDERSTOOD = "understood"
"""The outcome of a call that gave a reading; any other outcome is a `ModelFault`."""


class _Place(msgspec.Struct, frozen=True):
    """The menu that the words are read by, and the open stores that have it."""

    menu: Menu
    stores: tuple[str, ...]
    lines: tuple[LineChoice, ...]
    items: list[str]


class ModelReader:
    """One a worker. `count` is told the outcome of every call."""

    def __init__(
        self,
        model: Model,
        seconds: Callable[[], float],
        count: Callable[[str], None],
        limits: Limits = Limits(),  # noqa: B008 - frozen
        purse: Purse | None = None,
    ) -> None:
        self._model, self._limits, self._count, self._seconds = model, limits, count, seconds
        self._purse = purse or Purse(limits, seconds)

    def kept_short(self, limits: Limits = SHORT) -> "ModelReader":
        """The same model and the same purse, with less for each turn."""
        return ModelReader(self._model, self._seconds, self._count, limits, self._purse)

    @property
    def is_down(self) -> bool:
        """True while a model that failed again and again is left alone."""
        return self._purse.is_resting

    def may_read(self, conversation: UUID) -> bool:
        return self._purse.may_begin(conversation)

    async def read(self, conversation: UUID, scene: Scene, heard: Heard) -> ReadCloser | None:
        """The words as the model understands them; None when it gives nothing that the menu allows."""
        place = _place_of(scene, heard)
        if place is None:
            return None
        prompt = _bounded(place, scene.words, self._limits)
        self._purse.begin()
        try:
            async with asyncio.timeout(self._limits.turn_s):
                answer = await self._asked(conversation, prompt)
        except TimeoutError:
            answer = ModelFault.SLOW
            self._ended(answer)
        finally:
            self._purse.end()
        if isinstance(answer, ModelFault):
            log.warning("model.no_reading", fault=answer.value)
            return None
        reading = checked(place.menu, place.items, place.lines, answer, scene.words)
        self._count(reading.value if isinstance(reading, ModelFault) else UNDERSTOOD)
        return None if isinstance(reading, ModelFault) else _heard(scene, heard, place, reading)

    async def _asked(self, conversation: UUID, prompt: Prompt) -> ModelAnswer | ModelFault:
        """The answer; asked a second time when the first was no JSON and the share allows it."""
        answer: ModelAnswer | ModelFault = ModelFault.SPENT
        for _ in range(self._limits.turn_calls):
            if not self._purse.has_left(conversation):
                break
            answer = await self._call(conversation, prompt)
            if answer is not ModelFault.BROKEN:
                break
        return answer

    async def _call(self, conversation: UUID, prompt: Prompt) -> ModelAnswer | ModelFault:
        most = prompt.size + self._limits.output_tokens
        self._purse.take(conversation, most)
        said = await self._model.ask(prompt, self._limits.output_tokens)
        if isinstance(said, ModelFault):
            self._ended(said)
            return said
        self._purse.give_back(conversation, most - _cost(said, most))
        answer = decoded(said.text)
        if isinstance(answer, ModelFault):
            self._ended(answer)
        else:
            self._purse.worked()
        return answer

    def _ended(self, fault: ModelFault) -> None:
        self._count(fault.value)
        self._purse.failed()


def _cost(said: Said, most: int) -> int:
    """What the server counted, in sane bounds; all of it when it did not count."""
    counted = said.input_tokens + said.output_tokens
    return min(counted, most) if counted > 0 else most


def _place_of(scene: Scene, heard: Heard) -> _Place | None:
    """The chosen store's menu, else the one in reach that comes nearest to the words."""
    draft = heard.draft
    lines = tuple(line.choice for line in draft.lines)
    if draft.store is not None and not heard.is_shut:
        menu = scene.menu_of(draft.store)
        return _Place(menu, (str(draft.store),), lines, relevant_items(menu, scene.words, _ids(lines)))
    found: list[tuple[float, int, Menu, tuple[str, ...]]] = []
    for index, (compiled, sold_at) in enumerate(
        zip(scene.city.compiled.menus, scene.city.compiled.stores_of, strict=True)
    ):
        stores = tuple(store for store in sold_at if _can_serve(scene, store))
        if stores:
            found.append((nearness(compiled.menu, scene.words), -index, compiled.menu, stores))
    if not found:
        return None
    _, _, menu, stores = max(found, key=lambda each: each[:2])
    return _Place(menu, stores, (), relevant_items(menu, scene.words, ()))


def _can_serve(scene: Scene, store: str) -> bool:
    return scene.quoter is None or not isinstance(scene.quoter.reach(UUID(store)), NoQuote)


def _ids(lines: tuple[LineChoice, ...]) -> list[str]:
    return [line.item for line in lines]


def _bounded(place: _Place, words: str, limits: Limits) -> Prompt:
    """The prompt with as many items as fit; what stands in the cart is always shown."""
    items = place.items
    prompt = prompt_for(place.menu, items, place.lines, words)
    while prompt.size > limits.prompt_characters and len(items) > max(1, len(place.lines)):
        items = items[: len(items) * 2 // 3]
        prompt = prompt_for(place.menu, items, place.lines, words)
    return prompt


def _heard(scene: Scene, heard: Heard, place: _Place, reading: Reading) -> ReadCloser:
    """What was understood as the policy takes it; a cart is a guess until the person says yes."""
    if not reading.turn.edits:
        is_talk = reading.turn.intent is Intent.SMALL_TALK and may_be_said(reading.say)
        return ReadCloser(replace(heard, turn=reading.turn), reading.say.strip() if is_talk else None)
    lines = tuple(DraftLine(line) for line in reading.lines)
    draft = replace(heard.draft, is_guess=True)
    store = str(draft.store) if draft.store is not None and not heard.is_shut else None
    open_needs = scene.reader(ReaderDraft(lines, store or place.stores[0]), "", scene.speech.language)
    if store is None:
        candidate = Candidate(
            place.stores, lines, open_needs.needs, open_needs.choices, reading.turn.unread, 1.0
        )
        turn = Turn(Intent.ORDER, candidates=(candidate,), unread=reading.turn.unread, confidence=1.0)
        return ReadCloser(replace(heard, draft=draft, turn=turn))
    turn = replace(reading.turn, needs=open_needs.needs, choices=open_needs.choices)
    return ReadCloser(replace(heard, draft=draft, turn=turn))
