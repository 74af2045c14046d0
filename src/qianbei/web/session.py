"""Sessions: a sealed token that says who asks, in a cookie or an Authorization header.

No table is read to know a person. The price is that a token cannot be taken back before it ends, so it carries
only what may be true that long: the person and the roles they were granted. An operator's right ends sooner.
Sessions, codes and cookies age by the wall, not by a city that runs faster.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import Depends, Request
from starlette.responses import Response

from qianbei.kit.seals import TOKENS_KEPT_MAX, Sealer, SealFault
from qianbei.people.contracts import PersonKey, Role, RoleHeld
from qianbei.web import raw
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.errors import Code, Refused

SESSION_COOKIE = "qianbei_session"
DEVICE_COOKIE = "qianbei_device"
SESSION_LASTS = timedelta(days=30)
OPERATOR_LASTS = timedelta(hours=12)
CARD_KNOWN = timedelta(hours=1)
"""So long a session's word that a card is held counts; each opening of a page renews it."""
DEVICE_LASTS = timedelta(days=400)
"""What browsers allow a cookie at most."""


class Claims(msgspec.Struct, frozen=True):
    """Who asks. `operator_until` is city time; None for everybody else. Until `card_until` they were seen to hold a card."""

    cell: int
    person_id: UUID
    roles: tuple[RoleHeld, ...]
    operator_until: datetime | None = None
    card_until: datetime | None = None

    @property
    def person(self) -> PersonKey:
        return PersonKey(self.cell, self.person_id)

    def subjects(self, role: Role) -> frozenset[UUID]:
        """What the role is held on: sellers of a merchant, the rider id of a rider."""
        return frozenset(r.subject for r in self.roles if r.role is role and r.subject is not None)

    def holds_card(self, now: datetime) -> bool:
        return self.card_until is not None and now < self.card_until

    def is_operator(self, now: datetime) -> bool:
        return self.operator_until is not None and now < self.operator_until


_claims_decoder = msgspec.json.Decoder(Claims)


def city_span(deps: Deps, real: timedelta) -> timedelta:
    """How much city time passes while `real` passes on the wall."""
    return real * deps.speed


def mint(deps: Deps, claims: Claims) -> str:
    """A token for 30 days."""
    ends_at = deps.clock.now() + city_span(deps, SESSION_LASTS)
    return sealed(deps.sealer, claims, ends_at)


def sealed(sealer: Sealer, claims: Claims, ends_at: datetime) -> str:
    """The token that says so until then, in city time."""
    return sealer.token("session", msgspec.json.encode(claims), ends_at)


def claims_of(deps: Deps, headers: Iterable[tuple[bytes, bytes]]) -> Claims | None:
    """Who asks, from raw ASGI headers; None for nobody, a broken or old token, or another city's."""
    token = _token(headers)
    content = deps.sealer.open_token("session", token, deps.clock.now()) if token else SealFault.MALFORMED
    if isinstance(content, SealFault):
        return None
    claims = _claims_in(content)
    return claims if claims.cell == deps.cell else None


@lru_cache(TOKENS_KEPT_MAX)
def _claims_in(content: bytes) -> Claims:
    """What an opened session says; most requests bring one that was just opened."""
    return _claims_decoder.decode(content)


def device_of(deps: Deps, headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The device's id, if the browser has one of ours."""
    token = raw.cookie(headers, DEVICE_COOKIE)
    content = deps.sealer.open_token("device", token, deps.clock.now()) if token else SealFault.MALFORMED
    return None if isinstance(content, SealFault) else content.decode()


def new_device(deps: Deps) -> str:
    return f"{deps.random.getrandbits(128):032x}"


def set_session(deps: Deps, response: Response, token: str) -> None:
    _set_cookie(deps, response, SESSION_COOKIE, token, SESSION_LASTS)


def set_device(deps: Deps, response: Response, device: str) -> None:
    ends_at = deps.clock.now() + city_span(deps, DEVICE_LASTS)
    token = deps.sealer.token("device", device.encode(), ends_at)
    _set_cookie(deps, response, DEVICE_COOKIE, token, DEVICE_LASTS)


def _set_cookie(deps: Deps, response: Response, name: str, value: str, lasts: timedelta) -> None:
    is_secure = deps.settings.is_secure
    response.raw_headers.append(raw.set_cookie(name, value, int(lasts.total_seconds()), is_secure=is_secure))


def _token(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    headers = list(headers)
    for name, value in headers:
        if name == b"authorization":
            scheme, _, token = value.decode("latin-1").partition(" ")
            return token.strip() if scheme.lower() == "bearer" else None
    return raw.cookie(headers, SESSION_COOKIE)


def _anybody(request: Request, deps: FromDeps) -> Claims | None:
    return claims_of(deps, request.scope["headers"])


def _somebody(claims: Annotated[Claims | None, Depends(_anybody)]) -> Claims:
    if claims is None:
        raise Refused(Code.SIGN_IN_FIRST)
    return claims


def _operator(claims: Annotated[Claims, Depends(_somebody)], deps: FromDeps) -> Claims:
    if not claims.is_operator(deps.clock.now()):
        raise Refused(Code.FORBIDDEN)
    return claims


def _merchant(claims: Annotated[Claims, Depends(_somebody)]) -> Claims:
    if not claims.subjects(Role.MERCHANT):
        raise Refused(Code.FORBIDDEN)
    return claims


def _rider(claims: Annotated[Claims, Depends(_somebody)]) -> Claims:
    if not claims.subjects(Role.RIDER):
        raise Refused(Code.FORBIDDEN)
    return claims


Anybody = Annotated[Claims | None, Depends(_anybody)]
Somebody = Annotated[Claims, Depends(_somebody)]
Operator = Annotated[Claims, Depends(_operator)]
Merchant = Annotated[Claims, Depends(_merchant)]
Rider = Annotated[Claims, Depends(_rider)]
"""Types of a route's parameter: who must be asking."""
