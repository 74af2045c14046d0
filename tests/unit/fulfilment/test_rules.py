"""Codes and slots."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from qianbei.fulfilment.contracts import SLOT, Job, JobRefusal, JobState, slot_start
from qianbei.fulfilment.rules import WRONG_CODES_MAX, code_opens

NOON = datetime(2031, 5, 20, 4, tzinfo=UTC)
JOB = Job(UUID(int=1), UUID(int=2), NOON, 1, JobState.READY, NOON, "1234", "9876", False, 0, None, None, 0)


@given(st.text(max_size=8))
def test_only_the_code_opens_and_blanks_around_it_do_not_matter(given_code: str):
    refusal = code_opens(JOB, "1234", given_code)
    assert refusal is (None if given_code.strip() == "1234" else JobRefusal.WRONG_CODE)


@given(st.integers(0, 10))
def test_after_five_wrong_codes_not_even_the_right_one_opens(wrong: int):
    job = msgspec.structs.replace(JOB, wrong_codes=wrong)
    locked = wrong >= WRONG_CODES_MAX
    assert code_opens(job, "1234", "1234") is (JobRefusal.CODE_LOCKED if locked else None)


@given(st.integers(0, 4_000_000_000))
def test_a_slot_holds_its_time_and_starts_on_whole_five_minutes(unix_s: int):
    at = datetime.fromtimestamp(unix_s, UTC)
    start = slot_start(at)
    assert start <= at < start + SLOT
    assert start.timestamp() % SLOT.total_seconds() == 0
    assert slot_start(start) == start
    assert slot_start(start + SLOT) - start == timedelta(minutes=5)
