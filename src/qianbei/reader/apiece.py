"""One of something for each of several persons: "two teas and a roll each".

Deliberately absent: "each" of things that are named or counted right there (`counts.py`).
"""

from qianbei.reader.packs import Word
from qianbei.reader.phrases import Phrase, Sentence


def is_bare_each(phrase: Phrase) -> bool:
    """True for the word alone."""
    says = phrase.items or phrase.mods or phrase.is_change or phrase.is_removal or phrase.is_per_each
    return phrase.is_each and phrase.number is None and not says


def one_each(sentence: Sentence, index: int) -> None:
    """ "two lattes and a roll each": as many rolls; where no number before says how many there are, it is asked."""
    last, before = sentence.phrases[index - 1], sentence.phrases[: index - 1]
    counted = last.number_token
    if not last.items or last.mods or counted is None or last.segment != sentence.phrases[index].segment:
        return
    if last.number != 1 or not counted.does(Word.FILLER) or not last.is_listed:
        return
    numbers = {other.number for other in before if other.items and (other.number or 1) > 1}
    if len(numbers) == 1:
        last.number = numbers.pop()
    else:
        sentence.unread.append(counted)
