"""One menu's reading of the words, and the typed turn made of it."""

from collections.abc import Sequence
from operator import attrgetter

import msgspec

from qianbei.kit.words import Language
from qianbei.reader.accounts import Account
from qianbei.reader.cart import Cart
from qianbei.reader.compiled import NO_MENU, CompiledCity, CompiledMenu, Match
from qianbei.reader.contracts import (
    AddLine,
    Candidate,
    ChoiceKind,
    ChoiceOffered,
    Draft,
    DraftLine,
    Intent,
    Need,
    NeedKind,
    RemoveLine,
    Turn,
    TurnFault,
)
from qianbei.reader.gestures import is_gesture
from qianbei.reader.intents import TALK, Aside, intent_of, set_aside
from qianbei.reader.interpret import interpret
from qianbei.reader.nearest import SCORE_MIN_SURE, nearest_items
from qianbei.reader.normal import BREAK, Spoken, is_wide, normal_phrase, normalise
from qianbei.reader.phrase_parser import parse_phrases
from qianbei.reader.phrases import Option, Sentence
from qianbei.reader.questions import choices_for_ask, choices_for_group
from qianbei.reader.reading import Ask, Reading
from qianbei.reader.scan import meaningful, tokens_for
from qianbei.reader.tokens import Token

_START = attrgetter("start")


class MenuReading(msgspec.Struct):
    """The words as one menu reads them; with no menu, as the language packs alone do."""

    menu: int | None
    sentence: Sentence
    reading: Reading
    unread: list[Token]
    unread_size: int
    aside: Aside
    likelihood: float
    """How likely the names that were said badly are those that were read."""


def read_menu(
    city: CompiledCity, spoken: Spoken, matches: Sequence[Match], menu: int | None, draft: Draft
) -> MenuReading:
    """Reads with the phrases of one menu; lines of the draft that this menu lacks are not there for it."""
    compiled = city.menus[menu or 0] if city.menus else NO_MENU
    known = all(line.choice.item in compiled.menu.resolved for line in draft.lines)
    lines = draft.lines if known else ()
    focus = _focus(draft) if lines else None
    standing = [line.choice.item for line in lines]
    if focus is not None:
        standing.append(standing[focus])
    cart = Cart(compiled, lines, focus, _fresh(draft, focus))
    tokens = tokens_for(city, spoken, matches, menu, standing)
    sentence = parse_phrases(tokens, compiled, standing, cart.open_groups(), cart.cups)
    aside = set_aside(sentence)
    disliked = _disliked(compiled, spoken, aside, draft)
    account = Account(tokens, sentence, cart, compiled)
    reading = interpret(cart, sentence, compiled, disliked, draft.refused if known else None)
    if draft.refused is not None and reading.fault is not None:
        # The words are about something else than the line that was refused.
        return read_menu(city, spoken, matches, menu, msgspec.structs.replace(draft, refused=None))
    if reading.fault is None and not reading.unread and not reading.needs_item:
        reading.unread += account.open()
        reading.is_guess = not reading.unread and (reading.is_guess or account.is_guess())
    unread: list[Token] = []
    size = 0
    if reading.unread:
        unread = sorted({token.start: token for token in reading.unread}.values(), key=_START)
        size = sum([meaningful(spoken.text[token.start : token.end]) for token in unread])
    likelihood = min([token.likelihood for token in tokens], default=1.0)
    return MenuReading(menu, sentence, reading, unread, size, aside, likelihood)


def _focus(draft: Draft) -> int | None:
    """The line that the last change was about: the last one that the cart before did not have."""
    before = draft.before[-1] if draft.before else ()
    return next((i for i in range(len(draft.lines) - 1, -1, -1) if draft.lines[i] not in before), None)


def _fresh(draft: Draft, focus: int | None) -> int:
    """How many cups of that line the last change added; 0 where it changed anything else."""
    if focus is None or not draft.before:
        return 0
    now = draft.lines[focus].choice
    more = [
        now.quantity - line.choice.quantity
        for line in draft.before[-1]
        if msgspec.structs.replace(line.choice, quantity=now.quantity) == now
    ]
    return max(0, more[0]) if len(more) == 1 else 0


