import httpx
import pytest

from qianbei.kit.words import Language
from qianbei.runtime.cli.client import Refusal
from qianbei.runtime.cli.failures import REFUSED, USAGE, Stop
from qianbei.runtime.cli.following import INTERRUPTED, LOST_MAX, follow
from qianbei.runtime.cli.ordering import approve, ask, deliver_to
from tests.unit.runtime.fake_house import OFFER, STATES, Heard, House, events, order_in, refusal

FOLLOW = "/orders/0190-order/follow"
ORDER = "/orders/0190-order"
SHARE = "/orders/0190-order/share-code"


def said(*texts: str) -> list[dict[str, str]]:
    return [{"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": text} for text in texts]


def snapshot(**state: object) -> dict[str, object]:
    return {"type": "STATE_SNAPSHOT", "snapshot": state}


def seen(state: str) -> dict[str, object]:
    return snapshot(order=order_in(state))


def test_the_named_place_becomes_the_address() -> None:
    house = (
        House()
        .on("GET", "/places", {"places": [{"place_id": "p1", "name": {}}]})
        .on("POST", "/addresses", {})
    )
    deliver_to(house.client(), {"address": {"place_id": "p9"}}, "北门", Language.EN)
    assert house.requests[0].url.params["query"] == "北门"
    assert house.sent("POST", "/addresses") == [{"place_id": "p1", "detail": "front desk"}]


def test_an_address_that_is_there_is_kept() -> None:
    house = House()
    deliver_to(house.client(), {"address": {"place_id": "p9"}}, None, Language.EN)
    assert house.requests == []


def test_a_place_that_nobody_knows_is_answered_with_some_that_are_known() -> None:
    known = {"places": [{"place_id": "p1", "name": {"zh-Hans": "北门", "en": "North Gate"}}]}
    house = House().on("GET", "/places", {"places": []}, known)
    with pytest.raises(Stop, match="North Gate") as stop:
        deliver_to(house.client(), {"address": None}, "nowhere", Language.EN)
    assert stop.value.exit_code == USAGE


def test_words_that_make_an_offer_give_the_state_exactly_as_it_came() -> None:
    state = {"draft": {"x": 1}, "seal": "s", "offer": OFFER, "offer_seal": "o"}
    house = House().on("POST", "/turn", events(*said("好"), snapshot(**state)))
    assert ask(house.client(), "一杯珍珠奶茶", Heard(), can_ask_back=False) == state
    sent = house.sent("POST", "/turn")[0]
    assert (sent["state"], sent["messages"][-1]["content"]) == ({}, "一杯珍珠奶茶")


def test_without_an_offer_a_program_is_refused_with_what_was_said() -> None:
    house = House().on("POST", "/turn", events(*said("Which ", "size?"), snapshot(offer=None, chips=[])))
    with pytest.raises(Stop, match=r"order\.no_offer .*Which size\?") as stop:
        ask(house.client(), "tea", Heard(), can_ask_back=False)
    assert stop.value.exit_code == REFUSED


def test_what_a_question_offers_is_told_to_a_program_too() -> None:
    chips = [{"label": "Large", "say": "large"}, {"label": "Small", "say": "small"}]
    house = House().on("POST", "/turn", events(*said("Which size?"), snapshot(offer=None, chips=chips)))
    with pytest.raises(Stop, match=r"Which size\?.* order\.choices .*Large / Small"):
        ask(house.client(), "tea", Heard(), can_ask_back=False)


def test_a_person_is_asked_back_in_the_same_conversation_and_may_answer_by_a_chip() -> None:
    asked = {"seal": "s1", "offer": None, "chips": [{"label": "Large", "say": "a large one"}]}
    offered = {"seal": "s2", "offer": OFFER}
    turns = events(*said("Which size?"), snapshot(**asked)), events(snapshot(**offered))
    house, view = House().on("POST", "/turn", *turns), Heard("Large")
    assert ask(house.client(), "tea", view, can_ask_back=True) == offered
    first, second = house.sent("POST", "/turn")
    assert view.asked == [("Which size?", ["Large"])]
    assert second["threadId"] == first["threadId"]
    assert second["state"] == asked
    assert [each["content"] for each in second["messages"]] == ["tea", "Which size?", "a large one"]


def test_a_failed_turn_is_told() -> None:
    house = House().on("POST", "/turn", events({"type": "RUN_ERROR", "message": "it broke"}))
    with pytest.raises(Stop, match="it broke"):
        ask(house.client(), "tea", Heard(), can_ask_back=True)


def test_exactly_the_offer_that_was_read_back_is_approved() -> None:
    house, view = House().on("POST", "/orders", {"order": order_in("placed")}), Heard()
    placed = approve(house.client(), {"offer": OFFER, "offer_seal": "o"}, view)
    assert house.sent("POST", "/orders") == [{"offer": OFFER, "seal": "o"}]
    assert (placed["state"], view.offers, view.states) == ("placed", [OFFER], ["placed"])


def test_a_refused_approval_tells_no_state() -> None:
    house, view = House().on("POST", "/orders", refusal(409, "card_used")), Heard()
    with pytest.raises(Refusal):
        approve(house.client(), {"offer": OFFER, "offer_seal": "o"}, view)
    assert view.states == []


