"""Reads the sentences of evaluation files with the product's own reader, and scores each turn.

Each turn is judged alone: when a turn of a conversation leaves another cart than the gold's, the next one starts from
the gold, as with a person who sees the cart and puts it right. A conversation is exact only if every turn was.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from evals.cases import Cases, GoldTurn, load_cases, load_menu
from evals.notation import canonical_cart, parse_cart, print_cart
from evals.score import Outcome, Scored, outcome_of, slot_counts
from evals.templates import is_template
from qianbei.agent.closer import is_unsure
from qianbei.kit.words import Language
from qianbei.reader.api import CompiledMenu, compile_menu
from qianbei.reader.contracts import Draft, DraftLine, Intent, Turn
from qianbei.reader.session import asks, step

_PLAIN = frozenset({Intent.ORDER, Intent.CHANGE})
LANGUAGES = {"zh": Language.ZH_HANS, "en": Language.EN}


def score_files(paths: Iterable[Path]) -> list[Scored]:
    """Every turn of the files, in their order."""
    return [turn for path in paths for turn in _score_cases(load_cases(path.read_bytes()))]


def _score_cases(cases: Cases) -> Iterator[Scored]:
    compiled = compiled_menu(cases.menu)
    for turn in cases.turns:
        yield _score(cases, compiled, Draft(), turn, turn.id, None)[0]
    for conversation in cases.conversations:
        draft = Draft()
        for number, turn in enumerate(conversation.turns, 1):
            place = f"{conversation.id}#{number}"
            scored, draft = _score(cases, compiled, draft, turn, place, conversation.id)
            yield scored


@cache
def compiled_menu(name: str) -> CompiledMenu:
    """One compiled menu a process."""
    return compile_menu(load_menu(name))


def _score(
    cases: Cases, compiled: CompiledMenu, draft: Draft, gold: GoldTurn, place: str, conversation: str | None
) -> tuple[Scored, Draft]:
    turn, after = step(compiled, draft, gold.say, LANGUAGES[cases.language])
    lines = [line.choice for line in after.lines]
    wanted = parse_cart(gold.cart)
    read, expected = canonical_cart(compiled.menu, lines), canonical_cart(compiled.menu, wanted)
    outcome = outcome_of(read, expected, asks(turn), gold.ask)
    if outcome in (Outcome.ASKED, Outcome.WRONG):
        right = tuple(DraftLine(line) for line in wanted)
        after = replace(after, lines=right, question=None, before=(*draft.before, draft.lines))
    scored = Scored(
        id=place,
        menu=cases.menu,
        language=cases.language,
        say=gold.say,
        outcome=outcome,
        gold=print_cart(wanted),
        cart=print_cart(lines),
        asked=asks(turn),
        should_ask=gold.ask,
        intent=turn.intent,
        intent_gold=gold.intent or "",
        intent_is_right=_is_right_intent(gold, turn),
        confidence=turn.confidence,
        slots=slot_counts(read, expected),
        unread=turn.unread,
        is_template=is_template(compiled, gold.say),
        is_unsure=is_unsure(turn),
        conversation=conversation,
    )
    return scored, after


def _is_right_intent(gold: GoldTurn, turn: Turn) -> bool:
    """Without a gold intent the turn is an order or a change."""
    return turn.intent in _PLAIN if gold.intent is None else turn.intent.value == gold.intent.value
