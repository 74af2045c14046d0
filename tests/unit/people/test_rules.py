"""What identity decides without a database."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from qianbei.people import rules
from qianbei.people.contracts import IdentityKind, PhoneResult

PEPPER = b"p" * 32
AT = datetime(2031, 5, 20, 4, 0, tzinfo=UTC)
CODE = rules.CodeState(b"r" * 32, 5, AT + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("13800138000", "+8613800138000"),
        ("138 0013 8000", "+8613800138000"),
        ("+86-138-0013-8000", "+8613800138000"),
        ("+14155550123", "+14155550123"),
        ("", None),
        ("110", None),
        ("+0123456789", None),
        ("1380013800x", None),
        ("１３８００１３８０００", None),
        ("13800138000' or 1=1", None),
    ],
)
def test_a_typed_phone_has_one_spelling_or_none(typed: str, phone: str | None):
    assert rules.normal_phone(typed) == phone


def test_a_mask_hides_the_middle():
    assert rules.masked_phone("+8613800138000") == "138****8000"


def test_a_hash_depends_on_pepper_kind_and_value():
    hashes = {
        rules.identity_hash(pepper, kind, value)
        for pepper in (b"p" * 32, b"q" * 32)
        for kind in (IdentityKind.DEVICE, IdentityKind.PHONE)
        for value in ("a", "b")
    }
    assert len(hashes) == 8


@pytest.mark.parametrize(
    ("stored", "tried", "at", "result"),
    [
        (None, b"r" * 32, AT, PhoneResult.MISSING),
        (CODE, b"r" * 32, AT, PhoneResult.VERIFIED),
        (CODE, b"w" * 32, AT, PhoneResult.WRONG),
        (CODE, b"r" * 32, CODE.expires_at, PhoneResult.EXPIRED),
        (rules.CodeState(b"r" * 32, 0, CODE.expires_at), b"r" * 32, AT, PhoneResult.LOCKED),
    ],
)
def test_age_and_lock_are_judged_before_the_code(stored, tried, at, result):
    assert rules.judge_code(stored, tried, at) is result


def test_a_code_belongs_to_who_asks_for_which_phone_under_which_key():
    def of(pepper=PEPPER, phone=b"p" * 32, person=1, key="key"):
        return rules.code_of(pepper, phone, UUID(int=person), key)

    assert re.fullmatch(r"\d{6}", of())
    assert of() == of()
    others = {of(pepper=b"q" * 32), of(phone=b"r" * 32), of(person=2), of(key="kez")}
    assert of() not in others
    assert len(others) == 4


def test_only_numbers_of_no_country_are_invented():
    assert rules.is_invented("+99901000002")
    assert not rules.is_invented("+8613800138000")
