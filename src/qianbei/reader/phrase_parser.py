"""Tokens → phrases: who goes with whom in the sentence, before any cart is changed.

A phrase is about at most one item: its quantity, its options, or what to do with the line meant. Order of words in
both languages is handled here; what the menu allows is decided in `interpret.py`, words with two senses in `senses.py`.
"""

from collections.abc import Sequence

from qianbei.reader.ahead import is_noise
from qianbei.reader.behind import with_counts_first
from qianbei.reader.compiled import CompiledMenu
from qianbei.reader.counts import spread_counts
from qianbei.reader.marking import Marking
from qianbei.reader.packs import AMOUNTS, Word
from qianbei.reader.phrases import WISHES, Phrase, Sentence
from qianbei.reader.telling import with_told
from qianbei.reader.tokens import Token
from qianbei.reader.whose import with_persons_as_ones


def parse_phrases(
    tokens: Sequence[Token],
    compiled: CompiledMenu,
    standing: Sequence[str] = (),
    open_groups: frozenset[str] = frozenset(),
    cups: int = 1,
) -> Sentence:
    """Reads the tokens once, from left to right.

    `standing` are the items of the draft, the one spoken of last at the end; `open_groups` what that one still lacks
    and `cups` how many of it there are.
    """
    tokens = with_persons_as_ones(tokens, cups if standing else 0)
    particles = {t.start for t in tokens if Word.FILLER in t.words and is_noise(t)}
    kept = [t for t in tokens if t.start not in particles] if particles else tokens
    kept = with_told(with_counts_first(kept, compiled.countable), standing, particles)
    return Parser(kept, compiled, standing, open_groups, particles, cups).parse()


_COUNTING = frozenset({Word.MEASURE, Word.PORTION, Word.PIECE})
TURNING = WISHES | {
    Word.TOO,
    Word.JOIN,
    Word.LAST,
    Word.INTO,
    Word.CHANGE,
    Word.INSTEAD,
    Word.NEGATE,
    Word.REMOVE,
    Word.TAKE,
    Word.KEEP,
    Word.SPARE,
    Word.STAYS,
    Word.MEASURE,
    Word.PORTION,
}
"""What `Parser.turn` looks for: most words are none of them."""


