"""A proxy in the environment is for the world outside: nothing may ask it for this machine."""

import os
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

EVERYTHING = "*"
NAMES = ("localhost", "127.0.0.1", "::1", "169.254.169.254")
"""The last is where a machine of a cloud asks who it is: AWS's libraries do before they say that a key is missing."""


def sparing_this_machine(environment: Mapping[str, str]) -> dict[str, str]:
    """`NO_PROXY` and `no_proxy` for what is started: all that either names already, and this machine.

    Libraries differ in which of the two they read, so both say the same. `*` stays alone: it means no proxy at all.
    """
    named: list[str] = []
    for variable in ("no_proxy", "NO_PROXY"):
        named += [host for part in environment.get(variable, "").split(",") if (host := part.strip())]
    if EVERYTHING in named:
        return {"NO_PROXY": EVERYTHING, "no_proxy": EVERYTHING}
    hosts = ",".join(dict.fromkeys([*named, *NAMES, *filter(None, [socket.gethostname()])]))
    return {"NO_PROXY": hosts, "no_proxy": hosts}


def is_this_machine(url: str) -> bool:
    """Says whether an address is one that only this machine has."""
    host = _host(url)
    return host in ("localhost", "::1", "0.0.0.0") or host.startswith("127.")  # noqa: S104 - an address to ask, none to bind


def asked_instead(url: str, obeyed: bool = False) -> str:
    """End of an error message about an address that a proxy was asked for; empty where none was.

    The proxy's own address may hold a password and is not told.

    Args:
        obeyed: who asked does as the environment says even for this machine, which our own clients ask directly.
    """
    variable, host = proxy_variable(url), _host(url)
    if not variable or (is_this_machine(url) and not obeyed):
        return ""
    return f"; {variable} is set, so a proxy was asked for {host}: if it knows no {host}, add that to NO_PROXY there"


def proxy_variable(url: str) -> str:
    """Returns the variable that sends requests for an address to a proxy; empty where they go there directly."""
    from urllib.request import getproxies, proxy_bypass

    scheme, host = urlsplit(url).scheme.lower(), _host(url)
    proxies = getproxies()
    kind = next((kind for kind in (scheme, "all") if proxies.get(kind)), "")
    if not host or not kind or proxy_bypass(host):
        return ""
    return next((name for name in (f"{kind}_proxy", f"{kind}_proxy".upper()) if os.environ.get(name)), "")


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()
