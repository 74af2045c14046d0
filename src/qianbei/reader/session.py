"""One step of a conversation about one menu, without shops, persons or orders: words and a draft in, turn and draft out.

This is what `qianbei read` and the evaluation run: the same `read` and `apply` that the agent uses, and the emptied
cart of "start over" and "cancel". Deliberately absent: prices, replies, and orders that were placed.
"""

from msgspec.structs import replace

from qianbei.kit.words import Language
from qianbei.reader.api import CompiledMenu, apply, read
from qianbei.reader.contracts import UNDO_STEPS_MAX, Draft, Intent, Turn

_EMPTYING = frozenset({Intent.START_OVER, Intent.CANCEL})


def step(compiled: CompiledMenu, draft: Draft, words: str, language: Language) -> tuple[Turn, Draft]:
    """What the words meant, and the draft after them. The cart before an emptied one is kept for undo."""
    turn = read(compiled, draft, words, language)
    after = apply(draft, turn)
    if turn.intent in _EMPTYING and not turn.edits and draft.lines:
        before = (*draft.before, draft.lines)[-UNDO_STEPS_MAX:]
        after = replace(after, lines=(), question=None, before=before)
    return turn, after


def asks(turn: Turn) -> bool:
    """True when the person learns that something is still open or was not understood, before anything is ordered."""
    return bool(turn.needs or turn.choices or turn.unread or turn.fault is not None or turn.is_guess)
