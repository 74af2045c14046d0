"""The evaluation files as values: single turns and conversations of one menu in one language.

`evals/menus` holds the menus, `evals/dev` what the reader's authors look at, `evals/test` what they never open.
Deliberately absent: whether the gold is legal (`evals.check`) and how well it is read (`evals.run`).
"""

from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec
import yaml

from qianbei.menu import Menu, parse_menu

ROOT = Path(__file__).parent
MENUS = ROOT / "menus"
SPLITS = ("dev", "test")


class GoldIntent(StrEnum):
    """What a turn is for, where it is not plainly order or change."""

    CONFIRM = "confirm"
    DECLINE = "decline"
    CANCEL = "cancel"
    STATUS = "status"
    START_OVER = "start_over"
    UNDO = "undo"
    REPEAT = "repeat"
    REFUND = "refund"
    COMPLAINT = "complaint"
    OTHER_STORE = "other_store"
    MENU = "menu"
    SEARCH = "search"
    COMPARE = "compare"
    RECOMMEND = "recommend"
    TRAVEL = "travel"
    WALLET = "wallet"
    INVITE = "invite"
    MEMORY = "memory"
    PERSON = "person"
    HELP = "help"
    SMALL_TALK = "small_talk"
    NOTHING = "nothing"


class GoldTurn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was said and the whole cart that must stand after it, in the notation of `evals.notation`."""

    say: str
    cart: str
    ask: bool = False
    intent: GoldIntent | None = None
    id: str = ""


class Conversation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    turns: tuple[GoldTurn, ...]


class Cases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file. Every entry of `turns` is a session of its own that starts with an empty cart."""

    menu: str
    language: str
    turns: tuple[GoldTurn, ...] = ()
    conversations: tuple[Conversation, ...] = ()


def load_cases(text: bytes) -> Cases:
    """Raises yaml.YAMLError or msgspec.ValidationError, which say where."""
    return msgspec.convert(yaml.load(text, yaml.CSafeLoader), Cases)


@cache
def load_menu(name: str) -> Menu:
    """Raises ValueError with every problem of the menu, FileNotFoundError without a file."""
    menu = parse_menu((MENUS / f"{name}.yaml").read_text("utf-8"))
    if isinstance(menu, list):
        raise ValueError("; ".join(f"{each.line}:{each.column} {each.path} {each.code}" for each in menu))
    return menu
