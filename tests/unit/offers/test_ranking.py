"""The ranking is blind: it sees prices, waiting and unread words, and nobody's name."""

from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from qianbei.offers.ranking import FEN_PER_MINUTE, Candidate, rank

TALK = UUID(int=77)
candidates = st.lists(
    st.builds(
        Candidate,
        key=st.uuids(),
        total_fen=st.integers(1, 5_000),
        wait_s=st.integers(0, 7_200),
        unread=st.integers(0, 3),
    ),
    max_size=12,
    unique_by=lambda candidate: candidate.key,
)


def test_the_input_has_no_place_for_an_owner_or_an_advertisement():
    assert set(Candidate.__struct_fields__) == {"key", "total_fen", "wait_s", "unread"}


@given(candidates, st.randoms())
def test_the_order_of_the_input_does_not_matter(given_candidates, random):
    shuffled = random.sample(given_candidates, len(given_candidates))
    assert rank(TALK, shuffled) == rank(TALK, given_candidates)


@given(candidates, st.randoms())
def test_two_that_swap_their_names_swap_their_places_unless_they_are_equal(given_candidates, random):
    """Only what is offered decides: the places of the offers stay, whoever makes them."""

    def merits(ranked) -> list[tuple[int, int]]:
        return [each.merit for each in ranked]

    keys = [candidate.key for candidate in given_candidates]
    random.shuffle(keys)
    swapped = [msgspec.structs.replace(c, key=key) for c, key in zip(given_candidates, keys, strict=True)]
    assert merits(rank(TALK, swapped)) == merits(rank(TALK, given_candidates))


@given(candidates)
def test_better_on_every_count_is_never_behind(given_candidates):
    ranked = [each.candidate for each in rank(TALK, given_candidates)]
    for index, ahead in enumerate(ranked):
        for behind in ranked[index + 1 :]:
            merit = (behind.unread, behind.total_fen, behind.wait_s + 60)
            assert not all(
                a < b for a, b in zip(merit, (ahead.unread, ahead.total_fen, ahead.wait_s), strict=True)
            )
            assert ahead.unread <= behind.unread


def test_a_minute_of_waiting_weighs_what_is_stated():
    soon = Candidate(UUID(int=1), 1_000 + FEN_PER_MINUTE - 1, 0, 0)
    later = Candidate(UUID(int=2), 1_000, 60, 0)
    dearer = Candidate(UUID(int=3), 1_000 + FEN_PER_MINUTE + 1, 0, 0)
    assert [each.candidate for each in rank(TALK, [dearer, later, soon])] == [soon, later, dearer]


def test_a_card_hides_no_price():
    dear = Candidate(UUID(int=1), 2_400, 0, 0)
    cheap = Candidate(UUID(int=2), 1_200, 0, 0)
    assert rank(TALK, [dear, cheap])[0].candidate == cheap


def test_equals_take_turns_over_conversations():
    pair = [Candidate(UUID(int=n), 1_000, 0, 0) for n in (1, 2)]
    first = [rank(UUID(int=talk), pair)[0].candidate.key.int for talk in range(400)]
    assert 140 < first.count(1) < 260
