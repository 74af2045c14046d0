"""Cups of one line that differ: "two lattes, one iced, one hot", "其中一杯不加糖", "the other one"."""

from collections.abc import Sequence

from qianbei.reader.cart import Cart, WorkLine
from qianbei.reader.options import Options
from qianbei.reader.phrases import Mod, Phrase
from qianbei.reader.targets import Targets


def shares_at(phrases: list[Phrase], index: int, cart: Cart) -> list[Phrase]:
    """The phrases from `index` on that divide the cups of the line spoken of; empty when they do not."""
    line = cart.current
    if line is None or line.quantity < 2:
        return []
    run, count = _one_each(phrases, index, line, cart)
    if not run:
        run, count = _fillings(phrases, index, cart, line)
    if run:
        phrases[index : index + count] = run
        return run
    _gather(phrases, index, line, cart)
    _keep_bare(phrases, index, line)
    for phrase in phrases[index:]:
        share = _changed_share(phrase, line, cart) or phrase
        if not _is_share(share, line, bool(run)):
            break
        run.append(share)
    total = sum(phrase.number or 0 for phrase in run)
    others = sum(phrase.is_other and phrase.number is None for phrase in run)
    if not run or total + others > line.quantity:
        return []
    if len(run) == 1 and not (run[0].is_part or run[0].is_other) and line.origin is not None:
        return []
    return run


def _gather(phrases: list[Phrase], index: int, line: WorkLine, cart: Cart) -> None:
    """ "one with ham and egg, one without": what is listed behind an "and" is of the same share."""
    place = index
    while place + 1 < len(phrases):
        share, more = phrases[place], phrases[place + 1]
        says = more.items or more.number or more.refers or more.is_change or more.is_removal or more.is_part
        says = (
            says or more.is_more or more.is_same or more.is_contrast or more.has_unread or more.is_corrected
        )
        is_one = (
            (share.number is not None or share.is_other)
            and share.mods
            and not share.items
            and more.segment == share.segment
        )
        if not is_one or says or not more.is_listed or not more.mods:
            place += 1
        elif all(any(cart.offers(line, option) for option in mod.options) for mod in more.mods):
            share.mods = [*share.mods, *more.mods]
            del phrases[place + 1]
        else:
            return


def _keep_bare(phrases: Sequence[Phrase], index: int, line: WorkLine) -> None:
    """ "一条留头一条去头": the share beside which nothing is wanted stays as the line is."""
    first, rest = phrases[index], phrases[index + 1 : index + 2]
    says = first.items or first.mods or first.is_change or first.is_removal or first.is_more or first.refers
    if says or not first.is_measured or first.has_unread or not rest or not rest[0].mods or rest[0].items:
        return
    if (first.number or 0) + (rest[0].number or 0) == line.quantity and first.segment == rest[0].segment:
        first.is_plain = bool(first.number)


def _one_each(phrases: Sequence[Phrase], index: int, line: WorkLine, cart: Cart) -> tuple[list[Phrase], int]:
    """ "two lattes, hot and iced": as many options of one group as cups, one for each."""
    run: list[Phrase] = []
    for phrase in phrases[index:]:
        if (
            phrase.items
            or phrase.number is not None
            or phrase.is_change
            or phrase.refers
            or phrase.is_removal
        ):
            break
        if phrase.is_more or phrase.is_same or phrase.is_corrected or phrase.has_unread or not phrase.mods:
            break
        run.append(phrase)
        mods = [mod for each in run for mod in each.mods]
        if len(mods) == line.quantity and _tells_apart(mods, line, cart) and line.origin is None:
            return [Phrase(mods=[mod], number=1, segment=phrase.segment) for mod in mods], len(run)
    return [], 0


def _tells_apart(mods: Sequence[Mod], line: WorkLine, cart: Cart) -> bool:
    """True for several options of one group of the line that holds one."""
    if len(mods) < 2 or any(mod.is_negative or mod.is_soft or not mod.options for mod in mods):
        return False
    groups = cart.resolved(line).groups
    offered = [tuple(option for option in mod.options if cart.offers(line, option)) for mod in mods]
    held = [{group for group, _ in options if groups[group].picks_one} for options in offered]
    return bool(set[str].intersection(*held)) and len(set(offered)) == len(mods)


