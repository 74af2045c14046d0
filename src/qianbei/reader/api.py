"""The reader's doors: make menus ready once, read words against a draft, apply what was read.

All are pure functions. `read` refuses words longer than WORDS_LENGTH_MAX and never raises on any text.
"""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace as _replace

from qianbei.kit.words import Language
from qianbei.menu import Menu
from qianbei.reader.answers import answer_before_pause, answer_to
from qianbei.reader.compiled import CompiledCity, CompiledMenu, Match, StoreMenu
from qianbei.reader.contracts import (
    DISLIKES_MAX,
    MATCHES_MAX,
    UNDO_STEPS_MAX,
    WORDS_LENGTH_MAX,
    AddLine,
    Candidate,
    ChangeLine,
    ChoiceOffered,
    Draft,
    DraftLine,
    Edit,
    Intent,
    Question,
    RemoveLine,
    SetQuantity,
    Turn,
    TurnFault,
    Wishes,
)
from qianbei.reader.families import NO_FAMILIES
from qianbei.reader.finding import find_matches
from qianbei.reader.normal import Spoken, heard_as, normalise
from qianbei.reader.scan import mended_matches, tokens_for
from qianbei.reader.turns import MenuReading, candidate_of, read_menu, turn_of
from qianbei.reader.wishes import NO_WISHES, read_trip, read_wishes

__all__ = [
    "CompiledCity",
    "CompiledMenu",
    "StoreMenu",
    "apply",
    "compile_city",
    "compile_menu",
    "read",
    "take",
]


def compile_menu(menu: Menu) -> CompiledMenu:
    """Makes one menu ready; stores with the same menu should share the result."""
    return CompiledMenu(menu)


def compile_city(stores: Sequence[StoreMenu]) -> CompiledCity:
    """Makes several stores ready to be read together, with one search over all their names."""
    return CompiledCity(stores)


def read(compiled: CompiledMenu | CompiledCity, draft: Draft, words: str, language: Language) -> Turn:
    """What the words mean for the draft. `language` is that of the labels; words are read in any language."""
    if len(words) > WORDS_LENGTH_MAX:
        return Turn(Intent.NOTHING, fault=TurnFault.TOO_LONG)
    city = compiled.alone if isinstance(compiled, CompiledMenu) else compiled
    spoken = heard_as(words)
    wishes, spoken = read_wishes(spoken)
    matches = find_matches(city, spoken)
    if len(matches) > MATCHES_MAX:
        return Turn(Intent.NOTHING, fault=TurnFault.TOO_LONG)
    menu = 0 if isinstance(compiled, CompiledMenu) else city.menu_of.get(draft.store or "")
    answer = _answer(city, spoken, matches, menu, draft)
    if answer is not None and answer.edits:
        return _answered(compiled, draft, answer.edits, language)
    if answer is not None:
        return read(compiled, _without_question(draft), answer.words, language)
    if menu is not None:
        turn = _read_store(city, spoken, matches, menu, draft, language)
        if draft.question is not None and _leaves_open(turn, draft.question):
            tokens = tokens_for(city, spoken, matches, menu)
            if first := answer_before_pause(draft.question, tokens, spoken.text, city.menus[menu].families):
                more = spoken.original[spoken.places[first[1]] :]
                turn = _answered_and_more(compiled, draft, first[0], more, language) or turn
    else:
        turn = _read_city(city, spoken, matches, draft, language)
    return _with_wishes(turn, wishes, words)


def _leaves_open(turn: Turn, question: Question) -> bool:
    """True when not all was read, or the group that was asked about still lacks a choice."""
    asked = {choice.group for choice in question.choices}
    is_open = any(need.group in asked for need in turn.needs)
    return bool(turn.unread) or turn.fault is not None or turn.is_guess or is_open


