"""What the tables of `abuse` keep, kept in memory: the rules are production's own, the rows are dictionaries."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qianbei.abuse import rules
from qianbei.abuse.contracts import Counts, Group, KeyKind, Member, Reason, Standing, Verdict


class Mirror:
    """Keys by value and by person, households as sets, rewards given by kind."""

    def __init__(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._shown: dict[tuple[KeyKind, str], dict[UUID, datetime]] = defaultdict(dict)
        self._of: dict[UUID, dict[KeyKind, str]] = defaultdict(dict)
        self._members: dict[UUID, Member] = {}
        self._households: dict[UUID, set[UUID]] = {}
        self._given: dict[str, set[UUID]] = defaultdict(set)

    def observe(self, person: UUID, keys: dict[KeyKind, str], at: datetime) -> None:
        for kind, value in keys.items():
            self._shown[kind, value].setdefault(person, at)
            self._of[person][kind] = value
        member = self._members.setdefault(person, Member(person))
        groups = {kind: self._group(person, kind, at) for kind in rules.GROUP_WITHIN}
        reasons = set(rules.signals(self._counts(person, at), groups))
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

    def _newest(self, person: UUID, kind: KeyKind, since: datetime, most: int = rules.NEWEST) -> list[UUID]:
        """The newest people who showed what this person showed, within the time."""
        shown = self._shown.get((kind, self._of[person].get(kind, "")), {})
        return [each for each, at in list(shown.items())[-most:] if at > since]

    def _people_in(self, person: UUID, kind: KeyKind) -> int:
        return len(self._shown.get((kind, self._of[person].get(kind, "")), {}))

    def _counts(self, person: UUID, at: datetime) -> Counts:
        here = self._newest(person, KeyKind.NETWORK, at - rules.DAY)
        door = self._newest(person, KeyKind.DOOR, at - rules.WEEK)
        return Counts(
            network=self._people_in(person, KeyKind.NETWORK),
            newest_here=len(here),
            browsers_here=len({self._of[each][KeyKind.AGENT_HERE] for each in here}),
            block_week=len(self._newest(person, KeyKind.BLOCK, at - rules.WEEK)),
            newest_at_door=len(door),
            strangers_at_door=sum(rules.is_stranger(self._people_in(each, KeyKind.NETWORK)) for each in door),
        )

    def _group(self, person: UUID, kind: KeyKind, at: datetime) -> Group:
        shown = self._shown.get((kind, self._of[person].get(kind, "")), {})
        newest = self._newest(person, kind, at - rules.GROUP_WITHIN[kind], rules.GROUP_NEWEST)
        lines = Counter(self._of[each].get(KeyKind.NETWORK) for each in newest)
        doors = Counter(door for each in newest if (door := self._of[each].get(KeyKind.DOOR)))
        return Group(
            newest=len(newest),
            one_line=max(lines.values(), default=0),
            one_door=max(doors.values(), default=0),
            doors=len(doors),
            has_elders=next(iter(shown.values()), at) <= at - rules.WEEK,
        )


def at_of(second: float) -> datetime:
    return datetime.fromisoformat("2031-02-06T02:00:00+00:00") + timedelta(seconds=second)
