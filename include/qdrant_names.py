"""Where a Qdrant server is, and what this bundle calls its own there: one server may be shared by several."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from include.errors import SettingsError, StoreRefused

ALIAS = "documents"
"""What searchers ask unless QDRANT_ALIAS says otherwise: it leads to the collection that is being served."""
USUAL_PORT = 6333
"""Where a Qdrant server listens unless it was told otherwise."""
PORTS = {"http": 80, "https": 443}
FACTS = "facts"


def server_address(url: str) -> str:
    """Returns the URL of a server with its port, and without a slash at its end; whoever asks, asks there.

    Without a port it is the one of the scheme, as for any URL: 443 for https, 80 for http.

    Raises:
        SettingsError: it is no address of a Qdrant server.
    """
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        parts, port, host = urlsplit(""), None, ""
    if parts.username is not None or parts.password is not None:
        raise SettingsError("QDRANT_URL has a user or a password in it, which Qdrant does not read; set QDRANT_API_KEY")
    if parts.scheme not in PORTS or not host or port == 0 or parts.query or parts.fragment:
        raise SettingsError(
            f"QDRANT_URL is {url!r}; it must begin with http:// or https://, then a host, maybe a port and a path"
        )
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}:{port or PORTS[parts.scheme]}{parts.path.rstrip('/')}"


def usual_address(url: str) -> str:
    """Returns a hint for whoever named no port and gets no answer; empty where it cannot help."""
    parts = urlsplit(url)
    if parts.port != PORTS["http"] or parts.scheme != "http":
        return ""
    return (
        f" (Qdrant itself listens on {USUAL_PORT}: http://{parts.netloc.rpartition(':')[0]}:{USUAL_PORT}{parts.path})"
    )


def alias_name(value: str) -> str:
    """Returns what QDRANT_ALIAS says, where it can be told apart from the names of others.

    Raises:
        SettingsError: it cannot.
    """
    if not value:
        return ALIAS
    clear = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", value) and "__" not in value and value[-1] != "_"
    if not clear or value == FACTS or value.endswith(f"-{FACTS}"):
        raise SettingsError(
            f"QDRANT_ALIAS is {value!r}; it can have letters, digits, '.', '-' and single '_', not end with '_' or "
            f"'-{FACTS}', and not be {FACTS!r}"
        )
    return value


def documents_prefix(alias: str) -> str:
    """Says how the names of the collections of documents begin."""
    return f"{alias}__"


def facts_prefix(alias: str) -> str:
    """Says how the names of the collections of facts begin."""
    return f"{FACTS}__" if alias == ALIAS else f"{alias}-{FACTS}__"


def require_own_alias(where: str, alias: str, collections: Mapping[str, object], aliases: Mapping[str, str]) -> None:
    """See that the alias is free or leads to a collection of this bundle.

    Args:
        where: URL or folder of the store.
        collections: all that there are, by name.
        aliases: all that there are, with the collection that each leads to.

    Raises:
        StoreRefused: somebody else uses its name.
    """
    free = "nothing of it was touched; set QDRANT_ALIAS to a name that is free"
    if alias in collections:
        raise StoreRefused(
            f"Qdrant ({where}) has a collection {alias!r} that this bundle has not made, so no alias can be called so; "
            f"{free}"
        )
    if not aliases.get(alias, documents_prefix(alias)).startswith(documents_prefix(alias)):
        raise StoreRefused(
            f"Qdrant ({where}) has an alias {alias!r} to {aliases[alias]!r}, which this bundle has not made; {free}"
        )
