"""What alone is to stay: "leave only the large ones", "除了双层那份都取消"."""

from collections.abc import Sequence

from qianbei.reader.cart import Cart, WorkLine
from qianbei.reader.options import Options
from qianbei.reader.phrases import Phrase
from qianbei.reader.targets import Targets


def spare(cart: Cart, targets: Targets, options: Options, phrase: Phrase) -> bool:
    """Takes every line away but those that the phrase names. False where it names none, or all."""
    live = cart.live
    kept = _named(live, targets, options, phrase)
    if not 0 < len(kept) < len(live) or (phrase.number is not None and len(kept) > 1):
        return False
    for line in live:
        line.is_removed = not any(line is one for one in kept)
    if phrase.number is not None and phrase.number < kept[0].quantity:
        kept[0].quantity = phrase.number
    cart.touched = kept[-1]
    return True


def _named(live: list[WorkLine], targets: Targets, options: Options, phrase: Phrase) -> Sequence[WorkLine]:
    if phrase.items:
        called = {*phrase.items, *(phrase.item_token.entry.named if phrase.item_token else ())}
        lines = [line for line in live if line.item in phrase.items] or [
            line for line in live if line.item in called
        ]
        return targets.described(phrase, lines) if phrase.mods else lines
    if phrase.is_described:
        return targets.described(phrase, live)
    if phrase.ordinal is not None:
        return live[phrase.ordinal - 1 : phrase.ordinal]
    if not phrase.mods or any(mod.is_negative or mod.amount is not None for mod in phrase.mods):
        return ()
    return [line for line in live if all(options.has(line, mod) for mod in phrase.mods)]
