"""What may leave a budget: no more than its money, and no more than any cap above it."""

from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianbei.budgets.contracts import Node, NodeKind
from qianbei.budgets.rules import free_pieces

ID = UUID(int=1)
FACE_FEN = 2_500
caps = st.none() | st.integers(0, 50)


def node(cap_fen: int | None = None, cap_count: int | None = None, drawn: int = 0) -> Node:
    return Node(ID, None, ID, NodeKind.WAVE, "", cap_fen, cap_count, drawn * FACE_FEN, drawn)


@pytest.mark.parametrize(
    ("path", "free"),
    [
        ([node()], 10),
        ([node(cap_fen=4 * FACE_FEN + 1)], 4),
        ([node(cap_fen=4 * FACE_FEN, drawn=3)], 1),
        ([node(cap_count=6)], 6),
        ([node(cap_count=6, drawn=6)], 0),
        ([node(cap_count=9), node(cap_fen=7 * FACE_FEN), node(cap_count=8, drawn=3)], 5),
    ],
)
def test_the_narrowest_cap_on_the_way_decides(path: list[Node], free: int):
    assert free_pieces(path, 10 * FACE_FEN + 1, FACE_FEN) == free


@given(st.lists(st.tuples(caps, caps, st.integers(0, 20)), min_size=1, max_size=4), st.integers(0, 10**6))
def test_what_is_free_passes_no_cap_when_it_is_drawn(
    path: list[tuple[int | None, int | None, int]], money_fen: int
):
    nodes = [
        node(
            None if fen is None else (fen + drawn) * FACE_FEN, None if count is None else count + drawn, drawn
        )
        for fen, count, drawn in path
    ]
    free = free_pieces(nodes, money_fen, FACE_FEN)
    assert 0 <= free * FACE_FEN <= money_fen
    for each in nodes:
        after = msgspec.structs.replace(
            each, drawn_fen=each.drawn_fen + free * FACE_FEN, drawn_count=each.drawn_count + free
        )
        assert after.cap_fen is None or after.drawn_fen <= after.cap_fen
        assert after.cap_count is None or after.drawn_count <= after.cap_count
