"""The menu format: what a menu can say, its check, and the price of a line. Pure: no file, no network, no clock.

`parse_menu` turns text into a `Menu` or explains every error; `price_line` is the one function that prices a
line, used by reader, offers and audit. A missing default (sold out) is simply not in the made cup.
Deliberately absent: stock, hours, discounts and delivery; they belong to the catalogue, campaigns and offers.
"""

from qianbei.menu.line import (
    QUANTITY_MAX,
    Choice,
    LineChoice,
    LineFault,
    LineFaultReason,
    LinePrice,
    PricePart,
    Removed,
    Selected,
)
from qianbei.menu.parse import parse_menu
from qianbei.menu.price import price_line, settle_line
from qianbei.menu.problems import Problem, ProblemCode, explain
from qianbei.menu.schema import Menu

__all__ = [
    "QUANTITY_MAX",
    "Choice",
    "LineChoice",
    "LineFault",
    "LineFaultReason",
    "LinePrice",
    "Menu",
    "PricePart",
    "Problem",
    "ProblemCode",
    "Removed",
    "Selected",
    "explain",
    "parse_menu",
    "price_line",
    "settle_line",
]
