"""`qianbei store`: a merchant's way to go live without a page, through the same public API."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from qianbei.runtime.cli import options
from qianbei.runtime.cli.failures import USAGE, Stop

commands = typer.Typer(help="Register a store, give it a menu, open it.", no_args_is_help=True)

Phone = Annotated[str, typer.Option("--phone", help="The merchant's phone; a one-time code proves it.")]
Code = Annotated[
    str | None,
    typer.Option("--code", help="The one-time code. Default: the sandbox's echo, else you are asked."),
]
Store = Annotated[str, typer.Argument(metavar="STORE_ID", help="The store's id, as `store add` printed it.")]


@commands.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The store's name.")],
    phone: Phone,
    address: Annotated[str, typer.Option("--address", help="Where it is, in words.")],
    at: Annotated[str, typer.Option("--at", help="Where it is, as LATITUDE,LONGITUDE in degrees.")],
    hours: Annotated[
        str, typer.Option("--hours", help="Open every day from-to; past midnight as 26:00.")
    ] = "07:00-23:00",
    cups_per_slot: Annotated[
        int, typer.Option("--cups-per-slot", help="Cups it can make in 5 minutes.")
    ] = 10,
    prep_s: Annotated[int, typer.Option("--prep-s", help="Seconds one cup takes.")] = 60,
    radius_m: Annotated[int, typer.Option("--radius-m", help="How far it delivers, in metres.")] = 3000,
    fee_fen: Annotated[int, typer.Option("--fee-fen", help="Base delivery fee, in fen.")] = 300,
    seller: Annotated[
        str | None,
        typer.Option("--seller", help="Id of your seller. Default: a new one of the store's name."),
    ] = None,
    code: Code = None,
    url: options.Url = None,
) -> None:
    """Register a store (closed until it has a menu and is opened). Prints its id."""
    latitude, longitude = _degrees(at)
    opens, _, closes = hours.partition("-")
    with _signed_in(url, phone, code) as client:
        seller_id = seller or client.post("/merchants", {"name": {"zh-Hans": name, "en": name}})["seller_id"]
        body: dict[str, Any] = {
            "seller_id": seller_id,
            "name": {"zh-Hans": name, "en": name},
            "address": address,
            "lat_e6": round(latitude * 1e6),
            "lng_e6": round(longitude * 1e6),
            "hours": [{"days": list(range(7)), "open": opens, "close": closes}],
            "cups_per_slot": cups_per_slot,
            "prep_s": prep_s,
            "delivery": {"radius_m": radius_m, "base_fee_fen": fee_fen, "free_m": radius_m, "per_km_fen": 0},
        }
        store = client.post("/stores", body)
    store_id = store["store_id"]
    then = f"qianbei store menu {store_id} FILE --phone {phone}"
    _print(f"{store_id}  seller {seller_id}  {store['status']}; next: {then}")


@commands.command()
def menu(
    store_id: Store,
    file: Annotated[Path, typer.Argument(help="The menu, in YAML or JSON (docs/menu-format.md).")],
    phone: Phone,
    code: Code = None,
    url: options.Url = None,
) -> None:
    """Upload a store's menu; it is checked first, and every error is told."""
    from qianbei.runtime.cli.menu import check, read_menu

    check(file)
    with _signed_in(url, phone, code) as client:
        stored = client.put(f"/stores/{store_id}/menu", {"document": read_menu(file)})
    _print(
        f"version {stored['version']} of the menu is live; next: qianbei store open {store_id} --phone {phone}"
    )


@commands.command("open")
def open_store(store_id: Store, phone: Phone, code: Code = None, url: options.Url = None) -> None:
    """Open a store for orders."""
    with _signed_in(url, phone, code) as client:
        store = client.patch(f"/stores/{store_id}", {"status": "open"})
    _print(f"{store_id} is {store['status']}, {'open' if store['open_now'] else 'closed'} at this hour")


def _signed_in(url: str | None, phone: str, code: str | None) -> Any:
    """A client that acts as the person of this phone."""
    from qianbei.runtime.cli.client import Client

    client = Client.at(options.address_of(url), "en")
    client.post("/session", {"language": "en"})
    if code is None:
        sent = client.post("/session/phone", {"phone": phone})
        code = sent["sandbox_code"] or _asked_code()
    client.post("/session/phone/verify", {"phone": phone, "code": code})
    return client


def _asked_code() -> str:
    if not sys.stdin.isatty():
        raise Stop(
            "a one-time code was sent to the phone; run the command again where it can ask for it", USAGE
        )
    return typer.prompt("One-time code")


def _degrees(at: str) -> tuple[float, float]:
    try:
        latitude, longitude = (float(part) for part in at.split(","))
    except ValueError as fault:
        raise Stop(f"--at {at} is not LATITUDE,LONGITUDE; write it like --at 30.25,120.15", USAGE) from fault
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Stop(f"--at {at} is not on the earth; latitude comes first, then longitude", USAGE)
    return latitude, longitude


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
