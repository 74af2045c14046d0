"""Whether a sentence that a model made may be said to a person.

Tools are the system's business. A sentence is refused when it calls itself only a model, denies what works here,
names a figure or a success that the system did not give, or sends the person elsewhere; then the catalogue's own
sentence stands in its place. It errs to the side of refusing: a good sentence lost costs nothing.
"""

import re
import unicodedata
from functools import cache
from importlib import resources

import msgspec

from qianbei.kit.words import to_traditional

LENGTH_MAX = 80
_FILE = "guard.json"


def may_be_said(text: str) -> bool:
    """True for a short, printable sentence without any of the forbidden claims."""
    if not text.strip() or len(text) > LENGTH_MAX or not text.isprintable():
        return False
    plain = _plain(text)
    return not any(pattern.search(plain) for pattern in _patterns())


def _plain(text: str) -> str:
    """Without what hides words: width, case, invisible characters, and spaces between characters."""
    narrow = unicodedata.normalize("NFKC", text).lower()
    seen = "".join(c for c in narrow if unicodedata.category(c)[0] != "C")
    return " ".join(re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", seen).split())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    raw = resources.files("qianbei.agent.model").joinpath(_FILE).read_bytes()
    families = msgspec.json.decode(raw, type=dict[str, list[str]])
    written = [pattern for family in families.values() for pattern in family]
    # ASCII, so that a Latin word ends where a Chinese character begins.
    return tuple(
        re.compile(pattern, re.ASCII) for each in written for pattern in {each, to_traditional(each)}
    )
