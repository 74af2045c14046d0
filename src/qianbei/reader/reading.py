"""What came of the phrases: the cart, and all that could not be done or must be asked."""

import msgspec

from qianbei.menu import LineChoice, LineFault
from qianbei.reader.cart import Cart, WorkLine
from qianbei.reader.contracts import TurnFault
from qianbei.reader.phrases import Option, Phrase
from qianbei.reader.tokens import Token


class Ask(msgspec.Struct):
    """Something to ask: which of `options` for `line`, which of `lines` to remove, or which of `items`."""

    line: WorkLine | None = None
    options: tuple[Option, ...] = ()
    lines: tuple[WorkLine, ...] = ()
    items: tuple[str, ...] = ()
    token: Token | None = None


class Reading(msgspec.Struct):
    """What came of the phrases; the cart holds the lines."""

    cart: Cart
    fault: TurnFault | None = None
    line_fault: LineFault | None = None
    asks: list[Ask] = []
    unread: list[Token] = []
    refused: LineChoice | None = None
    """The new line that the menu refused."""
    needs_item: bool = False
    is_guess: bool = False
    doubtful: list[Phrase] = []
    names: dict[str, Token] = {}
    """Item → the name that was said, of things that share it."""
    required: list[tuple[WorkLine, str]] = []
    """Lines whose item requires a choice in the group."""

    def fail(self, fault: TurnFault) -> None:
        """Keeps the first fault."""
        self.fault = self.fault or fault
