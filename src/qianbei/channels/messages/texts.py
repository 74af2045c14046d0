"""A message in words: chosen when it is read or sent, never when it is made."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from qianbei.channels.messages.port import Text
from qianbei.kit.clock import CITY_OFFSET
from qianbei.kit.money import yuan
from qianbei.kit.words import Catalogue, Language, load_catalogue
from qianbei.messages.contracts import Kind


@cache
def words() -> Catalogue:
    """The words of this room."""
    return load_catalogue(resources.files("qianbei.channels.messages") / "words")


def text_of(kind: Kind, params: Mapping[str, Any], language: Language) -> Text:
    """Title and body. Parameters that end in `_fen` are money; times are told as the city's clocks show them."""
    told = {name: _told(name, value, language) for name, value in params.items()}
    title, body = (words().say(language, f"{kind}.{part}", **told) for part in ("title", "body"))
    return Text(title, body, words().say(language, "line", title=title, body=body))


def code_text(code: str, minutes: int, language: Language) -> Text:
    """A one-time code, which is a text and never a message of the inbox."""
    line = words().say(language, "code", code=code, minutes=minutes)
    return Text("", "", line)


def _told(name: str, value: Any, language: Language) -> str:
    if name.endswith("_fen"):
        return yuan(value)
    if name.endswith(("_at", "until")):
        at = datetime.fromisoformat(value) + CITY_OFFSET
        return words().say(language, "when", at=at)
    return str(value)
