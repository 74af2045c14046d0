"""What travels with the client: sealed word for word, and of types that have one spelling."""

import typing
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from qianbei.agent import state as states
from qianbei.agent.state import Chip, Draft, State, StateFault, new_draft, open_draft, spelled_state
from qianbei.kit.canonical import canonical_json
from qianbei.kit.seals import Sealer
from qianbei.offers.contracts import Offer
from qianbei.reader.contracts import (
    ChoiceKind,
    ChoiceOffered,
    Intent,
    OrderBy,
    Place,
    PlaceKind,
    Question,
    Turn,
    Wishes,
)

NOW = datetime(2031, 5, 20, 4, 0, tzinfo=UTC)
ME, YOU, TALK = UUID(int=1), UUID(int=2), UUID(int=3)
SEALER = Sealer({"k1": b"k" * 32}, "k1")


def types_within(kind: typing.Any, seen: set[typing.Any]) -> set[typing.Any]:
    """Every type that a value of `kind` can hold, at any depth."""
    if kind in seen:
        return seen
    seen.add(kind)
    inner = list(typing.get_args(kind))
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        inner += list(typing.get_type_hints(kind).values())
    for each in inner:
        types_within(each, seen)
    return seen


@pytest.mark.parametrize("sealed", [Draft, Offer])
def test_nothing_sealed_holds_a_float(sealed: type) -> None:
    assert float not in types_within(sealed, set())


def test_a_float_deep_inside_is_seen() -> None:
    class Deep(msgspec.Struct):
        weights: dict[str, tuple[float, ...]]

    class Outer(msgspec.Struct):
        deep: list[Deep] | None

    assert float in types_within(Outer, set())


def kept(draft: Draft) -> dict:
    """The state as a client sends it back."""
    return msgspec.json.decode(spelled_state(SEALER, draft, None, (), (), (), NOW))


def test_a_state_is_spelled_as_its_type_is() -> None:
    draft, chips = new_draft(ME, TALK), (Chip("再来一杯", "再来一杯"),)
    text = spelled_state(SEALER, draft, None, chips, (), (YOU,), NOW)
    state = msgspec.json.decode(text, type=State)
    assert (state.draft, state.chips, state.orders) == (draft, chips, (YOU,))
    assert bytes(text) == canonical_json(state)


def test_a_draft_comes_back_as_it_went() -> None:
    asked = Question((ChoiceOffered(ChoiceKind.ITEM, "茶", words="来一杯茶"),))
    draft = msgspec.structs.replace(new_draft(ME, TALK), question=asked, unread=("怪话",), passed=(YOU,))
    assert open_draft(SEALER, kept(draft), ME, TALK, NOW) == draft


@pytest.mark.parametrize("nothing", [None, {}, ""])
def test_no_state_is_a_new_draft(nothing: object) -> None:
    assert open_draft(SEALER, nothing, ME, TALK, NOW) == new_draft(ME, TALK)


@pytest.mark.parametrize(
    "change",
    [
        {"draft": None},
        {"seal": None},
        {"seal": "k1.1.x"},
        {"seal": "🍵"},
        {"seal": "k2.9999999999.x"},
        {"seal": ""},
        {"draft": {"number": 1.0}},
    ],
)
def test_a_changed_state_is_refused(change: dict) -> None:
    assert open_draft(SEALER, kept(new_draft(ME, TALK)) | change, ME, TALK, NOW) is StateFault.BROKEN


def test_every_field_of_the_draft_is_under_the_seal() -> None:
    state = kept(new_draft(ME, TALK, 3))
    for field, value in state["draft"].items():
        edited = state | {"draft": state["draft"] | {field: "0" if value != "0" else "1"}}
        assert open_draft(SEALER, edited, ME, TALK, NOW) is StateFault.BROKEN, field
    assert (
        open_draft(SEALER, state | {"draft": state["draft"] | {"new": 1}}, ME, TALK, NOW) is StateFault.BROKEN
    )


def test_a_draft_of_another_person_or_conversation_is_not_yours() -> None:
    state = kept(new_draft(ME, TALK))
    assert open_draft(SEALER, state, YOU, TALK, NOW) is StateFault.NOT_YOURS
    assert open_draft(SEALER, state, ME, YOU, NOW) is StateFault.NOT_YOURS


def test_a_draft_ends_after_a_day() -> None:
    state = kept(new_draft(ME, TALK))
    day = states.DRAFT_LASTS
    assert isinstance(open_draft(SEALER, state, ME, TALK, NOW + day - timedelta(seconds=1)), Draft)
    assert open_draft(SEALER, state, ME, TALK, NOW + day) is StateFault.EXPIRED


def test_a_draft_of_another_form_that_we_sealed_has_expired() -> None:
    old = {"person": str(ME), "lines": "as they were"}
    seal = SEALER.seal(states.DRAFT_PURPOSE, states.canonical_json(old), NOW + timedelta(hours=1))
    assert open_draft(SEALER, {"draft": old, "seal": seal}, ME, TALK, NOW) is StateFault.EXPIRED
    seal = SEALER.seal(states.OFFER_PURPOSE, states.canonical_json(old), NOW + timedelta(hours=1))
    assert states.open_offer(SEALER, states.canonical_json(old), seal, NOW) is StateFault.BROKEN


def test_what_is_kept_of_long_speeches_is_short() -> None:
    said = Wishes(recipient="x" * 999, place=Place(PlaceKind.SAID, "y" * 999), order_by=OrderBy.CHEAPEST)
    turn = Turn(Intent.MEMORY, wishes=said, dislikes=tuple(f"{n}{'z' * 999}" for n in range(99)))
    draft = states.taking_in(new_draft(ME, TALK), turn)
    assert len(states.canonical_json(draft)) < 1_500
    assert (len(draft.dislikes), draft.wishes.order_by) == (8, OrderBy.CHEAPEST)
    assert open_draft(SEALER, kept(draft), ME, TALK, NOW) == draft


def test_the_newer_of_two_wishes_holds_and_the_others_stay() -> None:
    draft = states.taking_in(
        new_draft(ME, TALK), Turn(Intent.CHANGE, wishes=Wishes(budget_fen=100, picks_up=True))
    )
    draft = states.taking_in(draft, Turn(Intent.CHANGE, wishes=Wishes(budget_fen=200)))
    assert (draft.wishes.budget_fen, draft.wishes.picks_up) == (200, True)


def test_the_seal_of_a_draft_is_not_the_seal_of_an_offer() -> None:
    state = kept(new_draft(ME, TALK))
    assert (
        states.open_offer(SEALER, states.canonical_json(state["draft"]), state["seal"], NOW)
        is StateFault.BROKEN
    )
