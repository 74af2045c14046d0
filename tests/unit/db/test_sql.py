import pytest

from qianbei.db.sql import MalformedQueriesError, Queries, Query, parse_queries

FILE = """
-- Cards.

-- name: lock_cards
-- Locks the cards
-- by id.
select card_id from campaigns.cards
-- a comment inside stays
where card_id = any(%(ids)s::uuid[]) and cell = %(cell)s::smallint and %(cell)s::smallint > 0 for update;

-- name: count_cards
select count(*) from campaigns.cards where 7 %% 2 = 1
"""


def test_queries_are_read_by_name_with_their_words() -> None:
    lock, count = parse_queries(FILE, "cards.sql")
    assert (lock.name, lock.doc) == ("lock_cards", "Locks the cards by id.")
    assert lock.text.startswith("select card_id")
    assert not lock.text.endswith(";")
    assert count.name == "count_cards"


def test_parameters_are_numbered_once_each_for_prepare() -> None:
    lock, count = parse_queries(FILE, "cards.sql")
    assert lock.parameters() == ("ids", "cell")
    assert lock.prepared_text().count("$2::smallint") == 2
    assert "7 % 2" in count.prepared_text()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("select 1", "before the first"),
        ("-- name: a\n-- only words\n", "empty"),
        ("-- name: a\nselect 1\n-- name: a\nselect 2", "two queries"),
        ("-- name: A-b\nselect 1", "no name"),
    ],
)
def test_a_malformed_file_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(MalformedQueriesError, match=complaint):
        parse_queries(text, "file.sql")


def test_an_unknown_name_is_an_error_that_names_the_package() -> None:
    queries = Queries("qianbei.cards", {"a": Query("a", "select 1")})
    with pytest.raises(AttributeError, match=r"qianbei\.cards has no query named 'b'"):
        _ = queries.b