def _answered_and_more(
    compiled: CompiledMenu | CompiledCity, draft: Draft, answer: ChoiceOffered, more: str, language: Language
) -> Turn | None:
    """ "caesar, on the side": the answer, and what is said besides; only if all of that is read."""
    after = apply(draft, Turn(Intent.CHANGE, edits=answer.edits))
    rest = read(compiled, _without_question(after), more, language)
    if rest.unread or rest.fault is not None or rest.is_guess or rest.intent not in _EDITING:
        return None
    return _replace(rest, edits=(*answer.edits, *rest.edits)) if rest.edits else None


_EDITING = frozenset({Intent.ORDER, Intent.CHANGE})


def _answered(
    compiled: CompiledMenu | CompiledCity, draft: Draft, edits: tuple[Edit, ...], language: Language
) -> Turn:
    """The turn of an answer, with what must be asked next."""
    turn = Turn(Intent.CHANGE, edits=edits, confidence=1.0)
    rest = read(compiled, _without_question(apply(draft, turn)), "", language)
    return _replace(turn, needs=rest.needs, choices=rest.choices)


def _with_wishes(turn: Turn, wishes: Wishes, words: str) -> Turn:
    """The turn with what was said besides the cart; wishes alone are a change of the order."""
    if turn.intent is Intent.TRAVEL:
        turn = _replace(turn, trip=read_trip(normalise(words).text))
    if wishes is NO_WISHES or wishes == NO_WISHES:
        return turn
    is_alone = turn.intent is Intent.NOTHING and not turn.unread
    intent, confidence = (Intent.CHANGE, 1.0) if is_alone else (turn.intent, turn.confidence)
    return _replace(turn, wishes=wishes, intent=intent, confidence=confidence)


def apply(draft: Draft, turn: Turn) -> Draft:
    """The draft after the turn's edits; its question is the turn's choices, or none. The cart before is kept for undo."""
    lines = list(draft.lines)
    for edit in turn.edits:
        _edit(lines, edit)
    before = draft.before
    if turn.intent is Intent.UNDO:
        before = before[:-1] if turn.edits else before
    elif turn.edits:
        before = (*before, draft.lines)[-UNDO_STEPS_MAX:]
    question = Question(turn.choices) if turn.choices else None
    return Draft(tuple(lines), draft.store, question, before, turn.refused, _disliked(draft, turn))


def take(draft: Draft, candidate: Candidate, store: str) -> Draft:
    """The draft with one candidate's lines at one of its stores. Raises ValueError for another store."""
    if store not in candidate.stores:
        raise ValueError(f"the candidate was not read for store {store}")
    question = Question(candidate.choices) if candidate.choices else None
    before = (*draft.before, draft.lines)[-UNDO_STEPS_MAX:]
    return Draft(candidate.lines, store, question, before, dislikes=draft.dislikes)


def _disliked(draft: Draft, turn: Turn) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*draft.dislikes, *turn.dislikes)))[-DISLIKES_MAX:]


def _edit(lines: list[DraftLine], edit: Edit) -> None:
    match edit:
        case AddLine(choice):
            lines.append(DraftLine(choice))
        case RemoveLine(index):
            del lines[index]
        case ChangeLine(index, choice):
            lines[index] = DraftLine(choice)
        case SetQuantity(index, quantity):
            choice = lines[index].choice
            lines[index] = DraftLine(type(choice)(choice.item, quantity, choice.options, choice.without))


def _without_question(draft: Draft) -> Draft:
    return _replace(draft, question=None)


def _answer(
    city: CompiledCity, spoken: Spoken, matches: list[Match], menu: int | None, draft: Draft
) -> ChoiceOffered | None:
    if draft.question is None:
        return None
    for index in (menu,) if menu is not None else (None, *range(len(city.menus))):
        families = NO_FAMILIES if index is None else city.menus[index].families
        answer = answer_to(draft.question, tokens_for(city, spoken, matches, index), spoken.text, families)
        if answer is not None:
            return answer
    return None


