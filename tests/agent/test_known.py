"""What follows from a city alone is worked out once, a bounded number of things is kept, and a new city begins anew."""

from qianbei.agent import known
from qianbei.agent.known import Known
from qianbei.menu import Menu
from tests.support.talk import Shop, city_of


def test_what_is_asked_again_is_not_worked_out_again():
    kept, worked = Known(), []

    def work() -> int:
        worked.append(1)
        return len(worked)

    assert [kept.once("one", work), kept.once("two", work), kept.once("one", work)] == [1, 2, 1]


def test_what_was_asked_for_longest_ago_is_forgotten_first(monkeypatch):
    monkeypatch.setattr(known, "KEPT_MAX", 2)
    kept = Known()
    assert [kept.once(each, lambda each=each: each) for each in "abac"] == [*"abac"]
    assert [kept.once(each, lambda: "anew") for each in "acb"] == ["a", "c", "anew"]


def test_a_city_keeps_its_own_and_a_new_one_begins_with_nothing(tea: Menu):
    shops = [Shop({"zh-Hans": "一号店", "en": "One"}, tea)]
    city = city_of(shops)
    assert city.known is city.known
    assert city.known is not city_of(shops, revision=2).known