def _disliked(compiled: CompiledMenu, spoken: Spoken, aside: Aside, draft: Draft) -> frozenset[Option]:
    """The options of this menu that go by a name of something disliked."""
    if not (aside.dislikes or draft.dislikes):
        return frozenset()
    told = {spoken.text[token.start : token.end] for token in aside.dislikes}
    told |= {normal_phrase(words) for words in draft.dislikes}
    entries = (compiled.phrases.get(words) for words in told)
    return frozenset(option for entry in entries if entry is not None for option in entry.options)


def _backwards(spoken: Spoken, found: MenuReading, draft: Draft, intent: Intent, share: float) -> Turn:
    """Undo, with the edits that lead to the cart before; or the last order again, with the words that change it."""
    unread = _quotes(spoken, found.unread)
    if intent is Intent.REPEAT:
        named = sorted(found.aside.topic, key=lambda token: token.start)
        again = " ".join(spoken.quote(token.start, token.end) for token in named)
        return Turn(intent, unread=unread, confidence=round(share, 3), again=again)
    if not draft.before:
        return Turn(intent, unread=unread, confidence=round(share, 3), fault=TurnFault.NOTHING_TO_CHANGE)
    gone = tuple(RemoveLine(index) for index in reversed(range(len(draft.lines))))
    back = tuple(AddLine(line.choice) for line in draft.before[-1])
    return Turn(intent, edits=(*gone, *back), unread=unread, confidence=round(share, 3))


def turn_of(city: CompiledCity, spoken: Spoken, found: MenuReading, draft: Draft, language: Language) -> Turn:
    """The typed turn of one menu's reading."""
    reading = found.reading
    edits = reading.cart.edits()
    total = meaningful(spoken.text)
    share = found.likelihood * (1.0 - found.unread_size / total) if total else 0.0
    intent = intent_of(found.sentence, reading, draft, edits != (), share)
    if intent in (Intent.UNDO, Intent.REPEAT):
        return _backwards(spoken, found, draft, intent, share)
    fault = reading.fault  # after the intent, which may find that nothing was ordered
    choices: tuple[ChoiceOffered, ...] = ()
    if intent is Intent.NOTHING and not found.unread_size and found.sentence.phrases:
        intent, fault = Intent.CHANGE, TurnFault.NOTHING_TO_CHANGE
    if intent is Intent.NOTHING or fault is TurnFault.NOT_FOUND:
        choices = _nearest(city, spoken, found, language)
        fault = TurnFault.NOT_FOUND if choices or (found.sentence.is_wanted and found.unread_size) else fault
        intent = Intent.ORDER if fault is TurnFault.NOT_FOUND else intent
    needs = _needs(reading)
    if not choices:
        choices = _choices(city, spoken, found, language)
    unread = _quotes(spoken, found.unread)
    is_talk = intent in TALK and not (edits or needs or choices or fault or _may_order(found))
    return Turn(
        intent=intent,
        edits=edits,
        stores=tuple(found.sentence.stores),
        needs=needs,
        choices=choices,
        unread=() if is_talk else unread,
        aside=unread if is_talk else (),
        confidence=round(share * (0.5 if fault is TurnFault.AMBIGUOUS or reading.is_guess else 1.0), 3),
        fault=fault,
        line_fault=reading.line_fault,
        refused=reading.refused,
        dislikes=_quotes(spoken, found.aside.dislikes),
        topic=_quotes(spoken, found.aside.topic),
        is_guess=reading.is_guess and bool(edits),
        is_gesture=intent is Intent.NOTHING
        and bool(unread and draft.lines)
        and _is_gesture(city, spoken, found),
    )


def _is_gesture(city: CompiledCity, spoken: Spoken, found: MenuReading) -> bool:
    texts = (spoken.text[token.start : token.end] for token in found.unread)
    return found.menu is not None and is_gesture(found.sentence, texts, city.menus[found.menu])


def _may_order(found: MenuReading) -> bool:
    """True when something beside a question may be wanted."""
    sentence = found.sentence
    return found.aside.may_order or sentence.is_wanted or any(p.says_something for p in sentence.phrases)


