"""Codes survive pasting and typing; nobody invites themselves, in a ring, or more than the rules; draws are just."""

import hashlib
from datetime import UTC, date, datetime
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from qianbei.invites.contracts import BindFacts, Binding, BindingState, BindRefusal, InviteRules, Prize
from qianbei.invites.rules import (
    ALPHABET,
    are_sound,
    code_in,
    code_of,
    commitment,
    refusal,
    roll_of,
    spoken,
    won_fen,
)
from qianbei.kit.clock import city_day

PEPPER = b"p" * 32
NOON = datetime(2031, 5, 20, 4, tzinfo=UTC)
CAMPAIGN = UUID(int=9)
persons = st.integers(1, 10**6).map(lambda n: UUID(int=n))


@given(persons, st.integers(0, 3))
def test_a_code_is_nine_plain_signs_and_the_same_at_every_try(person: UUID, attempt: int):
    code = code_of(PEPPER, person, attempt)
    assert len(code) == 9
    assert set(code) <= set(ALPHABET)
    assert code == code_of(PEPPER, person, attempt)
    assert len(spoken(code)) == 11
    assert code_of(PEPPER, person, attempt + 1) != code


@given(
    persons,
    st.sampled_from(
        [
            "{}",
            "  {}\n",
            "https://qianbei.example/invite?code={}",
            "我的邀请码：{}，随便哪个浏览器都能打开",
            "My code is {}. Any browser will do!",
            "ABC-DEF-GHJ 不是,{}是",
            "「{}」",
        ]
    ),
    st.sampled_from(
        [str, str.lower, lambda code: code.replace("-", ""), lambda code: code.replace("-", " ")]
    ),
)
def test_a_code_is_found_in_whatever_somebody_pasted(person: UUID, message: str, spelling):
    code = code_of(PEPPER, person, 0)
    assert code_in(PEPPER, message.format(spelling(spoken(code)))) == code


def test_a_code_in_full_width_letters_is_the_same_code():
    code = code_of(PEPPER, UUID(int=3), 0)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    assert code_in(PEPPER, wide) == code


@given(persons, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_a_mistyped_code_is_no_code(person: UUID, place: int, sign: str):
    code = code_of(PEPPER, person, 0)
    typed = code[:place] + sign + code[place + 1 :]
    if typed != code:
        assert code_in(PEPPER, typed) != code


def test_of_made_up_codes_one_in_twenty_thousand_is_looked_for():
    dice = Random(5)
    made_up = ("".join(dice.choices(ALPHABET, k=9)) for _ in range(20_000))
    assert sum(code_in(PEPPER, code) is not None for code in made_up) <= 5
    assert code_in(b"q" * 32, code_of(PEPPER, UUID(int=3), 0)) is None


@given(st.text(max_size=300))
def test_no_text_is_too_strange_to_be_looked_through(text: str):
    code_in(PEPPER, text)


RULES = InviteRules(invites_max=3, per_day_max=2)


def facts(**changes) -> BindFacts:
    known = {
        "bound": None,
        "above": {UUID(int=1)},
        "same": {UUID(int=2)},
        "has_ordered": False,
        "rewards_of_inviter": 0,
        "rewards_of_invitee": 0,
        "bound_today": 0,
    }
    return BindFacts(**(known | changes))


def binding(invitee: UUID, inviter: UUID) -> Binding:
    return Binding(invitee, inviter, CAMPAIGN, CAMPAIGN, 2_500, True, 1, BindingState.BOUND, NOON, NOON)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"same": {UUID(int=2), UUID(int=1)}}, BindRefusal.SELF),
        ({"bound": binding(UUID(int=2), UUID(int=5))}, BindRefusal.BOUND),
        ({"above": {UUID(int=1), UUID(int=7), UUID(int=2)}}, BindRefusal.RING),
        ({"above": {UUID(int=1), UUID(int=7)}, "same": {UUID(int=2), UUID(int=7)}}, BindRefusal.RING),
        ({"has_ordered": True}, BindRefusal.NOT_NEW),
        ({"rewards_of_inviter": 3}, BindRefusal.FULL),
        ({"rewards_of_invitee": 3}, BindRefusal.FULL),
        ({"bound_today": 2}, BindRefusal.FULL_TODAY),
    ],
)
def test_who_may_be_bound(changes: dict, expected: BindRefusal | None):
    assert refusal(facts(**changes), UUID(int=1), RULES) is expected


