"""A conversation with the reader alone: a menu and words in, the draft and the last turn out."""

from qianbei.kit.words import Language
from qianbei.menu import LineChoice
from qianbei.reader.api import CompiledMenu, apply, compile_menu, read
from qianbei.reader.contracts import Draft, Turn
from tests.support.talk import menu_from


def compiled_from(text: str) -> CompiledMenu:
    return compile_menu(menu_from(text))


def heard(compiled: CompiledMenu, *said: str) -> tuple[Draft, Turn]:
    """What the cart is after all of the words, and what the last of them were read as."""
    draft, turn = Draft(), None
    for words in said:
        turn = read(compiled, draft, words, Language.EN)
        draft = apply(draft, turn)
    assert turn is not None
    return draft, turn


def short(draft: Draft) -> list[str]:
    """The lines in short, in their order: "2 tea large sugar*2 lemon~light -ice"."""
    return [_line(line.choice) for line in draft.lines]


def _line(line: LineChoice) -> str:
    chosen = (
        each.option
        + (f"*{each.quantity}" if each.quantity > 1 else "")
        + (f"~{each.qualifier}" if each.qualifier else "")
        for each in line.options
    )
    return " ".join([f"{line.quantity} {line.item}", *chosen, *(f"-{gone.option}" for gone in line.without)])