def test_every_state_is_told_once_though_streams_break_and_states_are_jumped() -> None:
    streams = [
        events(seen("placed"), {"type": "STATE_DELTA", "delta": []}),
        httpx.ReadError("cut"),
        refusal(503, "busy"),
        events(seen("making")),
        events(seen("handed_over")),
    ]
    house = House().on("GET", FOLLOW, *streams).on("GET", ORDER, order_in("confirmed"))
    view = Heard()
    ended = follow(house.client(), order_in("placed"), view, in_sandbox=False, sleep=lambda _: None)
    assert ended["state"] == "handed_over"
    assert view.states == list(STATES[1:])


def test_in_a_sandbox_the_code_is_told_once_at_the_door() -> None:
    stream = events(seen("at_door"), seen("at_door"), seen("handed_over"))
    house = House().on("GET", FOLLOW, stream).on("POST", SHARE, order_in("at_door"))
    view = Heard()
    follow(house.client(), order_in("placed"), view, in_sandbox=True, sleep=lambda _: None)
    assert len(house.sent("POST", SHARE)) == 1
    assert view.notes == ["order.code_shared"]


def test_outside_a_sandbox_the_code_stays_with_the_customer() -> None:
    house = House().on("GET", FOLLOW, events(seen("at_door"), seen("handed_over")))
    follow(house.client(), order_in("placed"), Heard(), in_sandbox=False, sleep=lambda _: None)
    assert house.sent("POST", SHARE) == []


def test_a_code_that_is_no_longer_needed_is_not_missed() -> None:
    house = House().on("GET", FOLLOW, events(seen("at_door"), seen("handed_over")))
    house.on("POST", SHARE, refusal(409, "wrong_state"))
    view = Heard()
    follow(house.client(), order_in("placed"), view, in_sandbox=True, sleep=lambda _: None)
    assert view.notes == []


def test_a_cancelled_order_ends_the_watch() -> None:
    cancelled = order_in("cancelled", ("placed", "cancelling", "cancelled"))
    house = House().on("GET", FOLLOW, events(snapshot(order=cancelled)))
    ended = follow(house.client(), order_in("placed"), Heard(), in_sandbox=False, sleep=lambda _: None)
    assert ended["state"] == "cancelled"


def test_losing_sight_for_long_is_said_and_the_order_left_alone() -> None:
    house = House().on("GET", FOLLOW, httpx.ConnectError("gone"))
    with pytest.raises(Stop, match=r"order\.lost") as stop:
        follow(house.client(), order_in("placed"), Heard(), in_sandbox=True, sleep=lambda _: None)
    assert stop.value.exit_code == USAGE
    assert len(house.requests) == LOST_MAX + 1


def test_an_interrupt_leaves_the_order_alone_and_says_so() -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    house = House().on("GET", FOLLOW, events(seen("making")))
    with pytest.raises(Stop, match=r"order\.left_alone") as stop:
        follow(house.client(), order_in("placed"), Heard(), in_sandbox=True, sleep=interrupt)
    assert stop.value.exit_code == INTERRUPTED
    assert all(each.method == "GET" for each in house.requests)


def test_somebody_elses_order_is_a_refusal_and_not_a_broken_stream() -> None:
    house = House().on("GET", FOLLOW, refusal(404, "not_found"))
    with pytest.raises(Refusal):
        follow(house.client(), order_in("placed"), Heard(), in_sandbox=True, sleep=lambda _: None)


def waiting(ahead: int, after: str = "7") -> httpx.Response:
    place = {"number": 42, "ahead": ahead, "from_s": 30.0, "to_s": 55.2, "reason": None}
    error = {"code": "waiting", "message": "Wait.", "details": place}
    return httpx.Response(429, json={"error": error}, headers={"Retry-After": after})


def test_who_is_in_line_is_told_the_place_and_comes_again_when_the_installation_said() -> None:
    offered = events(snapshot(offer=OFFER, offer_seal="o"))
    house = House().on("POST", "/turn", waiting(9), waiting(9, "61"), waiting(2), offered)
    slept: list[float] = []
    client, view = house.client(), Heard()
    client._sleep = slept.append
    assert ask(client, "tea", view, can_ask_back=False)["offer"] == OFFER
    assert slept == [7.0, 61.0, 7.0]
    assert view.notes == ["order.waiting", "order.waiting"], "the same place is not told twice"
    turns = house.sent("POST", "/turn")
    assert turns == [turns[0]] * 4, "it is one and the same turn"


def test_who_can_not_be_reached_is_not_kept_waiting() -> None:
    house = House().on("POST", "/turn", refusal(429, "out_of_reach", **{"Retry-After": "1"}))
    with pytest.raises(Refusal):
        ask(house.client(), "tea", Heard(), can_ask_back=False)
    assert len(house.requests) == 1


def test_a_tap_in_line_is_brought_again_under_its_key_with_its_slip() -> None:
    place = {"number": 5, "ahead": 4, "from_s": 1.2, "to_s": 3.2, "slip": "s1"}
    pending = httpx.Response(202, json={"pending": place}, headers={"Retry-After": "2"})
    house, view = House().on("POST", "/orders", pending, {"order": order_in("placed")}), Heard()
    approve(house.client(), {"offer": OFFER, "offer_seal": "o"}, view)
    assert house.sent("POST", "/orders") == [
        {"offer": OFFER, "seal": "o"},
        {"offer": OFFER, "seal": "o", "slip": "s1"},
    ]
    first, second = house.requests
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert (view.notes, view.states) == (["order.pending"], ["placed"])
