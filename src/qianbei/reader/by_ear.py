"""How English words sound, roughly: "wheet", "weat" and "wheat" are one, and so are "kake" and "cake".

Only spellings of the same sounds are folded together. Deliberately absent: accents, and words that merely rhyme.
"""

import re
from functools import lru_cache

_RULES = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"^(?:kn|gn)", "n"),
        (r"^wr", "r"),
        (r"wh", "w"),
        (r"ph", "f"),
        (r"([aou])gh", r"\1"),
        (r"tch", "ch"),
        (r"(?<=[aeiou])c?ch(?=[aeo])", "k"),  # "mocca", "mocha"
        (r"cui", "ki"),
        (r"j|dge?(?=[aeiouy]|$)", "dg"),
        (r"sc(?=[eiy])|c(?=[eiy])|z", "s"),
        (r"qu", "kw"),
        (r"ck|cc|c(?!h)|q", "k"),
        (r"x", "ks"),
        (r"(?<![aeiou])a([bdfgklmnprstv]|ch)e(s?)$|ai|ay|ei", r"A\1\2"),
        (r"(?<![aeiou])o([bdfgklmnprstv])e(s?)$|oa", r"O\1\2"),
        (r"(?<![aeiou])u([bdfgklmnprstv])e(s?)$|oo|ou|ew|ue|ui", r"U\1\2"),
        (r"([bdfgklmnprst])\1", r"\1"),
        (r"ea|ee|ie|e?y(?=s?$)", "I"),
        (r"(?<=[^aeiouAIOU])(?:le|el|al)(?=s?$)", "l"),
        (r"(?<=.)e$", ""),
    )
)


@lru_cache(maxsize=4_000)
def sounded(word: str) -> str:
    """One key for the same sounds, of a lower-case word of Latin letters."""
    for pattern, put in _RULES:
        word = pattern.sub(put, word)
    return word
