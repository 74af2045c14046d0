"""A place in line, in words: number, who is before, and the likely wait. Said again only when it changed."""

from math import ceil
from typing import Any

from qianbei.runtime.cli.client import Told
from qianbei.runtime.cli.order_view import View

MINUTES_FROM_S = 120.0


def teller(view: View, key: str) -> Told:
    """Tells the places of one wait to `view`, in the words of `key`."""
    last = ""

    def tell(place: dict[str, Any]) -> None:
        nonlocal last
        said = {"number": place["number"], "ahead": place["ahead"], "wait": _range(view, place)}
        words = "order.lot" if place["number"] is None else key
        if (line := f"{words} {said}") != last:
            view.note(words, **said)
            if place.get("reason") == "slower":
                view.note("order.slower")
        last = line

    return tell


def _range(view: View, place: dict[str, Any]) -> str:
    from_s, to_s = place["from_s"], place["to_s"]
    if to_s < MINUTES_FROM_S:
        return view.line("order.wait_s", low=ceil(from_s), high=max(1, ceil(to_s)))
    return view.line("order.wait_min", low=int(from_s // 60), high=ceil(to_s / 60))
