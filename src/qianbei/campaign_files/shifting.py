"""The same campaign on other days: for a trial of one whose time is past, and for the next year's.

Times are moved where they stand in the text, so order, comments and hours stay. Deliberately absent: words. A rule that
names a date goes on naming it.
"""

import re
from datetime import date, timedelta

from qianbei.campaign_files.schema import CampaignFile, instant

_DAY = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?=[Tt ]\d{2}:)")


def shifted(text: str, file: CampaignFile, start: date) -> str:
    """The text of a sound file with all its times as many days later, or earlier, as make it start on that day.

    Raises OverflowError for a day that is too far away, and ValueError where the text, in a comment or in its words, tells a
    time on a day that no calendar has.
    """
    days: timedelta = start - instant(file.starts_at).date()

    def moved(found: re.Match[str]) -> str:
        try:
            return (date.fromisoformat(found[0]) + days).isoformat()
        except ValueError as fault:
            line = text.count("\n", 0, found.start()) + 1
            raise ValueError(f"line {line}: no calendar has {found[0]}") from fault

    return _DAY.sub(moved, text)
