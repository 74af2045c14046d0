"""What a list of shares is divided from: "奶昔都要大杯，一杯草莓一杯香草", "lattes, all oat: one hot, two iced".

The thing is named without a number, so the shares say it; what was said of all of them, by the name or apart, is of each.
Deliberately absent: giving each share its cups (`shares.py`), and things that stand in the cart (`recounting.py`).
"""

from qianbei.reader.cart import Cart
from qianbei.reader.phrases import Mod, Option, Phrase

_SHARES_MIN = 2


def total_shares(phrases: list[Phrase], cart: Cart) -> None:
    """Gives the thing that such a list begins with the sum of its shares, and what is said of all."""
    if sum(bool(phrase.number and not phrase.items) for phrase in phrases) < _SHARES_MIN:
        return
    for index, head in enumerate(phrases):
        if len(head.items) != 1 or head.number is not None or not _is_bare(head) or _stands(head, cart):
            continue
        place = index + 1
        while place < len(phrases) and _is_of_all(phrases[place]):
            place += 1
        stop = place
        while stop < len(phrases) and phrases[stop].number and _is_share(phrases[stop]):
            stop += 1
        common = [*head.mods, *(mod for each in phrases[index + 1 : place] for mod in each.mods)]
        shares = phrases[place:stop]
        if not (common and _tell_apart(head.items[0], shares, common, cart)):
            continue
        head.number, head.mods, head.is_each = sum(share.number or 0 for share in shares), common, False
        del phrases[index + 1 : place]


def _tell_apart(item: str, shares: list[Phrase], common: list[Mod], cart: Cart) -> bool:
    """True where each share says another option of one group that holds one, of which nothing was said before."""
    groups = cart.menu.resolved[item].groups

    def places(mod: Mod) -> set[Option]:
        return {
            (group, option)
            for group, option in mod.options
            if group in groups and option in groups[group].options
        }

    if len(shares) < _SHARES_MIN or not all(places(mod) for share in shares for mod in share.mods):
        return False
    told = [
        {one for mod in share.mods for one in places(mod) if groups[one[0]].picks_one} for share in shares
    ]
    kinds = set[str].intersection(*({group for group, _ in one} for one in told))
    kinds -= {group for mod in common for group, _ in places(mod)}
    return any(
        len({option for one in told for of, option in one if of == group}) == len(shares) for group in kinds
    )


def _is_of_all(phrase: Phrase) -> bool:
    says = phrase.items or phrase.number is not None or phrase.is_per_each
    return phrase.is_each and bool(phrase.mods) and not says and _is_bare(phrase)


def _is_share(phrase: Phrase) -> bool:
    return bool(phrase.mods) and not (phrase.items or phrase.is_each or phrase.is_other) and _is_bare(phrase)


def _is_bare(phrase: Phrase) -> bool:
    """True where no word points, changes, takes away or asks for more."""
    says = phrase.is_more or phrase.is_change or phrase.is_removal or phrase.is_corrected or phrase.is_same
    points = phrase.is_last or phrase.is_mine or phrase.is_described or phrase.is_part or phrase.ordinal
    says = says or phrase.is_whole or phrase.is_fewer or phrase.is_doubtful or phrase.has_unread
    return not (says or points or any(mod.is_negative and not mod.options for mod in phrase.mods))


def _stands(phrase: Phrase, cart: Cart) -> bool:
    return any(line.item in phrase.items for line in cart.live)
