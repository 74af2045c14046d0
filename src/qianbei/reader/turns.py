"""One menu's reading of the words, and the typed turn made of it."""

from collections.abc import Sequence

import msgspec

from qianbei.kit.words import Language
from qianbei.reader.cart import Cart
from qianbei.reader.compiled import NO_MENU, CompiledCity, Match
from qianbei.reader.contracts import (
    Candidate,
    ChoiceKind,
    ChoiceOffered,
    Draft,
    DraftLine,
    Intent,
    Need,
    NeedKind,
    Turn,
    TurnFault,
)
from qianbei.reader.interpret import Ask, Reading, interpret
from qianbei.reader.nearest import SCORE_MIN_SURE, nearest_items
from qianbei.reader.normal import Spoken, is_wide
from qianbei.reader.packs import Word
from qianbei.reader.phrase_parser import parse_phrases
from qianbei.reader.phrases import Sentence
from qianbei.reader.questions import choices_for_ask, choices_for_group
from qianbei.reader.scan import Token, meaningful, tokens_for

_SERIOUS = (Word.CANCEL, Word.START_OVER, Word.CONFIRM)
_LIGHT = (
    Word.OTHER_STORE,
    Word.STATUS,
    Word.WALLET,
    Word.MENU,
    Word.HELP,
    Word.SMALL_TALK,
)
_LIGHT_SHARE_MIN = 0.4
"""A harmless wish counts when at least this share of the words was read."""


class MenuReading(msgspec.Struct):
    """The words as one menu reads them; with no menu, as the language packs alone do."""

    menu: int | None
    sentence: Sentence
    reading: Reading
    unread: list[Token]
    unread_size: int
    likelihood: float = 1.0
    """How likely the names that were said badly are those that were read."""


def read_menu(
    city: CompiledCity, spoken: Spoken, matches: Sequence[Match], menu: int | None, draft: Draft
) -> MenuReading:
    """Reads with the phrases of one menu; lines of the draft that this menu lacks are not there for it."""
    compiled = city.menus[menu or 0] if city.menus else NO_MENU
    tokens = tokens_for(city, spoken, matches, menu, {line.choice.item for line in draft.lines})
    sentence = parse_phrases(tokens, compiled.countable)
    known = all(line.choice.item in compiled.menu.resolved for line in draft.lines)
    reading = interpret(Cart(compiled.menu, draft.lines if known else ()), sentence)
    unread = sorted({token.start: token for token in reading.unread}.values(), key=lambda token: token.start)
    size = sum(meaningful(spoken.text[token.start : token.end]) for token in unread)
    return MenuReading(
        menu, sentence, reading, unread, size, min((t.likelihood for t in tokens), default=1.0)
    )


def turn_of(city: CompiledCity, spoken: Spoken, found: MenuReading, draft: Draft, language: Language) -> Turn:
    """The typed turn of one menu's reading."""
    reading = found.reading
    edits = reading.cart.edits()
    total = meaningful(spoken.text)
    share = 1.0 - found.unread_size / total if total else 0.0
    intent = _intent(found, draft, edits != (), share)
    fault = reading.fault
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
    return Turn(
        intent=intent,
        edits=edits,
        stores=tuple(found.sentence.stores),
        needs=needs,
        choices=choices,
        unread=tuple(spoken.quote(token.start, token.end) for token in found.unread),
        confidence=round(share * found.likelihood * (0.5 if fault is TurnFault.AMBIGUOUS else 1.0), 3),
        fault=fault,
        line_fault=reading.line_fault,
    )


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
    )


def _intent(found: MenuReading, draft: Draft, is_edited: bool, share: float) -> Intent:
    reading, sentence = found.reading, found.sentence
    if any(line.origin is None for line in reading.cart.live) or reading.needs_item:
        return Intent.ORDER
    if is_edited or reading.fault is not None:
        return Intent.CHANGE if draft.lines else Intent.ORDER
    wishes = set(sentence.wishes)
    serious = [wish for wish in _SERIOUS if wish in wishes]
    if serious and not found.unread_size:
        if sentence.is_plain_no or any(phrase.is_removal for phrase in sentence.phrases):
            return Intent.DECLINE
        if len(serious) == 1 and not sentence.phrases:
            return Intent(serious[0].value)
        return Intent.CANCEL if Word.CANCEL in serious and len(serious) == 1 else Intent.NOTHING
    if not serious and share >= _LIGHT_SHARE_MIN:
        for wish in _LIGHT:
            if wish in wishes:
                return Intent(wish.value)
    if sentence.stores and not found.unread_size:
        return Intent.OTHER_STORE
    is_no = sentence.is_plain_no and not wishes and not found.unread_size
    return Intent.DECLINE if is_no else Intent.NOTHING


def _needs(reading: Reading) -> tuple[Need, ...]:
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
    menus = range(len(city.menus)) if found.menu is None else (found.menu,)
    is_wanted = found.sentence.is_wanted or bool(found.reading.doubtful)
    return tuple(
        _named_instead(city, spoken, menu, item, start, end, language)
        for score, menu, item in nearest_items(city, spoken.text[start:end], menus)
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
    words = _joined(_joined(spoken.original[:first].strip(), label), spoken.original[last:].strip())
    return ChoiceOffered(ChoiceKind.ITEM, label, item, words=words)


def _joined(before: str, after: str) -> str:
    """Two pieces of a sentence, with a space between words that are written with spaces."""
    if not before or not after or is_wide(before[-1]) or is_wide(after[0]):
        return before + after
    return f"{before} {after}"
