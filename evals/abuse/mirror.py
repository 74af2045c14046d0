"""What the tables of `abuse` keep, kept in memory: the rules are production's own, the rows are dictionaries."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

import msgspec

from qianbei.abuse import rules
from qianbei.abuse.contracts import Group, KeyKind, Member, Reason, Standing, Verdict

LATEST = 40
"""So many of a key's latest people are counted for `shows`: more than any rule looks at."""


class Mirror:
    """Keys by value and by person, households as sets, rewards given by kind."""

    def __init__(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._shown: dict[tuple[KeyKind, str], dict[UUID, datetime]] = defaultdict(dict)
        self._of: dict[UUID, dict[KeyKind, str]] = defaultdict(dict)
        self._members: dict[UUID, Member] = {}
        self._households: dict[UUID, set[UUID]] = {}
        self._first: dict[UUID, datetime] = {}
        """The city's first people, and when they came."""
        self._given: dict[str, set[UUID]] = defaultdict(set)

    def observe(self, person: UUID, keys: dict[KeyKind, str], at: datetime) -> None:
        if len(self._first) < rules.ELDERS:
            self._first.setdefault(person, at)
        for kind, value in keys.items():
            self._shown[kind, value].setdefault(person, at)
            self._of[person][kind] = value
        self._look(person, keys, at)

    def refresh(self, person: UUID, at: datetime) -> None:
        """Signs are looked for anew, as before an invite is rewarded."""
        self._look(person, {}, at)

    def _look(self, person: UUID, keys: dict[KeyKind, str], at: datetime) -> None:
        member = self._members.setdefault(person, Member(person))
        groups = {
            kind: self._group(person, kind, at)
            for kind, value in self._of[person].items()
            if kind in rules.GROUP_WITHIN
            and len(self._shown[kind, value]) > 1  # One person alone is no group.
        }
        reasons = set(rules.signals(groups, are_lines_shared=False))
        with_lines = set(rules.signals(groups, are_lines_shared=True))
        if with_lines != reasons and self._are_lines_shared(at):
            reasons = with_lines
        for kind, value in keys.items():
            sharers = self._shown[kind, value]
            if rules.links(kind, len(sharers)) and not self._merge(set(sharers)):
                reasons.add(Reason.HOUSEHOLD_FULL)
        self._members[person] = msgspec.structs.replace(
            member,
            household_id=self._members[person].household_id,
            has_phone=KeyKind.PHONE in self._of[person],
            has_door=KeyKind.DOOR in self._of[person],
            reasons=tuple(sorted(reasons)),
        )

    def introduce(self, person: UUID, inviter: UUID, at: datetime) -> None:
        """The newcomer belongs to the tree of whoever began it."""
        self.observe(person, {KeyKind.TREE: self._of[inviter].get(KeyKind.TREE, str(inviter))}, at)

    def verdict(self, person: UUID, reward: str) -> Verdict:
        member = self._members[person]
        household = self._households.get(member.household_id, set()) if member.household_id else set()
        given = len((household & self._given[reward]) - {person})
        return rules.judge(Standing(member, given, self._is_busy))

    def ties(self, person: UUID) -> set[KeyKind]:
        """By what others are beside this person, of what may tie people: two browsers alike tie nobody."""
        tied = {kind for kind, value in self._of[person].items() if len(self._shown[kind, value]) > 1}
        return tied - {KeyKind.AGENT}

    def shows(self, person: UUID, at: datetime) -> tuple[float, ...]:
        """All that is counted of this person in numbers, by kind of key: its group, its people, and those of one browser."""
        household_id = self._members[person].household_id
        household = self._households.get(household_id, set()) if household_id else set()
        numbers = [len(household), len(household & self._given["joining"])]
        agent = self._of[person].get(KeyKind.AGENT)
        for kind in KeyKind:
            shown = self._shown.get((kind, self._of[person].get(kind, "")), {})
            latest = list(islice(reversed(shown), LATEST))
            numbers += [len(shown), self._shows(latest, KeyKind.AGENT).count(agent or "")]
            numbers += [len(set(self._shows(latest, each))) for each in (KeyKind.PAYMENT, KeyKind.DOOR)]
            if kind in rules.GROUP_WITHIN:
                numbers += msgspec.structs.astuple(self._group(person, kind, at))
        return tuple(map(float, numbers))

    def give(self, person: UUID, reward: str) -> None:
        self._given[reward].add(person)

    def _merge(self, people: set[UUID]) -> bool:
        parts = {self._members[each].household_id or each for each in people if each in self._members}
        groups = [self._households.get(part, {part}) for part in parts]
        if len(groups) < 2:
            return True
        if not rules.merged([len(group) for group in groups]):
            return False
        together = set().union(*groups)
        household_id = min(together)
        for part in parts:
            self._households.pop(part, None)
        self._households[household_id] = together
        for each in together:
            self._members[each] = msgspec.structs.replace(self._members[each], household_id=household_id)
        return True

    def _newest(self, kind: KeyKind, value: str | None, since: datetime) -> list[UUID]:
        """The newest people who showed this, within the time."""
        shown = self._shown.get((kind, value or ""), {})
        newest = [each for each, at in islice(reversed(shown.items()), rules.GROUP_NEWEST) if at > since]
        return newest[::-1]

    def _shows(self, people: Sequence[UUID], kind: KeyKind) -> list[str]:
        return [value for each in people if (value := self._of[each].get(kind))]

    def _group(self, person: UUID, kind: KeyKind, at: datetime) -> Group:
        value = self._of[person].get(kind)
        shown = self._shown.get((kind, value or ""), {})
        newest = self._newest(kind, value, at - rules.GROUP_WITHIN[kind])
        lines = Counter(self._shows(newest, KeyKind.NETWORK))
        doors = Counter(self._shows(newest, KeyKind.DOOR))
        shared = [] if kind is KeyKind.NETWORK else [line for line, people in lines.items() if people > 1]
        return Group(
            newest=len(newest),
            told=doors.total(),
            one_line=max((lines[line] for line in shared if not self._is_open(line, at)), default=1),
            lone_lines=sum(len(self._shown[KeyKind.NETWORK, line]) == 1 for line in lines),
            one_door=max(doors.values(), default=0),
            doors=len(doors),
            devices=len(set(self._shows(newest, KeyKind.DEVICE))),
            browsers=len(set(self._shows(newest, KeyKind.AGENT))),
            span_s=round((shown[newest[-1]] - shown[newest[0]]).total_seconds()) if newest else 0,
            has_elders=next(iter(shown.values()), at) <= at - rules.WEEK,
        )

    def _are_lines_shared(self, at: datetime) -> bool:
        first = [each for each, seen_at in self._first.items() if seen_at <= at - rules.WEEK]
        lines = self._shows(first, KeyKind.NETWORK)
        return rules.are_lines_shared(
            len(lines), sum(len(self._shown[KeyKind.NETWORK, each]) == 1 for each in lines)
        )

    def _is_open(self, line: str, at: datetime) -> bool:
        doors = self._shows(self._newest(KeyKind.NETWORK, line, at - rules.WEEK), KeyKind.DOOR)
        return rules.is_open(len(doors), len(set(doors)))


def at_of(second: float) -> datetime:
    return datetime.fromisoformat("2031-02-06T02:00:00+00:00") + timedelta(seconds=second)