def _fillings(phrases: Sequence[Phrase], index: int, cart: Cart, line: WorkLine) -> tuple[list[Phrase], int]:
    """ "one tuna and one beef", of two sets that still need one of them: what each holds."""
    still_open, left = cart.open_groups(), line.quantity
    run: list[Phrase] = []
    for phrase in phrases[index:]:
        token = phrase.item_token
        if token is None or not phrase.number or phrase.is_change or phrase.is_more or phrase.is_removal:
            break
        held = tuple(
            each for each in token.entry.options if each[0] in still_open and cart.offers(line, each)
        )
        left -= phrase.number
        if not held or left < 0:
            break
        run.append(
            Phrase(number=phrase.number, mods=[Mod(held, token), *phrase.mods], segment=phrase.segment)
        )
        if not left:
            return run, len(run)
    return [], 0


def _changed_share(phrase: Phrase, line: WorkLine, cart: Cart) -> Phrase | None:
    """ "one fries to corn, one cola to beer": what becomes of one of several sets."""
    subject = phrase.subject
    if not phrase.is_change or subject is None or subject.number is None or subject.number >= line.quantity:
        return None
    if subject.is_part or subject.is_other or line.origin is not None or phrase.number not in (None, 1):
        return None
    gone = [
        *subject.mods,
        *([Mod(subject.item_token.entry.options, subject.item_token)] if subject.item_token else []),
    ]
    mods = list(phrase.mods)
    if phrase.item_token is not None:
        mods.insert(0, Mod(phrase.item_token.entry.options, phrase.item_token))
    if any(mod.is_negative for mod in (*gone, *mods)):
        return None
    told = [*gone, *mods]
    if not gone or not mods or not all(any(cart.offers(line, o) for o in mod.options) for mod in told):
        return None
    return Phrase(number=subject.number, mods=mods, segment=phrase.segment)


def _is_share(phrase: Phrase, line: WorkLine, follows: bool) -> bool:
    if (
        phrase.is_each
        or phrase.is_described
        or phrase.is_more
        or phrase.ordinal
        or phrase.is_doubtful
        or phrase.names_unknown
    ):
        return False
    if phrase.items and phrase.items != (line.item,):
        return False
    if any(
        line.said.get(group, known) != known
        for mod in phrase.mods
        for known in mod.options
        for group in known[:1]
    ):
        return False
    if phrase.items and (phrase.is_wanted or not phrase.mods):
        return False
    if phrase.is_removal and not phrase.mods:
        return False
    if phrase.is_change and not (phrase.subject and (phrase.subject.is_part or phrase.subject.is_other)):
        return False
    says = bool(phrase.mods) or phrase.is_without or phrase.is_part or phrase.is_plain
    return bool((phrase.number or (phrase.is_other and follows)) and says)


def divide(run: Sequence[Phrase], cart: Cart, targets: Targets, options: Options) -> None:
    """Gives each share its cups and its options; what is left over keeps the line as it was said."""
    line = cart.current
    if line is None:
        return
    left = line.quantity
    before: list[Mod] = []
    shares: list[tuple[WorkLine, Phrase]] = []
    for phrase in run:
        number = min(left, phrase.number or left)
        part = line if number == line.quantity else targets.split(line, number)
        left -= number
        _contrast(phrase, before)
        before = phrase.mods
        shares.append((part, phrase))
    cart.arrange([part for part, _ in shares])
    for part, phrase in shares:
        options.apply(part, phrase)
    if not left and len(run) > 1 and run[0].segment == run[-1].segment:
        targets.speak_of([part for part, _ in shares], run[-1].segment)  # "three black two blue, fine tips"


def _contrast(phrase: Phrase, before: Sequence[Mod]) -> None:
    """ "one with, one without": the second leaves out what the first has."""
    if not phrase.is_without or phrase.mods:
        return
    for mod in before:
        mod.is_extra = False
        phrase.mods.append(Mod(mod.options, mod.token, groups=mod.groups, is_negative=True))
