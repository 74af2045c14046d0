import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.notation import NotationError, canonical_cart, is_open, parse_cart, print_cart
from qianbei.menu import Choice, LineChoice, Menu, Removed, parse_menu
from tests.support.menus import MENU

_IDS = st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,8}", fullmatch=True)
_CHOICES = st.builds(Choice, _IDS, _IDS, st.integers(1, 9), st.none() | _IDS)
_LINES = st.builds(
    LineChoice,
    _IDS,
    st.integers(1, 99),
    st.lists(_CHOICES, max_size=4).map(tuple),
    st.lists(st.builds(Removed, _IDS, _IDS), max_size=3).map(tuple),
)


@pytest.fixture(scope="module")
def menu() -> Menu:
    found = parse_menu(MENU)
    assert isinstance(found, Menu)
    return found


@given(st.lists(_LINES, max_size=4).map(tuple))
def test_what_is_printed_is_read_back(lines: tuple[LineChoice, ...]) -> None:
    assert parse_cart(print_cart(lines)) == lines


def test_every_part_of_a_line_has_its_sign() -> None:
    assert parse_cart("2 tea size=large top=pearls*2~light -herb=basil; 1 cola") == (
        LineChoice(
            "tea",
            2,
            (Choice("size", "large"), Choice("top", "pearls", 2, "light")),
            (Removed("herb", "basil"),),
        ),
        LineChoice("cola"),
    )
    assert parse_cart("") == ()


@pytest.mark.parametrize(
    "text", ["tea", "0 tea", "1 tea large", "1 tea -size=large*2", "1 Tea", "x tea", "1 tea a=b*"]
)
def test_what_is_no_cart_is_refused(text: str) -> None:
    with pytest.raises(NotationError):
        parse_cart(text)


def test_carts_are_compared_without_defaults_order_and_split_lines(menu: Menu) -> None:
    one = parse_cart(
        "1 pearl-milk-tea size=large; 1 pearl-milk-tea -topping=pearls; 1 pearl-milk-tea size=large"
    )
    same = parse_cart(
        "1 pearl-milk-tea -topping=pearls size=medium; 2 pearl-milk-tea topping=pearls size=large"
    )
    assert canonical_cart(menu, one) == canonical_cart(menu, same)
    assert canonical_cart(menu, one) != canonical_cart(menu, one[:2])


def test_only_a_missing_required_group_makes_a_line_open(menu: Menu) -> None:
    assert not is_open(menu, LineChoice("pearl-milk-tea"))
    assert not is_open(menu, LineChoice("cola"))
    assert is_open(menu, LineChoice("pearl-milk-tea", without=(Removed("size", "medium"),)))
