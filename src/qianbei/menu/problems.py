"""What is wrong with a menu text, where, and the words for it."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files

import msgspec

from qianbei.kit.words import Catalogue, Language, load_catalogue

PROBLEMS_MAX = 100
"""More than this is noise: the first hundred are explained."""

Path = tuple[str | int, ...]


class ProblemCode(StrEnum):
    TEXT_TOO_LONG = "text_too_long"
    TOO_DEEP = "too_deep"
    TOO_MANY_NODES = "too_many_nodes"
    BAD_CHARACTER = "bad_character"
    SYNTAX = "syntax"
    ALIAS_REFUSED = "alias_refused"
    TAG_REFUSED = "tag_refused"
    SECOND_DOCUMENT = "second_document"
    EMPTY = "empty"
    KEY_NOT_TEXT = "key_not_text"
    DUPLICATE_KEY = "duplicate_key"
    UNKNOWN_KEY = "unknown_key"
    MISSING_KEY = "missing_key"
    EXPECTED_MAPPING = "expected_mapping"
    EXPECTED_LIST = "expected_list"
    EXPECTED_TEXT = "expected_text"
    EXPECTED_INTEGER = "expected_integer"
    EXPECTED_BOOLEAN = "expected_boolean"
    EXPECTED_ONE_OF = "expected_one_of"
    TOO_SMALL = "too_small"
    TOO_BIG = "too_big"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    BAD_ID = "bad_id"
    NEGATIVE_PRICE = "negative_price"
    DUPLICATE_ID = "duplicate_id"
    MISSING_NAME = "missing_name"
    UNPRINTABLE_NAME = "unprintable_name"
    AMBIGUOUS_NAME = "ambiguous_name"
    UNKNOWN_CATEGORY = "unknown_category"
    UNKNOWN_GROUP = "unknown_group"
    UNKNOWN_OPTION = "unknown_option"
    UNKNOWN_ITEM = "unknown_item"
    PICK_ONE_LIMIT = "pick_one_limit"
    MIN_OVER_MAX = "min_over_max"
    GROUP_CANNOT_BE_FILLED = "group_cannot_be_filled"
    TOO_MANY_DEFAULTS = "too_many_defaults"
    WHEN_NOT_EARLIER = "when_not_earlier"
    DIMENSION_NOT_PICK_ONE = "dimension_not_pick_one"
    VARIANTS_WITHOUT_DIMENSIONS = "variants_without_dimensions"
    VARIANTS_MISSING = "variants_missing"
    VARIANT_DIMENSIONS_DIFFER = "variant_dimensions_differ"
    DUPLICATE_VARIANT = "duplicate_variant"
    FAMILY_HAS_PRICE = "family_has_price"
    COMBO_IN_COMBO = "combo_in_combo"
    DEFAULTS_EXCLUDED = "defaults_excluded"
    DEFAULT_VARIANT_MISSING = "default_variant_missing"


class Problem(msgspec.Struct, frozen=True):
    """One error. `line` and `column` count from 1; `path` is as in `items[3].price_fen`, "" for the whole."""

    line: int
    column: int
    path: str
    code: StrEnum
    message_parameters: Mapping[str, str] = {}


def explain(problem: Problem, language: Language) -> str:
    """The problem in a person's words, without its place."""
    return catalogue().say(language, f"problem.{problem.code}", **problem.message_parameters)


@cache
def catalogue() -> Catalogue:
    return load_catalogue(files("qianbei.menu") / "words")


def path_text(path: Path) -> str:
    """`("items", 3, "price_fen")` → `items[3].price_fen`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else step)
    return text
