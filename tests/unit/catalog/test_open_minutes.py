"""How long a store is open yet, against looking minute by minute."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import OpeningHours

MONDAY = datetime(2031, 5, 19, tzinfo=UTC)
SPAN = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).map(
    lambda each: OpeningHours((0, 1, 2, 3, 4, 5, 6), each[0], each[0] + each[1])
)


@given(SPAN, st.integers(0, 1439))
def test_the_minutes_left_are_those_until_it_is_closed(span, minute):
    at = MONDAY + timedelta(minutes=minute)
    left = catalog.open_minutes_left([span], 0, at)
    assert (left > 0) is catalog.open_at([span], 0, at)
    if left:
        assert catalog.open_at([span], 0, at + timedelta(minutes=left - 1))