def test_with_the_joining_card_nobody_gets_more_than_twenty_one():
    assert InviteRules().invites_max + 1 == 21


class Inviting(RuleBasedStateMachine):
    """Anybody uses anybody's code, with one device or another's, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.inviter: dict[UUID, UUID] = {}

    people = st.integers(1, 9).map(lambda n: UUID(int=n))

    @rule(invitee=people, inviter=people, device_owner=people)
    def use(self, invitee: UUID, inviter: UUID, device_owner: UUID) -> None:
        above, each = {inviter}, inviter
        while each in self.inviter:
            each = self.inviter[each]
            above.add(each)
        known = self.inviter.get(invitee)
        found = facts(
            bound=binding(invitee, known) if known else None,
            above=above,
            same={invitee, device_owner},
            rewards_of_inviter=self.rewards(inviter),
            rewards_of_invitee=self.rewards(invitee),
        )
        if refusal(found, inviter, RULES) is None:
            self.inviter[invitee] = inviter

    def rewards(self, person: UUID) -> int:
        return sum(each == person for each in self.inviter.values()) + (person in self.inviter)

    @invariant()
    def following_inviters_never_leads_back(self) -> None:
        for person in self.inviter:
            seen, each = {person}, person
            while each in self.inviter:
                each = self.inviter[each]
                assert each not in seen
                seen.add(each)

    @invariant()
    def nobody_is_rewarded_more_often_than_the_rules_say(self) -> None:
        assert all(self.rewards(UUID(int=n)) <= RULES.invites_max for n in range(1, 10))


TestInviting = Inviting.TestCase
TestInviting.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_a_day_of_the_city_begins_at_its_midnight():
    assert city_day(datetime(2031, 5, 20, 15, 59, tzinfo=UTC)) == date(2031, 5, 20)
    assert city_day(datetime(2031, 5, 20, 16, 0, tzinfo=UTC)) == date(2031, 5, 21)


def test_a_draw_can_be_recomputed_by_anybody():
    seed, day, person = bytes(32), date(2031, 5, 20), UUID(int=1)
    assert commitment(seed, day) == hashlib.sha256(seed + b"2031-05-20").digest()
    said = b'{"day":"2031-05-20","number":1,"person_id":"00000000-0000-0000-0000-000000000001"}'
    expected = int.from_bytes(hashlib.sha256(seed + said).digest()[:8], "big") % 1_000_000
    assert roll_of(seed, day, person, 1) == expected


def test_prizes_come_as_often_as_their_odds_say():
    rules = InviteRules(prizes=(Prize(500, 20_000), Prize(100, 200_000)))
    rolls = [roll_of(bytes(32), date(2031, 5, 20), UUID(int=n), 1) for n in range(20_000)]
    won = [won_fen(rules, roll) for roll in rolls]
    assert abs(won.count(500) / 20_000 - 0.02) < 4.5 * (0.02 * 0.98 / 20_000) ** 0.5
    assert abs(won.count(100) / 20_000 - 0.2) < 4.5 * (0.2 * 0.8 / 20_000) ** 0.5
    assert [won_fen(rules, roll) for roll in (0, 19_999, 20_000, 219_999, 220_000)] == [500, 500, 100, 100, 0]


@pytest.mark.parametrize(
    "rules",
    [
        InviteRules(invites_max=0),
        InviteRules(draw_every=0),
        InviteRules(prizes=(Prize(0, 5),)),
        InviteRules(prizes=(Prize(5, 600_000), Prize(4, 400_001))),
    ],
)
def test_rules_that_cannot_be_kept_are_not_sound(rules: InviteRules):
    assert not are_sound(rules)
    assert are_sound(InviteRules())
