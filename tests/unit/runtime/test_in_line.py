"""Places in line as a terminal says them."""

import io

import pytest
from rich.console import Console

from qianbei.kit.words import Language
from qianbei.runtime.cli.in_line import teller
from qianbei.runtime.cli.order_view import TextView

PLACE = {"number": 42, "ahead": 9, "from_s": 30.2, "to_s": 55.0, "reason": None}


@pytest.mark.parametrize(
    ("language", "changes", "words"),
    [
        (Language.EN, {}, "number 42, 9 before you; your turn comes most likely in 31 to 55 seconds"),
        (Language.EN, {"from_s": 130.0, "to_s": 300.0}, "2 to 5 minutes"),
        (Language.EN, {"number": None}, "the lot decides"),
        (Language.EN, {"reason": "slower"}, "it takes longer"),
        (Language.ZH_HANS, {}, "第 42 号，前面还有 9 位；大约 31 到 55 秒 后轮到您"),
    ],
)
def test_a_place_is_said_with_its_range(language: Language, changes: dict, words: str) -> None:
    paper = io.StringIO()
    tell = teller(TextView(Console(file=paper, width=200), language), "order.waiting")
    tell(PLACE | changes)
    said = paper.getvalue()
    assert words in said
    tell(PLACE | changes)
    assert paper.getvalue() == said, "nothing new is not told again"
