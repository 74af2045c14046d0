"""Tokens → phrases: who goes with whom in the sentence, before any cart is changed.

A phrase is about at most one item: its quantity, its options, or what to do with the line meant. Order of words in
both languages is handled here; what the menu allows is decided in `interpret.py`, words with two senses in `senses.py`.
"""

from collections.abc import Sequence

from qianbei.reader.adding import Adding
from qianbei.reader.ahead import is_noise
from qianbei.reader.compiled import CompiledMenu
from qianbei.reader.counts import spread_counts
from qianbei.reader.packs import AMOUNTS, Word
from qianbei.reader.phrases import WISHES, Phrase, Sentence
from qianbei.reader.telling import with_told
from qianbei.reader.tokens import Token


def parse_phrases(
    tokens: Sequence[Token],
    compiled: CompiledMenu,
    standing: Sequence[str] = (),
    open_groups: frozenset[str] = frozenset(),
) -> Sentence:
    """Reads the tokens once, from left to right.

    `standing` are the items of the draft, the one spoken of last at the end; `open_groups` what that one still lacks.
    """
    particles = {t.start for t in tokens if Word.FILLER in t.words and is_noise(t)}
    kept = with_told([t for t in tokens if t.start not in particles], standing, particles)
    return _Parser(kept, compiled, standing, open_groups, particles).parse()


_ASKING = frozenset({Word.ADD, Word.MORE, Word.WITH, Word.WANT})
"""After them no "not" is in force."""


class _Parser(Adding):
    def parse(self) -> Sentence:
        for index, token in enumerate(self._tokens):
            self._read(index, token)
        self._close()
        spread_counts(self._said)
        return self._said

    def _read(self, index: int, token: Token) -> None:
        if token.is_plain:
            self._word(index, token)
            return
        entry = token.entry
        if self._adds_half(index, token):
            return
        if token.is_break:
            self._break(index)
        elif token.does(Word.HALF) and (
            self._ahead.is_weight(index) or self._half_more(index) or self._halves(index, token)
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
        elif entry.groups and not entry.options and self._announces_option(index, token):
            self._group(index, token)
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
        if self._adds_half(index, token):
            return
        if token.does(Word.TOO) and self._too(index):
            return
        if token.does(Word.SPARE) and not (self._now.says_something or self._now.refers):
            self._now.is_spared = True
        if token.does(Word.JOIN) and not (token.does(Word.ADD) and self._ahead.has_option_near(index)):
            self._join(index)
        elif token.does(Word.LAST) and self._tells_line(index, token):
            self._describe(0)
        elif token.does(Word.INTO) and self._into():
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

    def _flag(self, index: int, token: Token) -> None:
        if token.does(Word.EACH):
            self._sum_up()
            mods = self._now.mods
            is_told = bool(mods) and not self._now.items and all(m.options and not m.picks_many for m in mods)
            if is_told and self._said.phrases and self._ahead.negates_next(index):
                self._describe(0)
        if (
            (
                token.does(Word.PER)
                or (token.does(Word.EACH) and self._now.items and (self._now.number or self._said.phrases))
                or (
                    token.does(Word.EACH) and self._is_share_of_more() and not self._ahead.ends_segment(index)
                )
            )
            and (not token.does(Word.PER) or self._now.items or self._now.mods)
            and not (token.does(Word.PER) and not self._now.items and self._ahead.ends_segment(index))
        ) or (token.does(Word.WANT) and self._is_corrected and self._now.is_measured and not self._now.items):
            self._close()
        if token.does(Word.OTHER) and self._ends_share_before(index):
            self._close()
        self._tops_up(index, token)
        if token.does(Word.LAST) and self._ahead.ends_segment(index):
            self._put_into(index)
        if token.does(Word.ONLY):
            self._say_only(index)
        if token.does(Word.WHOLE):
            self._now.is_whole = True
        if token.does(Word.PART) and self._now.items and self._now.number and self._ahead.number_next(index):
            self._close()  # "拿铁两杯其中一杯脱脂"
        now = self._now
        words = token.words
        now.is_per_each |= Word.PER in words
        now.is_kept |= Word.EXCEPT in words
        now.is_wanted |= Word.WANT in words and not now.items
        self._said.is_wanted |= Word.WANT in words
        now.is_more |= Word.MORE in words
        now.is_fewer |= Word.FEWER in words
        now.is_each |= Word.EACH in words
        now.is_last |= Word.LAST in words and not (Word.FILLER in words and bool(now.items))
        now.is_other |= Word.OTHER in words
        now.is_part |= Word.PART in words and (Word.FILLER not in words or self._ahead.number_next(index))
        now.is_same |= Word.SAME in words
        if Word.THE in words:
            now.is_definite, self._the, now.the = True, len(now.mods), len(now.mods)
        now.is_definite |= Word.TOPIC in words and bool(now.items) and now.number is None and not now.mods
        self._said.is_any |= Word.ANY in words
        now.is_addition |= Word.ADD in words or Word.MORE in words
        if Word.INTO in words and now.is_removal and now.mods:
            now.is_at = True
        if not words.isdisjoint(_ASKING):
            self._negates = self._may_negate = False
        if Word.WITH in words:
            self._senses.in_slots = True
        if Word.WANT in words or Word.MORE in words:
            self._senses.in_slots = False
        if Word.CORRECT in words and self._is_after_all(index, token):
            now.is_definite = True
        elif Word.CORRECT in words:
            if index + 1 == len(self._tokens) and not token.does(Word.NEGATE):
                self._said.is_second_thought = True  # "two lattes actually"
            self._close()
            self._is_corrected = self._is_corrected or bool(self._said.phrases)
            if not self._said.phrases:
                self._said.is_second_thought = self._senses.in_slots = True

    def _say_only(self, index: int) -> None:
        """ "only pudding", "pudding only": of its kind nothing else."""
        mods = self._now.mods
        if self._ahead.number_next(index):
            self._now.is_whole = True
        elif self._ahead.has_option_near(index):
            self._only = True
        elif mods and mods[-1].token is self._tokens[index - 1] and self._ahead.ends_segment(index):
            for mod in (*self._listed, mods[-1]):
                mod.is_only = mod.picks_many and not mod.is_negative

    def _join(self, index: int) -> None:
        if index and self._tokens[index - 1].does(Word.WITH):
            return
        if not self._now.items and self._now.mods and self._ahead.has_item(index, past_joins=True):
            self._is_joined = True
            return
        may_negate = self._may_negate and not self._tokens[index].does(Word.BUT)
        removes = self._now.is_removal and bool(self._now.items)
        adds, slots = self._now.is_addition and bool(self._now.mods), self._senses.in_slots
        listed = [*self._listed, *self._now.mods[-1:]]
        is_soft = self._is_soft
        self._close()
        self._now.is_listed, self._now.is_contrast = True, self._tokens[index].does(Word.BUT)
        self._listed, self._is_soft = listed, is_soft
        self._may_negate = may_negate or removes
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
        subject = now if now.says_something or now.refers or now.is_part else None
        if now.number == 1 and now.number_token is None:
            now.number = None  # a bare measure word counts nothing that stands
        self._now = Phrase(subject=subject, is_change=True, segment=now.segment)
        self._is_make = token.does(Word.MAKE)
        self._now.is_last = token.does(Word.LAST)
        self._senses.in_slots = True
        self._negates = self._may_negate = False

    def _into(self) -> bool:
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
        if now.subject is not None or not (now.items or now.mods or now.refers or now.number):
            return False
        now.is_change = False
        self._now = Phrase(subject=now, is_change=True, segment=now.segment)
        return True
