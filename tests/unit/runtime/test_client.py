import httpx
import pytest

from qianbei.runtime.cli.client import TRIES, Client, Refusal, read_events
from qianbei.runtime.cli.failures import USAGE, Stop
from tests.unit.runtime.fake_house import House, refusal


def test_a_lost_answer_is_asked_for_again_under_the_same_key() -> None:
    house = (
        House().on("GET", "/places", {}).on("POST", "/orders", httpx.ReadTimeout("late"), {"order_id": "1"})
    )
    client = house.client()
    client.get("/places")
    assert client.post("/orders", {"offer": 1}) == {"order_id": "1"}
    first, second = house.requests[1:]
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert first.content == second.content


def test_two_wishes_have_two_keys() -> None:
    house = House().on("POST", "/orders", {})
    client = house.client()
    client.post("/orders", {})
    client.post("/orders", {})
    one, other = house.requests
    assert one.headers["Idempotency-Key"] != other.headers["Idempotency-Key"]


def test_asked_to_come_back_it_comes_back_and_not_for_ever() -> None:
    house = House().on("POST", "/orders", refusal(503, "busy", **{"Retry-After": "1"}))
    with pytest.raises(Refusal) as refused:
        house.client().post("/orders", {})
    assert refused.value.code == "busy"
    assert len(house.requests) == TRIES


def test_a_refusal_is_told_in_the_houses_own_words_and_not_repeated() -> None:
    house = House().on("POST", "/orders", refusal(409, "slot_full"))
    with pytest.raises(Refusal, match=r"No\. Your card is safe\. Try again\."):
        house.client().post("/orders", {})
    assert len(house.requests) == 1


def test_a_refusal_names_the_fields_that_are_wrong() -> None:
    problems = {"problems": [{"path": "path.store_id", "problem": "Input should be a valid UUID"}]}
    error = {"code": "invalid", "message": "No.", "next": "Correct the named fields.", "details": problems}
    house = House().on("POST", "/orders", httpx.Response(422, json={"error": error}))
    with pytest.raises(Refusal, match=r"named fields\. path\.store_id: Input should be a valid UUID\."):
        house.client().post("/orders", {})


def test_nobody_there_is_one_line_with_the_way_out_at_once() -> None:
    house = House().on("POST", "/session", httpx.ConnectError("refused"))
    with pytest.raises(Stop, match="nothing answers at http://house") as stop:
        house.client().post("/session", {})
    assert stop.value.exit_code == USAGE
    assert len(house.requests) == 1


def test_a_server_that_restarts_in_the_middle_is_waited_for() -> None:
    house = House().on("GET", "/places", {}, httpx.ConnectError("refused"), {"places": []})
    client = house.client()
    client.get("/places")
    assert client.get("/places") == {"places": []}


def test_something_that_is_not_an_installation_is_said() -> None:
    house = House().on("GET", "/places", httpx.Response(404, text="<html>"))
    with pytest.raises(Refusal, match="is it a Qianbei installation"):
        house.client().get("/places")


def test_an_address_that_is_none_is_said() -> None:
    with pytest.raises(Stop, match="write it like http://"):
        Client.at("localhost:8420", "en")


def test_a_session_is_kept_and_renewed_when_a_role_is_granted() -> None:
    first, richer = (
        httpx.Response(201, json={}, headers={"Set-Cookie": f"qianbei_session={name}"}) for name in "ab"
    )
    house = House().on("POST", "/session", first).on("POST", "/merchants", richer).on("GET", "/wallet", {})
    client = house.client()
    client.post("/session", {})
    client.post("/merchants", {})
    client.get("/wallet")
    assert [each.headers.get("Cookie") for each in house.requests] == [
        None,
        "qianbei_session=a",
        "qianbei_session=b",
    ]


def test_events_are_read_across_comments_and_split_data() -> None:
    lines = [
        ": hello",
        "",
        "data: {",
        'data: "type": "A"}',
        "",
        "event: x",
        'data:{"type": "B"}',
        "",
        "data: {",
    ]
    assert [event["type"] for event in read_events(iter(lines))] == ["A", "B"]
