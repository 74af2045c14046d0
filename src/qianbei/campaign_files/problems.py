"""What is wrong with a campaign file beyond its form, and the words for it."""

from enum import StrEnum
from functools import cache
from importlib.resources import files

from qianbei.kit.words import Catalogue, Language, load_catalogue
from qianbei.menu.problems import Problem
from qianbei.menu.problems import explain as explain_form


class FileProblem(StrEnum):
    BAD_TIME = "bad_time"
    ENDS_BEFORE_START = "ends_before_start"
    OUTSIDE_CAMPAIGN = "outside_campaign"
    DUPLICATE_ID = "duplicate_id"
    UNKNOWN_TEMPLATE = "unknown_template"
    NO_JOINING_CARD = "no_joining_card"
    JOINING_CARD_HAS_TERMS = "joining_card_has_terms"
    WAVES_OVERLAP = "waves_overlap"
    OVER_BUDGET = "over_budget"
    MISSING_NAME = "missing_name"
    HOURS_EMPTY = "hours_empty"
    PACKET_SUM = "packet_sum"
    ODDS_OVER_ONE = "odds_over_one"
    WAY_NEEDS = "way_needs"
    OPENS_BEFORE_START = "opens_before_start"
    CARD_OVER_BEFORE_DROP = "card_over_before_drop"


def explain(problem: Problem, language: Language) -> str:
    """The problem in a person's words, without its place."""
    if isinstance(problem.code, FileProblem):
        return catalogue().say(language, f"problem.{problem.code}", **problem.message_parameters)
    return explain_form(problem, language)


@cache
def catalogue() -> Catalogue:
    return load_catalogue(files("qianbei.campaign_files") / "words")
