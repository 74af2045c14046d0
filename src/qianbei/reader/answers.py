"""The reply to the question that was just asked: by number, by name, yes to the only choice, or "any"."""

from qianbei.reader.contracts import ChoiceOffered, Question
from qianbei.reader.families import Families
from qianbei.reader.normal import normal_phrase
from qianbei.reader.packs import Word
from qianbei.reader.tokens import Token

_IGNORED = frozenset(
    {Word.FILLER, Word.WANT, Word.MEASURE, Word.PORTION, Word.LAST, Word.CHANGE, Word.ADD, Word.WITH}
)
_ANSWER_TOKENS_MAX = 6
"""A longer sentence says more than an answer."""


def answer_to(question: Question, tokens: list[Token], text: str, families: Families) -> ChoiceOffered | None:
    """The choice that was taken; None when the words are no plain answer (then they are read as any others)."""
    by_name = [choice for choice in question.choices if normal_phrase(choice.label) == text.strip(" ,+")]
    if len(by_name) == 1:
        return by_name[0]
    partly = _part_of_a_label(question, tokens, text)
    if partly is not None:
        return partly
    said = [token for token in tokens if not token.is_break and not _is_ignored(token)]
    if len(said) != 1 or not question.choices:
        return None
    token = said[0]
    if token.does(Word.ANY):
        return question.choices[0]
    if token.does(Word.CONFIRM) and len(question.choices) == 1:
        return question.choices[0]
    position = token.ordinal if token.ordinal is not None else _bare_number(token, tokens)
    if position is not None:
        return question.choices[position - 1] if 1 <= position <= len(question.choices) else None
    named = [choice for choice in question.choices if _names(token, choice, families)]
    return named[0] if len(named) == 1 else None


def answer_before_pause(
    question: Question, tokens: list[Token], text: str, families: Families
) -> tuple[ChoiceOffered, int] | None:
    """The choice that was taken before the first pause, and where in the text the rest begins."""
    pause = next((place for place, token in enumerate(tokens) if token.is_break), 0)
    if not pause or pause + 1 == len(tokens):
        return None
    answer = answer_to(question, tokens[:pause], text[: tokens[pause].start], families)
    return (answer, tokens[pause].end) if answer is not None and answer.edits else None


def _part_of_a_label(question: Question, tokens: list[Token], text: str) -> ChoiceOffered | None:
    """The only choice whose name has the words in it: "the firm one"."""
    said = [
        text[t.start : t.end] for t in tokens if not t.is_break and not _is_ignored(t) and t.number is None
    ]
    numbers = [token.number for token in tokens if token.number is not None and not token.does(Word.FILLER)]
    if len(numbers) > 1 or max(numbers, default=1) > 1:
        return None  # "one sesame, one oil", "two of the braised"
    if not said or len(tokens) > _ANSWER_TOKENS_MAX or any(len(part) < 2 and part.isascii() for part in said):
        return None
    labels = [(normal_phrase(choice.label), choice) for choice in question.choices]
    found = [choice for label, choice in labels if all(part in label for part in said)]
    return found[0] if len(found) == 1 else None


def _bare_number(token: Token, tokens: list[Token]) -> int | None:
    """A number that counts nothing: "2", not "two cups"."""
    return None if any(other.does(Word.MEASURE) for other in tokens) else token.number


def _names(token: Token, choice: ChoiceOffered, families: Families) -> bool:
    if choice.option is not None and choice.group is not None:
        return (choice.group, choice.option) in token.entry.options
    features = families.features.get(choice.item or "", {})
    return choice.item in token.entry.items or any(features.get(g) == o for g, o in token.entry.options)


def _is_ignored(token: Token) -> bool:
    entry = token.entry
    if token.is_unread or entry.items or entry.options or entry.qualifiers or token.ordinal is not None:
        return False
    if token.number is not None:
        return token.does(Word.FILLER)
    return entry.names_group or bool(token.words & _IGNORED)