class Parser(Marking):
    def parse(self) -> Sentence:
        for index, token in enumerate(self._tokens):
            self._read(index, token)
        last = self._now
        self._close()
        if not self._said.phrases and last.refers:
            self._said.phrases.append(last)  # "the garden one" of nothing that stands
        spread_counts(self._said)
        return self._said

    def _read(self, index: int, token: Token) -> None:
        if token.is_plain:
            self._word(index, token)
            return
        entry = token.entry
        if self._now.weight is not None and self._adds_half(index, token):
            return
        if token.is_break:
            self._break(index)
        elif token.does(Word.HALF) and (
            self._ahead.is_weight(index)
            or self._half_more(index)
            or self._half_each(index, token)
            or self._halves(index, token)
        ):
            pass
        elif token.told:
            self._tell(index, token)
        elif (
            token.is_unread
            or (token.end - token.start == 1 and self._ahead.is_stray(index))
            or (entry.substances and token.unit is None and self._is_of_another_name(index, token))
        ):
            self._unread(index, token)
        elif token.unit is not None and self._weighs(index, token):
            self._weigh(index, token)
        elif token.decimal is not None:
            if not self._ahead.is_weight(index):
                self._unread(index, token)
        elif entry.count is not None and (
            self._now.is_part
            or not self._offers(index, entry.options)
            or self._in_shares
            or (not token.told and self._shares(index))
        ):
            self._number(index, token, entry.count)
            self._now.is_measured = True
        elif entry.items and not self._means_option(index):
            self._item(index, token)
        elif (
            (entry.groups or entry.substances) and not entry.options and self._announces_option(index, token)
        ):
            self._group(index, token)
        elif entry.options and token.does(Word.MEASURE) and self._only_measures(index, token):
            self._word(index, token)
        elif entry.substances and not entry.options and self._names_again(index, token):
            pass
        elif entry.options or entry.substances:
            self._option(index, token)
        elif (entry.qualifiers or not token.words.isdisjoint(AMOUNTS)) and self._how_much(index, token):
            pass
        elif (
            entry.groups
            and not entry.options
            and not (token.does(Word.MEASURE) and self._ahead.is_counted(index))
        ):
            self._group(index, token)
        elif token.stores:
            self._said.stores += token.stores
        elif token.ordinal is not None:
            self._ordinal(index, token.ordinal)
        elif token.number == 0 and self._ahead.has_option_near(index):
            self._negates = True
        elif token.number is not None and not (
            Word.FILLER in token.words and not self._ahead.has_item(index) and not self._is_for_one(index)
        ):
            self._number(index, token)
        else:
            self._word(index, token)

    def _word(self, index: int, token: Token) -> None:
        if self._now.weight is not None and self._adds_half(index, token):
            return
        if token.words.isdisjoint(TURNING):
            self._flag(index, token)
        elif token.words <= _COUNTING:
            self._measure(index)
        else:
            self.turn(index, token)

    def turn(self, index: int, token: Token) -> None:
        """A word that does more than mark the phrase: the first thing that it does where it stands."""
        if token.does(Word.TOO) and self._too(index):
            return
        if token.does(Word.SPARE) and not (self._now.says_something or self._now.refers):
            self._now.is_spared = True
        is_join = token.does(Word.JOIN) and not (token.does(Word.ADD) and self._ahead.has_option_near(index))
        if is_join or (token.does(Word.BUT) and self._is_of_same()):
            self._join(index)
        elif token.does(Word.LAST) and self._tells_line(index, token):
            self._describe(0)
        elif token.does(Word.INTO) and self._into(token):
            pass
        elif token.does(Word.CHANGE):
            self._change(token)
        elif (
            token.does(Word.INSTEAD)
            and self._now.items
            and self._now.number
            and self._ahead.ends_or_counts(index)
        ):
            self._now.is_whole = self._replaces = True
        elif token.does(Word.INSTEAD):
            self._replaces = True
            self._senses.in_slots = True
        elif token.does(Word.NEGATE):
            self._negate(index, token)
        elif token.does(Word.CANCEL) and (self._takes_back(index) or self._cancels(index)):
            pass
        elif token.does(Word.REMOVE) and not (token.does(Word.FEWER) and self._ahead.number_next(index)):
            self._remove(index)
        elif token.does(Word.TAKE) and self._ahead.has_particle(index):
            self._takes = True
            self._remove(index)
        elif token.does(Word.STAYS) and self._stays(index):
            self._now = Phrase(segment=self._now.segment)
        elif token.does(Word.KEEP):
            self._keep()
        elif token.does(Word.MEASURE) or token.does(Word.PORTION):
            if token.does(Word.LAST) and self._describes(index):
                self._describe(self._the)
            self._measure(index)
        elif token.words & WISHES:
            self._wish(index, token)
        else:
            self._flag(index, token)

    def _wish(self, index: int, token: Token) -> None:
        said = sorted(token.words & WISHES)
        self._said.wishes += said
        self._said.wish_segments += [(word, len(self._said.breaks)) for word in said]
        is_negated = index > 0 and self._tokens[index - 1].does(Word.NEGATE)
        self._said.ends_with_yes = token.does(Word.CONFIRM) and not is_negated
        if token.does(Word.CANCEL) and self._says_anything and index + 1 < len(self._tokens):
            self._close()
            self._is_corrected = True

    def _is_of_same(self) -> bool:
        """True right behind "the same": "except" sets it apart, and leaves nothing out."""
        before = self._said.phrases[-1:] if not self._now.says_something else [self._now]
        return any(phrase.is_same for phrase in before)

    def _join(self, index: int) -> None:
        if index and self._tokens[index - 1].does(Word.WITH):
            return
        if not self._now.items and self._now.mods and self._ahead.has_item(index, past_joins=True):
            self._is_joined = True
            if self._now.mods[-1].is_replaced:
                self._may_negate = self._is_soft = True
            return
        may_negate = self._may_negate and not self._tokens[index].does(Word.BUT)
        removes = self._now.is_removal and bool(self._now.items)
        adds, slots = self._now.is_addition and bool(self._now.mods), self._senses.in_slots
        listed = [*self._listed, *self._now.mods[-1:]]
        is_soft = self._is_soft
        self._close()
        self._now.is_listed, self._now.is_contrast = True, self._tokens[index].does(Word.BUT)
        self._listed, self._is_soft = listed, is_soft
        replaced = bool(listed) and listed[-1].is_replaced
        self._may_negate = may_negate or removes or replaced
        self._is_soft |= replaced  # "instead of banana and strawberries", which it has both
        self._now.is_addition, self._senses.in_slots = adds, slots

    def _change(self, token: Token) -> None:
        now = self._now
        if self._in_shares and now.number is not None and not now.mods and not now.items:
            return
        if now.is_change and now.mods and not now.items:
            subject = now.subject
            self._close()
            self._now.subject, self._now.is_change, self._senses.in_slots = subject, True, True
            self._senses.is_told = subject is not None and subject.is_described
            return
        subject = now if now.says_something or now.refers or now.is_part else self._all_of_group()
        if now.number == 1 and now.number_token is None:
            now.number = None  # a bare measure word counts nothing that stands
        self._now = Phrase(subject=subject, is_change=True, segment=now.segment)
        self._is_make, self._now.is_each = token.does(Word.MAKE), token.does(Word.EACH)
        self._now.is_last = token.does(Word.LAST)
        self._senses.in_slots = True
        self._negates = self._may_negate = False

    def _swaps(self) -> bool:
        """ "a bowl, swap the egg for tofu": what was named of the thing before makes room for what follows."""
        now = self._now
        if now.items or not now.mods or now.number not in (None, 1):
            return False
        for mod in now.mods:
            mod.is_replaced = True
        return True

    def _into(self, token: Token) -> bool:
        now = self._now
        if self._is_make or not now.is_change:
            return False
        if (
            now.subject is not None
            and now.number
            and not (now.items or now.mods)
            and now.subject.number is None
        ):
            now.subject.number, now.number = now.number, None  # "可乐换一瓶成气泡水"
            return True
        if now.subject is not None:
            return now.subject.items != () and not token.does(Word.WITH) and self._swaps()
        if not (now.items or now.mods or now.refers or now.number):
            now.subject = self._all_of_group()
            return now.subject is not None
        now.is_change = False
        self._now = Phrase(subject=now, is_change=True, segment=now.segment)
        return True
