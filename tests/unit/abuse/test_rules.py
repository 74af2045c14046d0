"""What makes a household, what is a sign of a farm, what waits: by example and by property."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianbei.abuse import rules
from qianbei.abuse.contracts import (
    Decision,
    Group,
    KeyKind,
    Mark,
    Member,
    Reason,
    ReviewState,
    ReviewStep,
    Standing,
)
from qianbei.kit.ids import derived_id

PERSON = derived_id("person", 1)
PROVED = Member(PERSON, has_phone=True, has_door=True)
standings = st.builds(
    Standing,
    member=st.builds(
        Member,
        person_id=st.just(PERSON),
        household_id=st.none(),
        has_phone=st.booleans(),
        has_door=st.booleans(),
        reasons=st.lists(st.sampled_from(Reason), max_size=2).map(tuple),
        mark=st.sampled_from(Mark),
    ),
    household_given=st.integers(0, 20),
    is_busy=st.booleans(),
)


@given(kind=st.sampled_from(KeyKind), sharers=st.integers(0, 10_000))
def test_nobody_is_linked_by_a_network_or_a_browser(kind, sharers):
    if rules.links(kind, sharers):
        assert kind in (KeyKind.DEVICE, KeyKind.PHONE, KeyKind.PAYMENT, KeyKind.DOOR)
        assert sharers > 1


def test_a_gate_of_many_people_makes_no_household():
    assert rules.links(KeyKind.DOOR, rules.HOME_MAX)
    assert not rules.links(KeyKind.DOOR, rules.HOME_MAX + 1)


@given(people=st.integers(1, rules.GROUP_NEWEST), kind=st.sampled_from(list(rules.GROUP_WITHIN)))
def test_no_sign_is_an_address_alone(people, kind):
    """However many come to one door, from one network, block or inviter: with a line and telephones of their own they are given."""
    at_one_place = Group(
        people, people, one_line=3, one_door=people, doors=1, devices=people, browsers=people
    )
    assert rules.signals({kind: at_one_place}, are_lines_shared=True) == ()


PLAIN = Group(16, 16, one_line=8, one_door=16, doors=1, devices=16, browsers=12)


def like(**changed: int | bool) -> Group:
    """A group without a sign, but for this."""
    return msgspec.structs.replace(PLAIN, **changed)


@pytest.mark.parametrize(
    ("kind", "odd", "plain", "reason"),
    [
        (KeyKind.DOOR, like(newest=6, one_line=1), like(newest=5, one_line=1), Reason.NEW_CROWD),
        (KeyKind.DOOR, like(one_line=2), like(one_line=3), Reason.NEW_CROWD),
        (KeyKind.DOOR, like(one_line=2), like(one_line=2, has_elders=True), Reason.NEW_CROWD),
        (KeyKind.DOOR, like(newest=2, lone_lines=2), like(newest=3, lone_lines=2), Reason.STRANGERS_AT_DOOR),
        (
            KeyKind.DOOR,
            like(newest=8, lone_lines=6, has_elders=True),
            like(newest=7, lone_lines=6, has_elders=True),
            Reason.STRANGERS_AT_DOOR,
        ),
        (KeyKind.DOOR, like(newest=6, browsers=2), like(newest=5, browsers=2), Reason.EMULATORS),
        (KeyKind.DOOR, like(newest=3, browsers=1), like(newest=3, browsers=2), Reason.EMULATORS),
        (KeyKind.DOOR, like(newest=4, devices=1), like(newest=4, devices=2), Reason.ONE_DEVICE),
        (KeyKind.BLOCK, like(newest=4, lone_lines=2), like(newest=5, lone_lines=2), Reason.NUMBER_BLOCK),
        (
            KeyKind.BLOCK,
            like(newest=4, one_line=1, one_door=1),
            like(newest=4, one_line=1, one_door=4),
            Reason.NUMBER_BLOCK,
        ),
        (
            KeyKind.NETWORK,
            like(told=12, doors=6, one_door=5, browsers=5),
            like(told=12, doors=7, one_door=5, browsers=5),
            Reason.FRESH_NETWORK,
        ),
        (
            KeyKind.NETWORK,
            like(told=12, doors=6, one_door=5, browsers=5),
            like(told=12, doors=6, one_door=5, browsers=6),
            Reason.FRESH_NETWORK,
        ),
        (
            KeyKind.NETWORK,
            like(told=12, doors=6, one_door=5, browsers=5),
            like(told=12, doors=6, one_door=6, browsers=5),
            Reason.FRESH_NETWORK,
        ),
        (
            KeyKind.NETWORK,
            like(told=10, doors=9, span_s=6 * 3_600),
            like(told=10, doors=9, span_s=6 * 3_600 - 1),
            Reason.FRESH_NETWORK,
        ),
        (
            KeyKind.NETWORK,
            like(told=10, doors=9, span_s=6 * 3_600),
            like(told=10, doors=9, span_s=6 * 3_600, has_elders=True),
            Reason.FRESH_NETWORK,
        ),
        (
            KeyKind.PAYMENT,
            like(newest=3, doors=3),
            like(newest=6, doors=2),
            Reason.PURSE_OF_MANY,
        ),
        (
            KeyKind.DEVICE,
            like(newest=2, doors=2, lone_lines=2),
            like(newest=2, doors=2, lone_lines=1),
            Reason.DEVICE_OF_MANY,
        ),
        (
            KeyKind.DEVICE,
            like(newest=3, doors=3),
            like(newest=3, doors=1),
            Reason.DEVICE_OF_MANY,
        ),
        (KeyKind.NETWORK, like(newest=8, browsers=2), like(newest=7, browsers=2), Reason.EMULATORS),
        (KeyKind.TREE, like(newest=4, lone_lines=2), like(newest=5, lone_lines=2), Reason.INVITE_BURST),
        (KeyKind.TREE, like(newest=5, one_line=1), like(newest=5, one_line=2), Reason.INVITE_BURST),
    ],
)
def test_a_group_is_odd_by_two_kinds_of_evidence_and_one_alone_is_none(kind, odd, plain, reason):
    assert rules.signals({kind: odd}, are_lines_shared=True) == (reason,)
    assert rules.signals({kind: plain}, are_lines_shared=True) == ()


@pytest.mark.parametrize("kind", [KeyKind.DOOR, KeyKind.BLOCK, KeyKind.TREE])
def test_a_lone_line_says_nothing_where_everybody_has_one(kind):
    strangers = like(newest=2, lone_lines=2)
    assert rules.signals({kind: strangers}, are_lines_shared=True) != ()
    assert rules.signals({kind: strangers}, are_lines_shared=False) == ()


def test_a_city_shares_its_lines_when_its_first_people_do():
    assert rules.are_lines_shared(64, 16)
    assert not rules.are_lines_shared(64, 17)
    assert not rules.are_lines_shared(31, 0), "a new city"


def test_a_line_is_open_when_nearly_each_of_its_people_has_a_door():
    assert rules.is_open(8, 7)
    assert not rules.is_open(8, 6), "a house of many flats"
    assert not rules.is_open(7, 7), "too few to say"


@given(standings)
def test_what_is_given_has_no_reason_against_it_and_what_waits_has_one(standing):
    verdict = rules.judge(standing)
    assert (verdict.decision is Decision.GIVE) == (verdict.reasons == ())


@given(standings)
def test_who_was_cleared_is_given_whatever_the_rules_say(standing):
    cleared = Standing(Member(PERSON, mark=Mark.CLEARED), standing.household_given, standing.is_busy)
    assert rules.judge(cleared).decision is Decision.GIVE


def test_a_household_has_a_cap_and_no_ban():
    last = rules.judge(Standing(PROVED, rules.HOUSEHOLD_CAP - 1, is_busy=False))
    beyond = rules.judge(Standing(PROVED, rules.HOUSEHOLD_CAP, is_busy=False))
    assert last.decision is Decision.GIVE
    assert (beyond.decision, beyond.reasons) == (Decision.DELAY, (Reason.HOUSEHOLD_FULL,))


def test_in_a_crowd_a_phone_and_a_door_come_first():
    guest = Member(PERSON)
    assert rules.judge(Standing(guest, 0, is_busy=False)).decision is Decision.GIVE
    assert rules.judge(Standing(guest, 0, is_busy=True)).decision is Decision.PROVE
    assert rules.judge(Standing(PROVED, 0, is_busy=True)).decision is Decision.GIVE


def test_whoever_is_not_cleared_can_be_heard():
    for state in ReviewState:
        heard = rules.after(state, ReviewStep.APPEALED)
        assert heard is ReviewState.APPEALED or state in (ReviewState.CLEARED, ReviewState.APPEALED)
    assert rules.after(ReviewState.APPEALED, ReviewStep.CLEARED) is ReviewState.CLEARED
    assert rules.after(ReviewState.CLEARED, ReviewStep.DENIED) is None, "what was given is not taken back"


@given(st.lists(st.integers(1, 300), min_size=2, max_size=5))
def test_a_household_is_bounded(sizes):
    assert rules.merged(sizes) == (sum(sizes) <= rules.HOUSEHOLD_MAX)


def test_networks_are_wide_and_private_ones_are_none():
    assert rules.network_of("8.8.4.4") == "8.8.4.0/24"
    assert rules.network_of("2001:4860:4860::8888") == "2001:4860:4860::/48"
    assert rules.network_of("::ffff:8.8.4.4") == "8.8.4.0/24", "as a server on :: names it"
    assert rules.network_of("127.0.0.1") is None
    assert rules.network_of("unknown") is None


def test_a_key_is_hashed_under_its_kind_and_the_pepper():
    one = rules.key_hash(b"p" * 32, KeyKind.DOOR, "7")
    assert one != rules.key_hash(b"p" * 32, KeyKind.PHONE, "7")
    assert one != rules.key_hash(b"q" * 32, KeyKind.DOOR, "7")
    assert len(one) == 32
