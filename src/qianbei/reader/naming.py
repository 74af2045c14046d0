"""Words of the menu in a sentence: items, options, groups, and how much of something."""

from qianbei.reader.degrees import Degrees
from qianbei.reader.packs import Word
from qianbei.reader.phrases import Mod, Phrase
from qianbei.reader.tokens import Token

_NEAR = 4
_PASSED = frozenset({Word.WANT, Word.CHANGE, Word.INTO, Word.MEASURE})
_COUNTING = frozenset({Word.MEASURE, Word.ADD})
_EXTRA = frozenset({Word.EXTRA, Word.MORE})
_DEFINITE = frozenset({Word.THE, Word.ONLY})


class Naming(Degrees):
    """Puts what the menu names into the phrase that is being said."""

    def _item(self, index: int, token: Token) -> None:
        may_negate = self._may_negate and not self._is_soft
        removes = self._negates or (may_negate and not self._now.says_something)
        if self._replaces:
            self._replaces = False
            self._now.subject, self._now.is_change = Phrase(items=token.entry.items, item_token=token), True
            return
        if self._now.items:
            wanted = self._now.is_wanted
            self._close()
            self._now.is_wanted = wanted
        now = self._now
        if self._amount is not None:
            self._amount_of_item(index, token)
        now.items, now.item_token, now.mods_before = token.entry.items, token, len(now.mods)
        now.is_removal |= removes
        now.is_definite |= index > 0 and not self._tokens[index - 1].words.isdisjoint(_DEFINITE)
        self._senses.said(token.entry.items)
        self._negates, self._may_negate = False, removes

    def _tell(self, index: int, token: Token) -> None:
        """Which line is meant: of what was said before these words, where nothing follows, else of what comes."""
        now = self._now
        told: list[Mod] = []
        is_negative = False
        for one in token.told:
            if one.entry.options or one.entry.items or one.entry.substances:
                told.append(Mod(one.entry.options, one, groups=one.entry.substances, is_negative=is_negative))
            is_negative = one.does(Word.NEGATE)
        if not told:
            told = [Mod((), one, amount=Word.NORMAL) for one in token.told if one.does(Word.NORMAL)]
        is_behind = not now.is_described and not now.is_removal and self._ahead.ends_segment(index)
        if is_behind and now.item_token is not None and now.item_token.entry.options and not now.is_change:
            slot = now.item_token
            now.mods.append(Mod(slot.entry.options, slot))
            now.items, now.item_token = (), None
        elif now.items or (now.mods and not is_behind) or now.is_described:
            is_change = now.is_change and not now.mods and not now.items
            self._close()
            self._now.is_change = is_change
        now = self._now
        now.is_described, now.description, now.is_single = True, told, token.is_single
        now.number = None if now.number == 1 and not now.is_part else now.number
        self._negates = self._may_negate = False
        self._senses.in_slots = self._senses.is_told = True

    def _option(self, index: int, token: Token) -> None:
        entry = token.entry
        options = entry.options
        if self._now.items and index and self._tokens[index - 1].does(Word.FEWER):
            self._unread(index, token)  # "a latte with one less shot": of how many is not known
            return
        if entry.times is not None and self._now.number is None:
            self._number(index, token, entry.times)
        picks_many = self._counts.has_countable(options)
        is_degree = bool(entry.substances) and not options
        is_negative = self._negates or (self._may_negate and not self._is_soft and (picks_many or is_degree))
        is_more = self._is_more(index)
        if (self._now.is_behind and not self._now.items) or self._is_of_next(index, options):
            self._close()
        if (
            self._now.items
            and not picks_many
            and self._ahead.has_item(index)
            and any(
                group == other for group, _ in options for mod in self._now.mods for other, _ in mod.options
            )
        ):
            self._close()
        mod = Mod(
            options,
            token,
            self._slot_number or (None if is_more else self._counts.of_option(index, self._now)),
            self._qualifiers,
            self._amount,
            entry.substances,
            picks_many=picks_many,
            is_negative=is_negative,
            is_listed=is_negative and not self._negates,
            is_soft=self._may_negate and self._is_soft and self._amount is None,
            is_extra=self._now.is_addition or is_more,
            is_replaced=self._replaces,
            is_only=self._only and picks_many and not is_negative,
        )
        before = self._tokens[index - 1].words if index else frozenset()
        is_counted = picks_many and not before.isdisjoint(_COUNTING) and before.isdisjoint(_EXTRA)
        is_extra = mod.amount is Word.EXTRA or any(known == Word.EXTRA for _, known in mod.qualifiers)
        if is_extra and (is_counted or (mod.quantity is not None and mod.amount is Word.EXTRA)):
            mod.amount, mod.qualifiers, mod.is_on_top = None, (), True  # "an extra egg", "多加个蛋"
        mod.is_on_top |= self._now.is_more and mod.quantity is not None  # "多加一个蛋"
        self._now.is_head |= token.is_plural and entry.is_amount and not self._now.items
        if self._is_told_twice(mod):
            self._now.mods[-1].options = tuple(
                one for one in self._now.mods[-1].options if one in mod.options
            )
        elif self._tells_part(index, mod) and picks_many and not self._tells_thing(mod):
            mod.quantity, self._now.number = self._now.number, None  # "one of the macs": units of a set
            self._now.mods.append(mod)
        elif self._tells_part(index, mod):
            self._now.is_described, self._now.description = True, [mod]
        else:
            self._now.mods.append(mod)
        self._qualifiers, self._amount, self._replaces, self._slot_number = (), None, False, None
        self._negates, self._may_negate = False, is_negative or mod.is_soft
        said = self._last_item()
        if said is not None and not is_negative and self._senses.fills(said.items[0], entry):
            self._senses.in_slots = True  # "a set, the egg rice, and a cola"

    def _is_told_twice(self, mod: Mod) -> bool:
        """ "溏心蛋" where "溏心" and "蛋" are read apart: two pieces of one name."""
        before = self._now.mods[-1] if self._now.mods else None
        if before is None or before.token.end != mod.token.start or before.is_negative != mod.is_negative:
            return False
        is_piece = before.token.likelihood < 1.0 or mod.token.likelihood < 1.0
        return is_piece and not set(before.options).isdisjoint(mod.options)

    def _tells_part(self, index: int, mod: Mod) -> bool:
        """ "one of the sesames", of what stands: the option tells which cups."""
        now, before = self._now, self._tokens[index - 1] if index else None
        if before is None or not before.does(Word.OF) or now.items or now.is_described:
            return False
        if now.number is None and not now.is_more:
            return False
        if mod.is_negative or mod.amount is not None or not mod.options or self._ahead.has_item(index):
            return False
        return self._senses.stand_offering(mod.options, ())

    def _tells_thing(self, mod: Mod) -> bool:
        """ "another of the hawaiian", "two of the taro": a thing that stands, and no units of what is in it."""
        standing = [item for item in mod.token.entry.named if self._senses.stands((item,))]
        return self._now.is_more or len(standing) == 1

    def _is_more(self, index: int) -> bool:
        """True for the option of "one more slice of …"."""
        first = max(0, index - 3)
        for place in range(first, index):
            words = self._tokens[place].words
            if Word.MORE in words and Word.EXTRA in words:
                return place > first and self._tokens[place - 1].number == 1
        return False

    def _group(self, index: int, token: Token) -> None:
        """The name of a group tells where the next option belongs; "no" before it takes out all that it has."""
        mods = self._now.mods
        inside = tuple(
            option for option in (mods[-1].options if mods else ()) if option[0] in token.entry.groups
        )
        if inside and index and mods[-1].token is self._tokens[index - 1]:
            mods[-1].options = inside  # "no onion in the salad"
        elif self._names_place(index, token):
            pass
        elif self._amount is not None or self._qualifiers:
            self._amount_of_group(token, self._amount, self._qualifiers)
            self._amount, self._qualifiers = None, ()
        elif self._negates or (self._may_negate and not self._is_soft):
            options = self._senses.options_of(token.entry.groups)
            self._now.mods.append(Mod(options, token, groups=token.entry.groups, is_negative=True))
            self._negates, self._may_negate = False, True
        elif index and self._tokens[index - 1].ordinal is not None:
            pass
        elif index and self._tokens[index - 1].number is not None and not self._now.items:
            if self._senses.stands_with(token.entry.groups):
                self._now.is_measured = True  # "two bags" of what is sold by the bag
            else:
                self._unread(index, token)
        elif self._is_no_place(index, token):
            self._unread(index, token)
        else:
            self._senses.group(token.entry.groups)
            self._group_token = token

    def _is_no_place(self, index: int, token: Token) -> bool:
        """ "I want a burger", "三碗粥": a set has a place of that name, and no set is spoken of."""
        if self._now.items or self._now.mods or not self._ahead.ends_segment(index):
            return False
        said = [phrase.items[0] for phrase in self._said.phrases if phrase.items]
        return self._senses.is_of_places(token.entry.groups, said)

    def _all_of_group(self) -> Phrase | None:
        """ "酱换…", "swap the sauce for …": all of what was named by its group, where it may be several things."""
        token, groups = self._group_token, self._senses.groups
        if token is None or token.entry.groups != groups:
            return None
        options = self._senses.options_of(groups)
        place = self._tokens.index(token) + 1
        comes = next((each for each in self._tokens[place : place + _NEAR] if each.entry.options), None)
        if (
            comes is None
            or set(options).isdisjoint(comes.entry.options)
            or not self._counts.has_countable(options)
        ):
            return None
        return Phrase(mods=[Mod(options, token, groups=groups)])

    def _announces_option(self, index: int, token: Token) -> bool:
        """ "面包白的": the group's name before one of its options is no degree of anything."""
        if self._negates or self._may_negate or self._amount is not None:
            return False
        groups = (*token.entry.groups, *token.entry.substances)
        for near in self._tokens[index + 1 : index + 2 + _NEAR]:
            if near.entry.options or not (near.number == 1 or near.words & _PASSED):
                return any(group in groups for group, _ in near.entry.options)
        return False

    def _only_measures(self, index: int, token: Token) -> bool:
        """ "两杯柠檬水", where a glass is an option of something else."""
        comes = self._ahead.next_items(index) or self._last_item() or self._ahead.is_option_next(index)
        return bool(comes) and not self._offers(index, token.entry.options)

    def _names_again(self, index: int, token: Token) -> bool:
        """ "medium heat": the group's name right behind one of its options only says of what it is."""
        mods = self._now.mods
        if not mods or mods[-1].token is not self._tokens[index - 1] or self._negates or mods[-1].is_negative:
            return False
        inside = tuple(option for option in mods[-1].options if option[0] in token.entry.substances)
        mods[-1].options = inside or mods[-1].options
        return bool(inside)

    def _names_place(self, index: int, token: Token) -> bool:
        """ "garlic bread for the side", "可乐做饮料": what was named is put into that place of a thing that has it."""
        now, slot = self._now, self._now.item_token
        if slot is None or now.is_change or not now.items:
            return False
        if not any(before.does(Word.INTO) for before in self._tokens[max(0, index - 2) : index]):
            return False
        options = tuple(option for option in slot.entry.options if option[0] in token.entry.groups)
        said = [phrase.items[0] for phrase in self._said.phrases if phrase.items]
        if not options or not self._senses.stand_offering(options, said):
            return False
        now.mods.append(Mod(options, slot))
        now.items, now.item_token, now.number = (), None, None if now.number == 1 else now.number
        return True
