"""Whose word about where a request came from is believed: the proxies that an installation names, and nobody else's.

X-Forwarded-For is read from the right, past the proxies named, since each hop only appends to it and what stands left of
the last unknown hop was written by whoever asked. Deliberately absent: the Forwarded header. A proxy that writes one of the
two passes on what its client wrote in the other, so who reads both can be told anything.
"""

import ipaddress

from starlette.types import ASGIApp

_MAPPED_BITS = 96
"""An IPv4 address stands behind so many bits when a server listens on `::`."""


def fault_in(proxies: str) -> str | None:
    """Why these proxies cannot be believed; None when they can. None at all is fine."""
    for each in proxies.split():
        try:
            network = ipaddress.ip_network(each)
        except ValueError as error:
            return str(error)
        if network.prefixlen == 0:
            return f"{each} is everybody: then each person could say which address is theirs"
    return None


def behind(app: ASGIApp, proxies: str) -> ASGIApp:
    """`app`, given the person's address as its peer wherever one of `proxies` passed a request on."""
    if not proxies.strip():
        return app
    # Here, since commands that read settings need no server.
    from granian.utils.proxies import wrap_asgi_with_proxy_headers

    return wrap_asgi_with_proxy_headers(
        app, [spelled for each in proxies.split() for spelled in _spellings(each)]
    )


def _spellings(proxy: str) -> list[str]:
    network = ipaddress.ip_network(proxy)
    if network.version == 6:
        return [str(network)]
    mapped = f"::ffff:{network.network_address}/{_MAPPED_BITS + network.prefixlen}"
    return [str(network), mapped]
