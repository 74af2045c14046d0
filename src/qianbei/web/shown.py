"""What a request shows of its person, as keys for screening. No plain value goes further than this.

The peer's address is the one that connected, or what a trusted proxy says of it (`runtime.proxies`): an unnamed proxy's own
address is private, and says nothing.
"""

from uuid import UUID

from starlette.requests import Request

from qianbei.abuse import api as abuse
from qianbei.abuse.contracts import KeyKind, Seen
from qianbei.web.deps import Deps

AGENT_MAX = 400
BLOCK_DIGITS = 2
"""Numbers that differ in their last two digits alone are sold together."""


def browser(deps: Deps, request: Request, person_id: UUID, device: str) -> list[Seen]:
    """The device that we named, the network, and how the browser describes itself there."""
    values = {KeyKind.DEVICE: device}
    network = abuse.network_of(request.client.host) if request.client else None
    if network is not None:
        described = [request.headers.get(name, "") for name in ("user-agent", "accept-language")]
        values[KeyKind.NETWORK] = network
        values[KeyKind.AGENT] = "\0".join(described)[:AGENT_MAX]
    return _seen(deps, person_id, values)


def phone(deps: Deps, person_id: UUID, proved: str) -> list[Seen]:
    return _seen(deps, person_id, {KeyKind.PHONE: proved, KeyKind.BLOCK: proved[:-BLOCK_DIGITS]})


def purse(deps: Deps, person_id: UUID, account: str) -> Seen:
    """The payer's name of the account that an order was paid from."""
    return _seen(deps, person_id, {KeyKind.PAYMENT: account})[0]


def door(deps: Deps, person_id: UUID, place_id: UUID, detail: str) -> list[Seen]:
    """A place alone is no door: half a street shares it."""
    plain = "".join(detail.split()).casefold()
    return _seen(deps, person_id, {KeyKind.DOOR: f"{place_id}\0{plain}"}) if plain else []


def _seen(deps: Deps, person_id: UUID, values: dict[KeyKind, str]) -> list[Seen]:
    at = deps.clock.now()
    return [
        Seen(person_id, kind, abuse.key_hash(deps.pepper, kind, value), at) for kind, value in values.items()
    ]
