"""Reads a variable of the environment by its kind: a place, an address, a word, a number.

Each function raises SettingsError with the name of the variable where its value is not of that kind.
"""

import math
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from include.errors import SettingsError
from include.model_names import provider_address

PROJECT = Path(__file__).resolve().parent.parent
_NO_TABLE_PATH = re.compile(r"%[0-9A-Fa-f]{2}|[\[\]\\^|\x00-\x1f\x7f]")


def location(env: Mapping[str, str], name: str, default: str) -> str:
    """Returns a path or `s3://` URI; `file://` becomes a path, a relative path counts from the project."""
    value = env.get(name, "").strip() or default
    parts = urlsplit(value)
    if parts.scheme == "s3":
        if not parts.netloc:
            raise SettingsError(f"{name} is {value!r}; an S3 location is s3://bucket/prefix")
        return value.rstrip("/")
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost"):
            raise SettingsError(f"{name} is {value!r}; a file location has three slashes: file:///folder")
        value = unquote(parts.path)
    elif "://" in value:
        raise SettingsError(f"{name} is {value!r}; use a path, file:// or s3://")
    try:
        return str(PROJECT / Path(value).expanduser())
    except RuntimeError as error:
        raise SettingsError(f"{name} is {value!r}; there is no such user") from error


def table_location(env: Mapping[str, str], name: str, default: str) -> str:
    """Returns a location that deltalake 1.6 can open: it decodes a path once too often, and panics at some signs."""
    place = location(env, name, default)
    if not place.startswith("s3://") and (found := _NO_TABLE_PATH.search(place)):
        raise SettingsError(
            f"{name} is {place!r}; the table library cannot open a folder with {found[0]!r} in its path; set {name} "
            "to a path without % before two hexadecimal digits, brackets, \\, ^, | and control characters"
        )
    return place


def address(env: Mapping[str, str], name: str) -> str:
    """Returns the address of a provider of models; empty where none is set."""
    url = env.get(name, "").strip()
    return provider_address(name, url) if url else ""


def choice(env: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """Returns one of some words; empty where none is set."""
    value = env.get(name, "").strip()
    if value and value not in choices:
        raise SettingsError(f"{name} is {value!r}; it can be {' or '.join(filter(None, choices))}")
    return value


def number(env: Mapping[str, str], name: str, default: int) -> int:
    """Returns a whole number, 0 or more."""
    value = env.get(name, "").strip().replace("_", "")
    if value and not value.isdecimal():
        raise SettingsError(f"{name} is {value!r}; it must be a whole number, 0 or more")
    return int(value) if value else default


def amount(env: Mapping[str, str], name: str, default: float, most: float = math.inf) -> float:
    """Returns a number from 0 to `most`."""
    value = env.get(name, "").strip()
    try:
        found = float(value) if value else default
    except ValueError:
        found = -1.0
    if not 0 <= found <= most or math.isinf(found):
        span = f"from 0 to {most:g}" if math.isfinite(most) else "of 0 or more"
        raise SettingsError(f"{name} is {value!r}; it must be a number {span}")
    return found
