"""Whose word about where a request came from is believed: the proxies that an installation names, and nobody else's.

X-Forwarded-For is read from the right, past the proxies named, since each hop only appends to it and what stands left of
the last unknown hop was written by whoever asked. A port beside an address says nothing about who asked. Deliberately absent:
the Forwarded header. A proxy that writes one of the two passes on what its client wrote in the other, so who reads both can be
told anything.
"""

import ipaddress
import re
from ipaddress import IPv6Network

from starlette.types import ASGIApp, Receive, Scope, Send

_MAPPED_BITS = 96
"""An IPv4 address stands behind so many bits when a server listens on `::`."""
_EVERYBODY = (IPv6Network(f"::ffff:0:0/{_MAPPED_BITS}"), IPv6Network("2000::/3"))
"""All of IPv4, and all that is given out of IPv6."""
_FORWARDED = b"x-forwarded-for"
_WITH_PORT = re.compile(rb"(?<![^\s,])(?:\[([^\],\s]+)\](?::\d+)?|([\d.]+):\d+)(?=\s*(?:,|$))")
"""`203.0.113.7:4711` or `[2001:db8::1]:4711`, as some proxies write it."""


def fault_in(proxies: str) -> str | None:
    """Why these proxies cannot be believed; None when they can. None at all is fine."""
    for each in proxies.split():
        try:
            ipaddress.ip_network(each)
        except ValueError as error:
            return str(error)
    networks = [IPv6Network(_as_six(each)) for each in proxies.split()]
    for together in ipaddress.collapse_addresses(networks):
        if any(everybody.subnet_of(together) for everybody in _EVERYBODY):
            return f"{proxies} is everybody: then each person could say which address is theirs"
    return None


def behind(app: ASGIApp, proxies: str) -> ASGIApp:
    """`app`, given the person's address as its peer wherever one of `proxies` passed a request on."""
    if not proxies.strip():
        return app
    # Here, since commands that read settings need no server.
    from granian.utils.proxies import wrap_asgi_with_proxy_headers

    spellings = {spelled for each in proxies.split() for spelled in (each, _as_six(each))}
    return _without_ports(wrap_asgi_with_proxy_headers(app, list(spellings)))


def _as_six(proxy: str) -> str:
    network = ipaddress.ip_network(proxy)
    if network.version == 6:
        return str(network)
    return f"::ffff:{network.network_address}/{_MAPPED_BITS + network.prefixlen}"


def _without_ports(app: ASGIApp) -> ASGIApp:
    """`app`, given plain addresses in X-Forwarded-For."""

    def plain(scope: Scope, receive: Receive, send: Send):
        headers = scope.get("headers", ())
        if any(name == _FORWARDED and b":" in value for name, value in headers):
            scope["headers"] = [
                (name, _WITH_PORT.sub(rb"\1\2", value) if name == _FORWARDED else value)
                for name, value in headers
            ]
        return app(scope, receive, send)

    return plain