def _read_store(
    city: CompiledCity, spoken: Spoken, matches: list[Match], menu: int, draft: Draft, language: Language
) -> Turn:
    """Only the store's menu is read, and others' where the words name them or what only they sell."""
    found = read_menu(city, spoken, matches, menu, draft)
    turn = turn_of(city, spoken, found, draft, language)
    named = {city.menu_of[store] for store in turn.stores if store != draft.store} - {menu}
    if not named and not (turn.unread and turn.fault is TurnFault.NOT_FOUND):
        return turn
    others = named or (_menus_hit(matches) - {menu})
    if not others:
        return turn
    elsewhere = _candidates(city, spoken, matches, others, Draft(), language)[0]
    return _replace(turn, elsewhere=tuple(c for c in elsewhere if c.lines))


def _read_city(
    city: CompiledCity, spoken: Spoken, matches: list[Match], draft: Draft, language: Language
) -> Turn:
    """Every distinct menu with an item that was named is read; those that read most become candidates."""
    named = {
        city.menu_of[store] for match in matches if match.sense is not None for store in match.sense.stores
    }
    touched = _menus_hit(matches) or _menus_hit(mended_matches(city, spoken, matches))
    menus = (touched & named) or named or touched
    if not menus:
        menu = _menu_of_options(matches)
        return _replace(
            turn_of(city, spoken, read_menu(city, spoken, matches, menu, draft), draft, language), edits=()
        )
    candidates, turn = _candidates(city, spoken, matches, menus, draft, language)
    mentioned = set(turn.stores)
    candidates = [_at(candidate, mentioned) for candidate in candidates if candidate.lines]
    return _replace(turn, edits=(), candidates=tuple(c for c in candidates if c.stores))


def _candidates(
    city: CompiledCity,
    spoken: Spoken,
    matches: list[Match],
    menus: set[int],
    draft: Draft,
    language: Language,
) -> tuple[list[Candidate], Turn]:
    """The readings by `menus` (at least one) that refuse nothing and leave least unread; the turn of the first.

    Menus that know fewer of the words are only read when those that know more refuse.
    """
    best: list[tuple[int, MenuReading]] = []
    least = (True, 0)
    for some in _by_knowledge(spoken, matches, menus):
        for menu in some:
            found = read_menu(city, spoken, matches, menu, draft)
            badness = (found.reading.fault is not None, found.unread_size)
            if not best or badness < least:
                best, least = [], badness
            if badness == least:
                best.append((menu, found))
        if not least[0]:
            break
    turns = [turn_of(city, spoken, found, draft, language) for _, found in best]
    candidates = [
        candidate_of(city, menu, found, turn) for (menu, found), turn in zip(best, turns, strict=True)
    ]
    return candidates, turns[0]


def _by_knowledge(spoken: Spoken, matches: list[Match], menus: set[int]) -> list[list[int]]:
    """The menus by how many of the characters their phrases could read, those that could read most first.

    Sets of characters are whole numbers, a bit for each.
    """
    if len(menus) == 1:
        return [[*menus]]
    read_by = dict.fromkeys(sorted(menus), 0)
    by_all = 0
    for match in matches:
        bits = (1 << match.end) - (1 << match.start)
        sense = match.sense
        if sense is None or match.pack is not None or sense.stores:
            by_all |= bits
        else:
            for menu in read_by.keys() & sense.entries.keys():
                read_by[menu] |= bits
    sorted_menus: dict[int, list[int]] = {}
    for menu, bits in read_by.items():
        sorted_menus.setdefault((bits | by_all).bit_count(), []).append(menu)
    return [sorted_menus[count] for count in sorted(sorted_menus, reverse=True)]


def _menu_of_options(matches: list[Match]) -> int | None:
    """The menu that knows most of the options named, for words without an item."""
    known = Counter(menu for match in matches for menu, entry in match.entries.items() if entry.options)
    return max(known, key=lambda menu: (known[menu], -menu)) if known else None


def _menus_hit(matches: list[Match]) -> set[int]:
    """Menus of which an item was named."""
    return set().union(*[match.sense.sellers for match in matches if match.sense is not None])


def _at(candidate: Candidate, mentioned: set[str]) -> Candidate:
    """The candidate at the stores that were named, when any of its stores was."""
    stores = (
        tuple(store for store in candidate.stores if store in mentioned) if mentioned else candidate.stores
    )
    return _replace(candidate, stores=stores)
