"""After all phrases: what the person dislikes is left out, and lines that the menu refuses go back to what they were."""

from qianbei.menu import LineFaultReason
from qianbei.reader.cart import Cart
from qianbei.reader.contracts import TurnFault
from qianbei.reader.phrases import Option
from qianbei.reader.reading import Reading


def leave_disliked(cart: Cart, disliked: frozenset[Option], everywhere: bool) -> None:
    """Takes the disliked defaults out of new lines, or of all."""
    for line in cart.live:
        if not everywhere and line.origin is not None:
            continue
        for group in cart.resolved(line).groups.values():
            for option in group.defaults:
                known = (group.id, option)
                if known in disliked and known not in line.options and not group.picks_one:
                    cart.leave_out(line, known)


def settle(cart: Cart, reading: Reading) -> None:
    """Puts back every line that the menu refuses, and notes what is still required."""
    for line in cart.live:
        fault = cart.finish(line)
        if fault is not None and fault.reason is LineFaultReason.GROUP_REQUIRED:
            reading.required.append((line, fault.ids[1]))
        elif fault is not None and cart.is_changed(line):
            reading.line_fault = reading.line_fault or fault
            reading.fail(TurnFault.LINE_REFUSED)
            reading.refused = line.choice() if line.origin is None else reading.refused
            cart.put_back(line)
