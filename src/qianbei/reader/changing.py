"""What becomes of a line that stands: other options, another thing in its place, some of its cups apart.

Deliberately absent: which phrases mean a change (`interpret.py`), and what options do to a line (`options.py`).
"""

from qianbei.reader.cart import WorkLine
from qianbei.reader.contracts import TurnFault
from qianbei.reader.phrases import Mod, Phrase
from qianbei.reader.recounting import Recounting


class Changing(Recounting):
    """Changes one line as a phrase says."""

    def _replace(self, phrase: Phrase) -> None:
        """Another item in place of a line, or of some of its cups."""
        item, subject = phrase.items[0], phrase.subject
        own = [line for line in self._cart.live if line.item == item]
        if subject is None and own and (phrase.mods or phrase.number is not None):
            line = self._cart.current if self._cart.current in own else own[-1]
            assert line is not None, "one of its own"
            if phrase.mods and phrase.number is not None and phrase.number < line.quantity:
                line = self._targets.split(line, phrase.number)  # "make one cola large"
            self._set_quantity(line, line.quantity if phrase.number is None else phrase.number)
            line.said = {}
            self._options.apply(line, phrase)
            return
        lines = self._targets.lines_meant(phrase)
        line = lines[-1] if lines and self._removed is None else None
        is_told = subject is not None and (subject.items or subject.mods or subject.refers or subject.is_part)
        if line is not None and not is_told and not phrase.refers:
            line = self._of_its_kind(item, line)
        if line is None and subject is not None and subject.is_described:
            self._reading.fail(TurnFault.NOT_IN_CART)
            return
        if line is None:
            self._item(phrase)
            return
        if subject is None and phrase.is_part and self._part_becomes(phrase):
            return
        if subject is not None and subject.number is not None and subject.number < line.quantity:
            line = self._targets.split(line, subject.number)
        if self._put_inside(
            line,
            phrase,
            None if subject is None else self._held(line, subject),
            phrase.number or (subject.number if subject else None),
        ):
            return
        if subject is not None and self._held(line, subject) is not None:
            self._reading.fail(TurnFault.OPTION_NOT_OFFERED)  # it goes into the line, and not in its place
            return
        self._cart.replace_item(line, item)
        line.said = {}
        if phrase.number is not None:
            self._set_quantity(line, phrase.number)
        self._options.apply(line, phrase)

    def _of_its_kind(self, item: str, line: WorkLine) -> WorkLine:
        """The line that another item takes the place of when none was named: one of the same category, if any."""
        kind = self._cart.kind_of(item)
        same = [other for other in self._cart.live if self._cart.kind_of(other.item) == kind]
        return same[-1] if same and line not in same else line

    def _change_line(self, line: WorkLine, phrase: Phrase) -> None:
        subject = phrase.subject
        if self._turns_some(line, phrase):
            return
        if self._is_more_of_it(line, phrase):
            self._set_quantity(line, phrase.number or line.quantity)
            return
        is_same = phrase.is_same and not phrase.is_each
        if is_same or (phrase.is_more and self._is_one_more(line, phrase)):
            line = self._one_more(line, phrase)
        elif subject is not None and subject.number is not None and subject.number < line.quantity:
            line = self._targets.split(line, subject.number)
        elif not phrase.is_each and phrase.number is not None and phrase.number < line.quantity:
            line = self._targets.split(line, phrase.number)
        elif subject is not None and len(subject.mods) == 1 and not subject.is_described:
            line = self._of_some(line, subject.mods[0], subject.mods[0].quantity)
        if line.origin is not None or phrase.is_change:
            line.said = {}
        if subject is not None and not subject.is_described:
            for mod in self._replaced(subject, phrase) if subject.items else subject.mods:
                if phrase.mods and self._options.trade(
                    line, mod, phrase.mods[0], subject.number or mod.quantity
                ):
                    phrase.mods = phrase.mods[1:]
                elif not self._options.replaces(line, mod, phrase.mods):
                    self._options.leave_out(line, mod)
        self._options.apply(line, phrase)
        if phrase.weight is not None:
            self._fit_amount(line, phrase)
        if subject is not None and subject.items and phrase.number is not None:
            self._set_quantity(line, phrase.number)

    def _is_one_more(self, line: WorkLine, phrase: Phrase) -> bool:
        """True where "more" is of the line: it is counted, or what is said cannot be said of that line too."""
        if phrase.number is not None or phrase.weight is not None or phrase.is_last:
            return True
        said = [option for mod in phrase.mods for option in mod.options]
        if any(line.said.get(group, (group, option)) != (group, option) for group, option in said):
            return True
        return any(self._is_other_kind(line, mod) for mod in phrase.mods)

    def _is_more_of_it(self, line: WorkLine, phrase: Phrase) -> bool:
        """ "one can is not enough, three cans": all that was said stands, but for the number."""
        says = phrase.is_more or phrase.is_each or phrase.is_change or phrase.is_addition
        if says or not phrase.is_corrected or phrase.number is None or phrase.number <= line.quantity:
            return False
        return all(self._options.has(line, mod) and not mod.is_negative for mod in phrase.mods)

    def _replaced(self, subject: Phrase, phrase: Phrase) -> list[Mod]:
        """ "the fries in the set to rings": what was said behind the thing's name is what goes, of one kind with what comes."""
        kinds = {group for mod in phrase.mods for group, _ in mod.options}
        return [
            mod
            for mod in subject.mods[subject.mods_before :]
            if mod.picks_many and any(group in kinds for group, _ in mod.options)
        ]
