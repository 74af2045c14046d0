"""A campaign's file as commands read it: checked, or every error told at its line and column."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qianbei.runtime.cli.failures import REFUSED, USAGE, Stop
from qianbei.runtime.cli.working import say

if TYPE_CHECKING:
    from qianbei.campaign_files.schema import CampaignFile

BYTES_MAX = 1_000_000

File = Annotated[Path, typer.Argument(help="The campaign, in YAML (docs/campaigns.md).")]
Day = Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="The day on which it is to start.")]


def shift(file: File, to: Day) -> None:
    """Print the same campaign with all its times moved, so that it starts on another day. Words stay as they are."""
    from qianbei.campaign_files.shifting import shifted

    found, text = read_campaign(file)
    try:
        moved = shifted(text, found, to.date())
    except OverflowError as fault:
        raise Stop(f"{to:%Y-%m-%d} is too far away; name another day", USAGE) from fault
    except ValueError as fault:
        raise Stop(f"{file}, {fault}; mend it in the file", REFUSED) from fault
    say(moved.removesuffix("\n"))


def read_campaign(file: Path) -> "tuple[CampaignFile, str]":
    """The campaign and its text. Raises Stop for a file that cannot be read or has errors."""
    from qianbei.campaign_files.parse import parse_campaign
    from qianbei.campaign_files.problems import explain
    from qianbei.kit.words import Language

    try:
        body = file.read_bytes()[: BYTES_MAX + 1]
        text = body.decode("utf-8-sig")
    except OSError as fault:
        raise Stop(f"{file} cannot be read ({fault.strerror}); name a campaign file", USAGE) from fault
    except UnicodeDecodeError as fault:
        raise Stop(f"{file} is not UTF-8 text (byte {fault.start}); save it as UTF-8", USAGE) from fault
    found = parse_campaign(text)
    if not isinstance(found, list):
        return found, text
    for problem in found:
        say(f"{file}:{problem.line}:{problem.column}: {explain(problem, Language.EN)}")
    errors = "1 error" if len(found) == 1 else f"{len(found)} errors"
    raise Stop(f"{errors} in {file}; see docs/campaigns.md", REFUSED)
