"""The parser asks most words only what `TURNING` holds, so a word that it comes to look for must stand there too."""

import inspect
import re

from qianbei.reader import phrase_parser
from qianbei.reader.packs import WORDS

_ASKED = re.compile(r"if \(?\s*token\.does\(Word\.(\w+)\)(?: or token\.does\(Word\.(\w+)\))?")


def test_every_word_that_is_looked_for_is_one_that_turns() -> None:
    code = inspect.getsource(phrase_parser.Parser.turn)
    looked_for = {name for names in _ASKED.findall(code) for name in names if name}
    assert {"TOO", "NEGATE", "INSTEAD", "PORTION"} <= looked_for
    assert {word for word in WORDS if word.upper() in looked_for} <= phrase_parser.TURNING
