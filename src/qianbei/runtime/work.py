"""The work role: the relay that carries events to their handlers, and the periodic jobs."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Sequence
from random import SystemRandom

import httpx
import structlog

from qianbei.channels.messages.port import Messenger
from qianbei.channels.messages.sms import SmsGateway
from qianbei.channels.messages.targets import Targets
from qianbei.channels.messages.web_push import VapidKeys, WebPushMessenger
from qianbei.channels.payers.http import HttpPayer
from qianbei.db import Database
from qianbei.db.errors import ConnectionLost
from qianbei.db.statistics import count_new_tables
from qianbei.flows import bulk, draws, drops, gifts, invites, packets, payouts, reviews, running, sweeps, till
from qianbei.flows.expire import expire
from qianbei.flows.expire_cards import expire_cards
from qianbei.flows.rounds import about_ends, go_on
from qianbei.flows.sending import Sending, forget_over, send_some
from qianbei.flows.subscriptions import Asking, ask_again, handlers
from qianbei.kit.clock import Clock
from qianbei.messages.contracts import Channel
from qianbei.outbox.relay import Relay
from qianbei.runtime.city_clock import city_clock
from qianbei.runtime.keys import Keys, load_keys
from qianbei.runtime.lifetime import until_stopped
from qianbei.runtime.settings import Settings
from qianbei.views.cups import free_cups

CONNECTIONS_MAX = 8
ASK_AGAIN_CITY_S = 5.0
EXPIRE_CITY_S = 15.0
PREPARE_CITY_S = 3_600.0
SETTLE_CITY_S = 3_600.0
SEND_CITY_S = 1.0
COUNT_CITY_S = 2.0
JOB_REAL_S_MIN = 0.2
"""A fast city's jobs run often, but never so often that they are all that runs."""

Job = Callable[[], Awaitable[int]]
"""Answers how much it found to do."""

log = structlog.get_logger(__name__)


async def run(settings: Settings) -> None:
    """Works until SIGINT, SIGTERM or SIGHUP. Raises DatabaseError when it cannot begin."""
    await until_stopped(_live(settings))


async def _live(settings: Settings) -> None:
    keys = load_keys(settings.data_folder)
    async with (
        Database.opened(settings.dsn or "", CONNECTIONS_MAX) as database,
        httpx.AsyncClient(trust_env=False) as client,
    ):
        clock = await city_clock(database)
        payer = HttpPayer(client, settings.payer_url or "", keys.payer_secret)
        asking = Asking(payer, clock, SystemRandom(), settings.cell)
        name = f"{socket.gethostname()}-{os.getpid()}"
        sending = _sending(settings, keys, client, asking, name)
        relay = Relay(database, clock, SystemRandom(), handlers(asking), name=name)
        async with asyncio.TaskGroup() as group:
            group.create_task(relay.run())
            for city_s, job in (*_jobs(database, asking), *_message_jobs(database, sending)):
                group.create_task(_every(clock, city_s, job))


def _jobs(database: Database, asking: Asking) -> Sequence[tuple[float, Job]]:
    """What is done now and then, and how often; each bounded, and safe to run twice at once."""
    cell, random, clock = asking.cell, asking.random, asking.clock
    return (
        (COUNT_CITY_S, lambda: count_new_tables(database)),
        (ASK_AGAIN_CITY_S, lambda: ask_again(database, asking)),
        (ASK_AGAIN_CITY_S, lambda: payouts.ask_again(database, asking.payer, clock, random, cell)),
        (EXPIRE_CITY_S, lambda: expire(database, cell, random, clock.now())),
        (EXPIRE_CITY_S, lambda: expire_cards(database, cell, clock.now())),
        (EXPIRE_CITY_S, lambda: gifts.return_gifts(database, cell, clock.now())),
        (EXPIRE_CITY_S, lambda: till.lapse(database, cell, clock.now())),
        (EXPIRE_CITY_S, lambda: bulk.work(database, cell, clock.now())),
        (EXPIRE_CITY_S, lambda: packets.close_ended(database, cell, random, clock.now())),
        (ASK_AGAIN_CITY_S, lambda: drops.work(database, cell, clock.now())),
        (EXPIRE_CITY_S, lambda: invites.void_overdue(database, cell, random, clock.now())),
        (EXPIRE_CITY_S, lambda: reviews.alarm(database, cell, clock.now())),
        (EXPIRE_CITY_S, lambda: reviews.close_denied(database, cell, random, clock.now())),
        (EXPIRE_CITY_S, lambda: sweeps.expire_pendings(database, cell, clock.now())),
        (EXPIRE_CITY_S, lambda: sweeps.close_expired_leases(database, cell, clock.now())),
        (EXPIRE_CITY_S, lambda: running.open_packets(database, cell, random, clock.now())),
        (EXPIRE_CITY_S, lambda: _pace(database, cell, clock)),
        (PREPARE_CITY_S, lambda: sweeps.forget_answers(database, cell, clock.now())),
        (SETTLE_CITY_S, lambda: sweeps.settle_days(database, cell, clock.now())),
        (PREPARE_CITY_S, lambda: draws.prepare_days(database, cell, random, clock.now())),
    )


def _sending(
    settings: Settings, keys: Keys, client: httpx.AsyncClient, asking: Asking, worker: str
) -> Sending:
    """Web Push always, SMS where there is a gateway."""
    own = keys.messages
    vapid = VapidKeys(own.vapid_private_pem, own.vapid_public_pem, own.vapid_public)
    messengers: dict[Channel, Messenger] = {
        Channel.WEB_PUSH: WebPushMessenger(client, vapid, settings.contact)
    }
    if settings.sms_url is not None:
        messengers[Channel.SMS] = SmsGateway(client, settings.sms_url, own.sms_secret)
    targets = Targets(own.targets)
    rate = settings.messages_per_s
    return Sending(messengers, targets, asking.clock, asking.random, asking.cell, worker, rate)


def _message_jobs(database: Database, sending: Sending) -> Sequence[tuple[float, Job]]:
    cell, clock = sending.cell, sending.clock
    rate_per_s = sending.rate_per_s * clock.real_s(1.0)
    return (
        (SEND_CITY_S, lambda: send_some(database, sending, Channel.WEB_PUSH)),
        (SEND_CITY_S, lambda: send_some(database, sending, Channel.SMS)),
        (ASK_AGAIN_CITY_S, lambda: go_on(database, cell, rate_per_s, clock.now())),
        (PREPARE_CITY_S, lambda: about_ends(database, cell, clock.now())),
        (PREPARE_CITY_S, lambda: forget_over(database, cell, clock.now())),
    )


async def _pace(database: Database, cell: int, clock: Clock) -> int:
    """Campaigns give no faster than stores have cups."""
    async with database.reading() as tx:
        cups = await free_cups(tx, cell, clock.now())
    return await running.pace(database, cell, cups, clock.now())


async def _every(clock: Clock, city_s: float, job: Job) -> None:
    """Runs a bounded job at a city pace, at once again while it still finds work."""
    while True:
        try:
            found = await job()
        except ConnectionLost as error:
            log.warning("job.database_lost", error=str(error))
            found = 0
        if not found:
            await asyncio.sleep(max(JOB_REAL_S_MIN, clock.real_s(city_s)))