def _quotes(spoken: Spoken, tokens: list[Token]) -> tuple[str, ...]:
    return tuple([spoken.quote(token.start, token.end) for token in tokens]) if tokens else ()


def candidate_of(city: CompiledCity, menu: int, found: MenuReading, turn: Turn) -> Candidate:
    """The whole cart that this menu's reading would make."""
    cart = found.reading.cart
    return Candidate(
        stores=city.stores_of[menu],
        lines=tuple(DraftLine(cart.canonical(line)) for line in cart.live),
        needs=turn.needs,
        choices=turn.choices,
        unread=turn.unread,
        confidence=turn.confidence,
        fault=turn.fault,
        line_fault=turn.line_fault,
        is_guess=turn.is_guess,
    )


def _needs(reading: Reading) -> tuple[Need, ...]:
    if not (reading.needs_item or reading.required):
        return ()
    needs = [Need(NeedKind.ITEM)] if reading.needs_item else []
    needs += [
        Need(NeedKind.GROUP, reading.cart.position(line), line.item, group)
        for line, group in reading.required
        if not line.is_removed
    ]
    return tuple(needs)


def _choices(
    city: CompiledCity, spoken: Spoken, found: MenuReading, language: Language
) -> tuple[ChoiceOffered, ...]:
    """Answers to the ambiguity if there is one, else to the first need."""
    reading = found.reading
    for ask in reading.asks:
        offered = _ask_items(city, spoken, found, ask, language) or choices_for_ask(
            reading.cart, ask, language
        )
        if offered:
            return offered
    for line, group in reading.required:
        return choices_for_group(reading.cart, line, group, language)
    return ()


def _ask_items(
    city: CompiledCity, spoken: Spoken, found: MenuReading, ask: Ask, language: Language
) -> tuple[ChoiceOffered, ...]:
    token = ask.token
    if token is None:
        return ()
    menu = found.menu or 0
    return tuple(
        _named_instead(city, spoken, menu, item, token.start, token.end, language) for item in ask.items
    )


def _nearest(
    city: CompiledCity, spoken: Spoken, found: MenuReading, language: Language
) -> tuple[ChoiceOffered, ...]:
    """Names near to what was not read, each with the words as they would have been."""
    span = _span_in_doubt(found)
    if span is None:
        return ()
    start, end = span
    is_wanted = found.sentence.is_wanted or bool(found.reading.doubtful)
    return tuple(
        _named_instead(city, spoken, menu, item, start, end, language)
        for score, menu, item in nearest_items(city, spoken.text[start:end], found.menu)
        if is_wanted or score >= SCORE_MIN_SURE
    )


def _span_in_doubt(found: MenuReading) -> tuple[int, int] | None:
    """The unread words, together with the item's name that they touch."""
    doubtful = found.reading.doubtful
    if doubtful and doubtful[0].item_token is not None:
        token = doubtful[0].item_token
        near = [t for t in found.unread if abs(t.end - token.start) <= 1 or abs(t.start - token.end) <= 1]
        spans = [token, *near]
        return min(t.start for t in spans), max(t.end for t in spans)
    if not found.unread or not found.sentence.phrases:
        return None
    longest = max(found.unread, key=lambda token: token.end - token.start)
    before = [
        mod.token.start
        for phrase in doubtful
        for mod in phrase.mods
        if mod.token.end == longest.start and mod.picks_many
    ]
    return min([longest.start, *before]), longest.end


def _named_instead(
    city: CompiledCity, spoken: Spoken, menu: int, item: str, start: int, end: int, language: Language
) -> ChoiceOffered:
    label = city.item_label(menu, item, language)
    first, last = spoken.places[start], spoken.places[end - 1] + 1
    name = normal_phrase(label) if BREAK in normalise(label).text or is_wide(label[0]) else label
    words = _joined(_joined(spoken.original[:first].strip(), name), spoken.original[last:].strip())
    return ChoiceOffered(ChoiceKind.ITEM, label, item, words=words)


def _joined(before: str, after: str) -> str:
    """Two pieces of a sentence, with a space between words that are written with spaces."""
    if not before or not after or is_wide(before[-1]) or is_wide(after[0]):
        return before + after
    return f"{before} {after}"
