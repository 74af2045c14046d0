"""What makes a household, what is a sign of a farm, what waits: by example and by property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianbei.abuse import rules
from qianbei.abuse.contracts import (
    Counts,
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
counts = st.builds(Counts, **dict.fromkeys(Counts.__struct_fields__, st.integers(0, 100)))
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


@given(counts)
def test_no_sign_is_an_address_alone(shown):
    """However many come from one network or to one door: with real phones and known networks they are given."""
    from_a_crowd = Counts(
        network=max(shown.network, rules.NEIGHBOURS_FEW + 1),
        newest_here=shown.newest_here,
        browsers_here=max(shown.browsers_here, rules.BROWSERS_FEW + 1),
        block_week=shown.block_week,
        newest_at_door=shown.newest_at_door,
        strangers_at_door=shown.strangers_at_door,
    )
    at_home = {kind: Group(shown.newest_at_door, 99, 99, 99, has_elders=True) for kind in rules.GROUP_WITHIN}
    assert rules.signals(from_a_crowd, at_home) == ()


def test_the_signs_of_farms():
    eight = rules.NEWEST
    assert rules.signals(Counts(newest_here=eight, browsers_here=3), {}) == (Reason.EMULATORS,)
    assert rules.signals(Counts(network=1, block_week=4), {}) == (Reason.NUMBER_BLOCK,)
    strangers = Counts(network=1, newest_at_door=eight, strangers_at_door=6)
    assert rules.signals(strangers, {}) == (Reason.STRANGERS_AT_DOOR,)
    assert rules.signals(Counts(newest_here=eight - 1, browsers_here=1), {}) == ()


@pytest.mark.parametrize(
    ("kind", "odd", "plain", "reason"),
    [
        (KeyKind.DOOR, Group(7, 1), Group(7, 1, has_elders=True), Reason.NEW_CROWD),
        (KeyKind.DOOR, Group(16, 2), Group(16, 3), Reason.NEW_CROWD),
        (KeyKind.BLOCK, Group(4, 1, 1, 4), Group(4, 1, 4, 1), Reason.NUMBER_BLOCK),
        (KeyKind.NETWORK, Group(6, 6, 2, 4), Group(6, 6, 5, 2), Reason.FRESH_NETWORK),
        (KeyKind.NETWORK, Group(6, 6, 2, 4), Group(6, 6, 2, 4, has_elders=True), Reason.FRESH_NETWORK),
        (KeyKind.TREE, Group(5, 2), Group(5, 3), Reason.INVITE_BURST),
    ],
)
def test_a_group_is_odd_by_two_kinds_of_evidence_and_one_alone_is_none(kind, odd, plain, reason):
    assert rules.signals(Counts(), {kind: odd}) == (reason,)
    assert rules.signals(Counts(), {kind: plain}) == ()


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
    assert rules.network_of("127.0.0.1") is None
    assert rules.network_of("unknown") is None


def test_a_key_is_hashed_under_its_kind_and_the_pepper():
    one = rules.key_hash(b"p" * 32, KeyKind.DOOR, "7")
    assert one != rules.key_hash(b"p" * 32, KeyKind.PHONE, "7")
    assert one != rules.key_hash(b"q" * 32, KeyKind.DOOR, "7")
    assert len(one) == 32
