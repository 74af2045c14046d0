"""What words mean to the city, remembered: a crowd says the same few sentences at the same moment.

Only first words are kept, of which reading is a function of words, language and city alone; a new city forgets all.
"""

from functools import lru_cache

from qianbei.agent.scene import Read
from qianbei.kit.words import Language
from qianbei.reader.api import CompiledCity, compile_city, read
from qianbei.reader.contracts import Draft, Turn

KEPT_MAX = 4_096
"""About 7 MB: a reading by twenty menus is 1.6 kB, by very many some 10 kB."""

WORDS_KEPT_MAX = 80
"""What many people say alike is short."""


class Readings:
    """One a worker."""

    def __init__(self) -> None:
        self._compiled = compile_city(())
        self._read = _remembering(self._compiled)

    def of(self, compiled: CompiledCity) -> Read:
        """The reader of this city."""
        if compiled is not self._compiled:
            self._compiled, self._read = compiled, _remembering(compiled)
        return self._read


def _remembering(compiled: CompiledCity) -> Read:
    @lru_cache(KEPT_MAX)
    def first(words: str, language: Language) -> Turn:
        return read(compiled, Draft(), words, language)

    def any_turn(draft: Draft, words: str, language: Language) -> Turn:
        if draft == Draft() and len(words) <= WORDS_KEPT_MAX:
            return first(words, language)
        return read(compiled, draft, words, language)

    return any_turn
