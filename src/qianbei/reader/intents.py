"""What a turn is for: words that are no order are set aside before the cart is touched, and name the intent.

A question about an item orders nothing; a complaint changes nothing; what somebody does not eat is no leftover.
"""

import msgspec

from qianbei.reader.contracts import Draft, Intent, TurnFault
from qianbei.reader.packs import Word
from qianbei.reader.phrases import Phrase, Sentence
from qianbei.reader.reading import Reading
from qianbei.reader.tokens import Token

_QUESTIONS = frozenset({Word.SEARCH, Word.COMPARE, Word.RECOMMEND, Word.MENU})
"""They are about what is named in the same breath; what is ordered in another one stays ordered."""

_NO_ORDER = frozenset({Word.REFUND, Word.COMPLAINT, Word.PERSON, Word.INVITE, Word.DROP, Word.TRAVEL})
"""Whoever says this orders nothing with the same words."""

TALK = frozenset(
    {
        Intent.STATUS,
        Intent.REFUND,
        Intent.COMPLAINT,
        Intent.OTHER_STORE,
        Intent.MENU,
        Intent.SEARCH,
        Intent.COMPARE,
        Intent.RECOMMEND,
        Intent.WALLET,
        Intent.INVITE,
        Intent.DROP,
        Intent.PERSON,
        Intent.HELP,
        Intent.SMALL_TALK,
    }
)
"""Answered as a whole: nothing hangs on a word of theirs that was not read."""

_BY_WEIGHT = (
    Word.PERSON,
    Word.REFUND,
    Word.COMPLAINT,
    Word.INVITE,
    Word.DROP,
    Word.TRAVEL,
    Word.REPEAT,
    Word.UNDO,
    Word.START_OVER,
    Word.MEMORY,
    Word.WALLET,
    Word.STATUS,
    Word.OTHER_STORE,
    Word.COMPARE,
    Word.RECOMMEND,
    Word.SEARCH,
    Word.MENU,
    Word.HELP,
)
_FIRM = frozenset({Word.UNDO, Word.START_OVER, Word.REPEAT})
"""They change the cart, so most of the words must have been read."""

_SERIOUS = (Word.CANCEL, Word.CONFIRM)
_SHARE_MIN = 0.2
_SHARE_MIN_FIRM = 0.4
_SHARE_MIN_FIRM_DOUBTFUL = 0.6
_SHARE_MIN_DOUBTFUL = 0.5
"""With an unknown name in it, half of the words must have been read to be a question and no order."""


class Aside(msgspec.Struct):
    """What was said and is no order."""

    topic: list[Token] = []
    dislikes: list[Token] = []
    may_order: bool = False
    """Something was named as one names what one wants: with a number, with options, or beside a complaint."""


def set_aside(sentence: Sentence) -> Aside:
    """Takes the phrases out of the sentence that belong to a question, a complaint or a dislike."""
    aside = Aside()
    if not sentence.wishes:
        return aside
    wishes = set(sentence.wishes)
    if wishes & _NO_ORDER or (Word.REPEAT in wishes and not any(p.items for p in sentence.phrases)):
        aside.topic = [token for phrase in sentence.phrases for token in _named(phrase)]
        aside.may_order = any(phrase.says_something for phrase in sentence.phrases)
        sentence.phrases = []
        return aside
    asked = {segment for word, segment in sentence.wish_segments if word in _QUESTIONS}
    if Word.COMPARE in wishes and not any(p.items and p.number for p in sentence.phrases):
        asked = {phrase.segment for phrase in sentence.phrases}
    told = {segment for word, segment in sentence.wish_segments if word is Word.MEMORY}
    for phrase in sentence.phrases:
        if phrase.segment in told:
            aside.dislikes += _named(phrase)
        elif phrase.segment in asked:
            aside.topic += _named(phrase)
            aside.may_order |= phrase.number is not None or bool(phrase.mods)
    _take_from_question(sentence, asked)
    sentence.phrases = [p for p in sentence.phrases if p.segment not in asked and p.segment not in told]
    if told:
        aside.dislikes += [token for token in sentence.unread if sentence.segment_of(token) in told]
        sentence.unread = [token for token in sentence.unread if sentence.segment_of(token) not in told]
    return aside


def _take_from_question(sentence: Sentence, asked: set[int]) -> None:
    """ "got any lattes? two please": what is counted next is what was asked about."""
    for index, phrase in enumerate(sentence.phrases[1:]):
        question = sentence.phrases[index]
        if question.segment not in asked or phrase.segment in asked or not question.items:
            continue
        says = phrase.items or phrase.is_change or phrase.is_removal or phrase.refers or phrase.is_part
        if says or phrase.number is None or phrase.is_each or question.number is not None:
            continue
        phrase.items, phrase.item_token = question.items, question.item_token
        phrase.mods = [*question.mods, *phrase.mods]


def _named(phrase: Phrase) -> list[Token]:
    named = [] if phrase.item_token is None else [phrase.item_token]
    return [*named, *(mod.token for mod in phrase.mods), *(_named(phrase.subject) if phrase.subject else [])]


def intent_of(sentence: Sentence, reading: Reading, draft: Draft, is_edited: bool, share: float) -> Intent:
    """The intent of one menu's reading; `share` of the meaningful characters was read."""
    if any(line.origin is None for line in reading.cart.live) or reading.needs_item:
        return Intent.ORDER
    wishes = set(sentence.wishes)
    if not is_edited and reading.fault is TurnFault.NOT_FOUND and share >= _SHARE_MIN_DOUBTFUL:
        firm = share >= _SHARE_MIN_FIRM_DOUBTFUL
        talk = next((w for w in _BY_WEIGHT if w in wishes and (firm or w not in _FIRM)), None)
        if talk is not None:
            reading.fault = None
            return Intent(talk)
    if Word.START_OVER in wishes and not is_edited and share >= _SHARE_MIN_FIRM_DOUBTFUL:
        reading.fault = None
        return Intent.START_OVER
    if is_edited or reading.fault is not None:
        if Word.MEMORY in wishes and reading.fault is None:
            return Intent.MEMORY
        return Intent.CHANGE if draft.lines else Intent.ORDER
    for wish in _BY_WEIGHT:
        if wish in wishes and share >= (_SHARE_MIN_FIRM if wish in _FIRM else _SHARE_MIN):
            return Intent(wish)
    return _plain_answer(sentence, wishes, has_unread=bool(reading.unread))


def _plain_answer(sentence: Sentence, wishes: set[Word], has_unread: bool) -> Intent:
    """Yes, no, leave it, a greeting: only where nothing else was said."""
    serious = [wish for wish in _SERIOUS if wish in wishes]
    if serious and not has_unread:
        if sentence.is_plain_no and Word.CONFIRM in wishes and Word.CANCEL not in wishes:
            return Intent.CONFIRM if sentence.ends_with_yes else Intent.DECLINE
        if sentence.is_plain_no or any(phrase.is_removal for phrase in sentence.phrases):
            return Intent.DECLINE
        if len(serious) == 1 and not any(phrase.says_something for phrase in sentence.phrases):
            return Intent(serious[0])
        return Intent.CANCEL if serious == [Word.CANCEL] else Intent.NOTHING
    if Word.SMALL_TALK in wishes and not serious:
        return Intent.SMALL_TALK
    if sentence.stores and not has_unread:
        return Intent.OTHER_STORE
    if sentence.is_any and not sentence.phrases and not has_unread:
        return Intent.RECOMMEND
    is_no = sentence.is_plain_no and not wishes and not has_unread
    return Intent.DECLINE if is_no else Intent.NOTHING
