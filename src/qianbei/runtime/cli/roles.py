"""The roles that `qianbei up` starts as processes of their own, to be run apart when one machine is not enough."""

import asyncio
import os
from typing import Annotated
from urllib.parse import urlsplit

import typer

from qianbei.runtime.cli import options
from qianbei.runtime.cli.failures import USAGE, Stop, faults_of_an_installation

CustomersPerMinute = Annotated[
    float,
    typer.Option("--customers-per-minute", min=0, help="Invented customers who order, per city minute."),
]


def serve(
    host: options.Host = None,
    port: options.Port = None,
    data: options.Data = None,
    dsn: options.Dsn = None,
    web_workers: options.WebWorkers = None,
    public_url: options.PublicUrl = None,
    payer_url: options.PayerUrl = None,
) -> None:
    """Serve the web: chat, consoles, API. Another one may join at any time, on the same port too."""
    from qianbei.runtime.ports import need_free_port
    from qianbei.runtime.serve import WEB_APPLICATION
    from qianbei.runtime.serve import serve as serve_web

    flags = {"host": host, "port": port, "data": data, "dsn": dsn, "web_workers": web_workers}
    settings = options.settings_of_a_role(**flags, public_url=public_url, payer_url=payer_url)
    with faults_of_an_installation(settings.dsn):
        asyncio.run(need_free_port(settings.host, settings.port, shared=True))
        serve_web(WEB_APPLICATION, settings.host, settings.port, settings.web_workers)


def work(data: options.Data = None, dsn: options.Dsn = None, payer_url: options.PayerUrl = None) -> None:
    """Carry events to their handlers and run the periodic jobs."""
    _begin()
    settings = options.settings_of_a_role(data=data, dsn=dsn, payer_url=payer_url)

    from qianbei.runtime.work import run

    with faults_of_an_installation(settings.dsn):
        asyncio.run(run(settings))


def sandbox(
    url: options.Url = None,
    data: options.Data = None,
    seed: options.Seed = None,
    customers_per_minute: CustomersPerMinute = 0.0,
) -> None:
    """Let the people of the sandbox city 云汀 live, through an installation's public doors only."""
    from qianbei.runtime.keys import load_keys
    from qianbei.runtime.lifetime import until_stopped
    from qianbei.runtime.up import sandbox_tokens
    from qianbei.sandbox.main import run
    from qianbei.sandbox.people.doors import DoorShutError
    from qianbei.sandbox.people.person import RefusedError

    _begin()
    settings = options.settings_from(data=data, seed=seed)
    with faults_of_an_installation():
        keys = load_keys(settings.data_folder)
    house = options.address_of(url)
    life = run(
        house,
        keys.operator_key,
        settings.seed,
        tokens_path=sandbox_tokens(settings),
        customers_per_minute=customers_per_minute,
    )
    ended: Stop | None = None
    try:
        asyncio.run(until_stopped(life))
    except* DoorShutError:
        way_out = "start `qianbei up` or `qianbei serve`, or name one with --url"
        ended = Stop(f"nothing answers at {house}; {way_out}", USAGE)
    except* RefusedError as refused:
        ended = Stop(f"{house} does not take the city in ({_first(refused)}); is --data its own folder?")
    if ended is not None:
        raise ended


def _begin() -> None:
    """Of every role but `serve`, whose workers begin in `runtime.asgi`: it ends with its supervisor, and a full disk takes its log alone."""
    from qianbei.runtime.logs import log_without_faults
    from qianbei.runtime.parent import end_with_supervisor

    end_with_supervisor(os.environ)
    log_without_faults()


def _first(group: BaseException) -> BaseException:
    """One of what happened at once."""
    while isinstance(group, BaseExceptionGroup):
        group = group.exceptions[0]
    return group


def carrier(data: options.Data = None, sms_url: options.SmsUrl = None) -> None:
    """Serve the sandbox carrier at --sms-url: a fake SMS gateway that keeps texts and sends none."""
    from qianbei.runtime.keys import load_keys
    from qianbei.runtime.ports import need_free_port
    from qianbei.sandbox.carrier.serve import serve as serve_carrier

    _begin()
    settings = options.settings_from(data=data, sms_url=sms_url)
    host, port = _loopback(settings.sms_url, "carrier", "--sms-url http://127.0.0.1:PORT/sms")
    with faults_of_an_installation():
        keys = load_keys(settings.data_folder)
        asyncio.run(need_free_port(host, port))
    asyncio.run(serve_carrier(host, port, keys.messages.sms_secret))


def payer(
    url: options.Url = None,
    data: options.Data = None,
    seed: options.Seed = None,
    payer_url: options.PayerUrl = None,
) -> None:
    """Serve the sandbox payer at --payer-url: a fake payment provider that moves no real money."""
    from qianbei.runtime.keys import load_keys
    from qianbei.runtime.ports import need_free_port
    from qianbei.sandbox.payer.serve import serve as serve_payer

    _begin()
    settings = options.settings_from(data=data, seed=seed, payer_url=payer_url)
    host, port = _loopback(settings.payer_url, "payer", "--payer-url http://127.0.0.1:PORT")
    with faults_of_an_installation():
        keys = load_keys(settings.data_folder)
        asyncio.run(need_free_port(host, port))
    asyncio.run(
        serve_payer(
            host=host,
            port=port,
            journal_path=settings.data_folder / "payer.journal",
            secret=keys.payer_secret,
            callback_url=f"{options.address_of(url)}/hooks/payer",
            seed=settings.seed,
        )
    )


def _loopback(url: str | None, name: str, wanted: str) -> tuple[str, int]:
    """Where a sandbox party listens: on this machine only."""
    place = urlsplit(url or "")
    if place.hostname not in {"127.0.0.1", "localhost", "::1"} or place.port is None:
        raise Stop(f"the sandbox {name} needs {wanted}, a loopback address", USAGE)
    return place.hostname, place.port
