"""A seal holds for exactly what was sealed, for its purpose, until its end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianbei.kit.seals import Sealer, SealFault

NOW = datetime(2031, 5, 20, 4, tzinfo=UTC)
END = NOW + timedelta(minutes=2)
SEALER = Sealer({"a": b"a" * 32, "b": b"b" * 32}, "b")
CONTENT = '{"draft":1,"杯":"大"}'.encode()


def flipped(text: str | bytes, place: int, bit: int) -> str | bytes:
    raw = bytearray(text.encode("latin-1") if isinstance(text, str) else text)
    raw[place % len(raw)] ^= 1 << bit
    return raw.decode("latin-1") if isinstance(text, str) else bytes(raw)


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_was_sealed_is_accepted(content: bytes, purpose: str):
    seal = SEALER.seal(purpose, content, END)
    assert SEALER.check(purpose, content, seal, NOW) is None
    assert SEALER.open_token(purpose, SEALER.token(purpose, content, END), NOW) == content


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_a_flipped_bit_anywhere_is_refused(place: int, bit: int):
    seal = SEALER.seal("draft", CONTENT, END)
    assert SEALER.check("draft", flipped(CONTENT, place, bit), seal, NOW) is SealFault.BROKEN
    assert SEALER.check("draft", CONTENT, str(flipped(seal, place, bit)), NOW) is not None
    token = SEALER.token("draft", CONTENT, END)
    assert isinstance(SEALER.open_token("draft", str(flipped(token, place, bit)), NOW), SealFault)


@given(st.text(max_size=60))
def test_any_text_is_answered_with_a_fault(text: str):
    assert SEALER.check("draft", CONTENT, text, NOW) is not None
    assert isinstance(SEALER.open_token("draft", text, NOW), SealFault)


@given(st.text(alphabet="=+/-_ \n!0", max_size=4), st.integers(0, 60))
def test_a_token_has_one_spelling(noise: str, place: int):
    token = SEALER.token("draft", CONTENT, END)
    other = token[:place] + noise + token[place:]
    if other != token:
        assert isinstance(SEALER.open_token("draft", other, NOW), SealFault)


def test_a_seal_ends_at_its_second_and_breaking_is_told_before_age():
    seal = SEALER.seal("draft", CONTENT, END)
    assert SEALER.check("draft", CONTENT, seal, END - timedelta(milliseconds=1)) is None
    assert SEALER.check("draft", CONTENT, seal, END) is SealFault.EXPIRED
    assert SEALER.check("draft", b"other", seal, END) is SealFault.BROKEN


def test_a_token_that_was_opened_before_still_ends_at_its_second():
    for token in (SEALER.token("draft", CONTENT, END), SEALER.token("draft", CONTENT * 99, END)):
        assert isinstance(SEALER.open_token("draft", token, NOW), bytes)
        assert SEALER.open_token("draft", token, END) is SealFault.EXPIRED
        assert SEALER.open_token("offer", token, NOW) is SealFault.BROKEN
        assert Sealer({"b": b"c" * 32}, "b").open_token("draft", token, NOW) is SealFault.BROKEN


def test_a_seal_cannot_be_given_more_time():
    key_id, expiry, mac = SEALER.seal("draft", CONTENT, END).split(".")
    for longer in (f"{int(expiry) + 1}", f"{expiry}0"):
        assert SEALER.check("draft", CONTENT, f"{key_id}.{longer}.{mac}", NOW) is SealFault.BROKEN


def test_a_seal_of_one_purpose_is_none_of_another():
    seal = SEALER.seal("draft", CONTENT, END)
    assert SEALER.check("offer", CONTENT, seal, NOW) is SealFault.BROKEN


def test_an_old_key_still_opens_and_a_removed_one_no_more():
    old = Sealer({"a": b"a" * 32}, "a").seal("draft", CONTENT, END)
    assert SEALER.check("draft", CONTENT, old, NOW) is None
    assert Sealer({"b": b"b" * 32}, "b").check("draft", CONTENT, old, NOW) is SealFault.UNKNOWN_KEY


def test_a_weak_or_absent_key_is_no_key():
    with pytest.raises(ValueError, match="16 bytes"):
        Sealer({"a": b"short"}, "a")
    with pytest.raises(ValueError, match="not among"):
        Sealer({"a": b"a" * 32}, "b")
