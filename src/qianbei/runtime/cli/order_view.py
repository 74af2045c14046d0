"""What `qianbei order` shows: lines for a person, or one JSON object a state change for a program."""

import json
import sys
from datetime import datetime, timedelta
from importlib import resources
from string import ascii_lowercase
from typing import Any, Protocol

from rich.console import Console

from qianbei.kit.money import yuan
from qianbei.kit.words import Catalogue, Language, load_catalogue, to_traditional

Json = dict[str, Any]

LOCAL_HOURS = 8
"""The sandbox city, and every store so far, lives at UTC+8."""


def words() -> Catalogue:
    """This room's catalogue."""
    return load_catalogue(resources.files("qianbei.runtime") / "words")


class View(Protocol):
    """What the flow of an order tells as it goes."""

    def checkout(self, offer: Json) -> None: ...
    def changed(self, order: Json, entry: Json) -> None: ...
    def note(self, key: str, **parameters: object) -> None: ...
    def ask(self, said: str, choices: list[str]) -> str: ...
    def line(self, key: str, **parameters: object) -> str: ...


class JsonView:
    """One object a state change, flushed at once, so that a program can follow a pipe."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def checkout(self, offer: Json) -> None:
        """Nothing: an offer is no state change."""

    def changed(self, order: Json, entry: Json) -> None:
        line = {"at": entry["at"], "order_id": order["order_id"], "state": entry["state"]}
        line |= {"pay_fen": order["checkout"]["pay_fen"], "store_id": order["store_id"]}
        if entry["state"] == "cancelled":
            line["ended_reason"] = order["ended_reason"]
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def note(self, key: str, **parameters: object) -> None:
        """Nothing: standard output holds state changes only."""

    def ask(self, said: str, choices: list[str]) -> str:
        raise AssertionError("a program is not asked back")

    def line(self, key: str, **parameters: object) -> str:
        return words().say(self._language, key, **parameters)


class TextView:
    """Lines for a person, in their language."""

    def __init__(self, console: Console, language: Language) -> None:
        self._console = console
        self._language = language
        self._words = words()

    def checkout(self, offer: Json) -> None:
        """Reads the whole checkout back: this is what is about to be approved."""
        for line in offer["lines"]:
            self._tell("checkout.line", quantity=line["quantity"], name=self._name(line["name"]))
            options = "，" if self._language is not Language.EN else ", "
            made = options.join(self._name(option["name"]) for option in line["options"])
            if made:
                self._tell("checkout.options", options=made)
        self._tell(
            "checkout.store",
            store=self._name(offer["store_name"]),
            distance_m=offer["distance_m"],
            cups_ahead=offer["cups_ahead"],
            eta_from=_clock(offer["eta_from"]),
            eta_to=_clock(offer["eta_to"]),
        )
        for price in offer["prices"]:
            if price["kind"] != "to_pay":
                self._console.print(
                    f"   {yuan(price['amount_fen']):>9}  {self._name(price['label'])}", markup=False
                )
        self._tell("checkout.to_pay", amount=yuan(offer["pay_fen"]))

    def changed(self, order: Json, entry: Json) -> None:
        state = self._words.say(self._language, f"state.{entry['state']}")
        self._console.print(f"{_clock(entry['at'], seconds=True)}  {state}", markup=False)
        if entry["state"] == "at_door" and order.get("handover_code"):
            self._tell("order.code", code=order["handover_code"])

    def note(self, key: str, **parameters: object) -> None:
        self._tell(key, **parameters)

    def ask(self, said: str, choices: list[str]) -> str:
        """Says what the agent said, what can be answered and how; returns the person's next words.

        A choice may be answered by its letter: a figure would be taken for a number of cups. Ctrl-D ends it as Ctrl-C does.
        """
        self._console.print(said, markup=False)
        letters = dict(zip(ascii_lowercase, choices, strict=False))
        for letter, choice in letters.items():
            self._console.print(f"  {letter}  {choice}", markup=False)
        self._tell("order.answer_choice" if choices else "order.answer")
        try:
            answer = self._console.input("> ").strip()
        except EOFError:
            raise KeyboardInterrupt from None
        return letters.get(answer.lower(), answer)

    def line(self, key: str, **parameters: object) -> str:
        return self._words.say(self._language, key, **parameters)

    def _name(self, name: Json) -> str:
        return name_in(name, self._language)

    def _tell(self, key: str, **parameters: object) -> None:
        self._console.print(self.line(key, **parameters), markup=False)


def name_in(name: Json, language: Language) -> str:
    """A Name in one language; the other one where that is missing."""
    if language is Language.EN:
        return name.get("en") or name.get("zh-Hans") or ""
    hans = name.get("zh-Hans") or name.get("en") or ""
    return name.get("zh-Hant") or to_traditional(hans) if language is Language.ZH_HANT else hans


def _clock(at: str, seconds: bool = False) -> str:
    """A time of day in the city, from RFC 3339 UTC."""
    local = datetime.fromisoformat(at) + timedelta(hours=LOCAL_HOURS)
    return local.strftime("%H:%M:%S" if seconds else "%H:%M")
