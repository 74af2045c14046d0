"""What the routes are given: one frozen value, made by the composition root."""

from pathlib import Path
from random import Random
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import Depends, Request

from qianbei.agent.city import CityMemory
from qianbei.channels.messages.port import Messenger
from qianbei.channels.messages.targets import Targets
from qianbei.channels.payers.purses import Purses
from qianbei.db import Database
from qianbei.db.batcher import Batcher
from qianbei.flows.claim_batches import ClaimOutcome
from qianbei.kit.clock import Clock
from qianbei.kit.seals import Sealer


class WebSettings(msgspec.Struct, frozen=True):
    """`public_url` decides whether cookies are Secure; `static` holds the built pages."""

    sandbox: bool
    operator_key: str
    city_name: dict[str, str]
    public_url: str
    version: str
    roles: str
    static: Path
    has_model: bool = False
    """Whether a language model is configured for what the reader cannot read."""

    @property
    def is_secure(self) -> bool:
        """People reach us by https alone."""
        return self.public_url.startswith("https:")


class Outside(msgspec.Struct, frozen=True):
    """How messages reach people outside. `push_key` is our public key as browsers want it; only subscriptions at
    `push_hosts` are taken. `sms` is the gateway, which the web uses for one-time codes alone; with `shows_codes` a sandbox
    shows them instead."""

    targets: Targets
    push_key: str
    push_hosts: tuple[str, ...]
    sms: Messenger | None
    shows_codes: bool
    purses: Purses | None = None
    """Who may say from which account a person would pay; None where there is no payer."""


class Deps(msgspec.Struct, frozen=True):
    """`random` makes ids: outside of tests it must be a `random.SystemRandom`.

    `claims` gives a person the joining card of the campaign that runs, the same one however often it is asked.
    """

    clock: Clock
    random: Random
    database: Database
    sealer: Sealer
    pepper: bytes
    payer_secret: bytes
    cell: int
    claims: Batcher[UUID, ClaimOutcome]
    city: CityMemory
    settings: WebSettings
    outside: Outside

    @property
    def speed(self) -> float:
        """City seconds in one real second."""
        return 1.0 / self.clock.real_s(1.0)


def _deps(request: Request) -> Deps:
    return request.app.state.deps


FromDeps = Annotated[Deps, Depends(_deps)]
"""The type of a route's parameter that wants the dependencies."""
