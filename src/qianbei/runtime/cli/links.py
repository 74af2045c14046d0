"""What `qianbei up` shows once it serves: a short table of doors."""

from rich.console import Console
from rich.table import Table

from qianbei.runtime.keys import Keys
from qianbei.runtime.settings import Settings

MERCHANT_PHONE, RIDER_PHONE = "+99901000002", "+99902000001"
"""Somebody of the sandbox city for each door, as the READMEs name them; their codes fill themselves in."""


def show_links(console: Console, settings: Settings, keys: Keys) -> None:
    """Prints the links, never wrapped, so that they can be clicked and copied."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(no_wrap=True, overflow="ignore")
    table.add_row("order", f"{settings.url}/")
    table.add_row("store", f"{settings.url}/store{_somebody(MERCHANT_PHONE, settings)}")
    table.add_row("rider", f"{settings.url}/rider{_somebody(RIDER_PHONE, settings)}")
    table.add_row("operate", f"{settings.url}/ops?key={keys.operator_key}")
    table.add_row("data", str(settings.data_folder))
    console.print()
    console.print(table, soft_wrap=True)
    console.print("\n[dim]Ctrl-C stops everything; nothing is lost.[/dim]")


def _somebody(phone: str, settings: Settings) -> str:
    return f"?phone={phone}" if settings.sandbox else ""
