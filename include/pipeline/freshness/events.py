"""An asset event, and what it carries, whoever made it: a DAG of ours, somebody else's, a person in the UI.

Nothing is decided by it, but it is logged and reported, and a report must not end because of what somebody typed.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

LARGEST_NUMBER = 2**53
"""No count and no version is as large; beyond it, numbers of other programs are not exact."""
LONGEST_TEXT = 2000
"""Characters."""


def metadata(extra: Any) -> Mapping[str, Any]:
    """Returns what an event carries by name; nothing where it is null, a list or a text."""
    return extra if isinstance(extra, Mapping) else {}


def is_by_hand(extra: Mapping[str, Any]) -> bool:
    """Says whether a person made the event: it wakes whoever waits for its asset, and measures nothing."""
    return bool(extra.get("from_rest_api"))


def number(extra: Mapping[str, Any], name: str) -> int | None:
    """Returns a whole number, also where it was written as a text; None where there is none."""
    value = extra.get(name)
    if isinstance(value, str) and len(value) < 20 and value.strip().lstrip("-").isdecimal():
        value = int(value)
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_NUMBER:
        return None
    return value


def text(extra: Mapping[str, Any], name: str) -> str:
    """Returns a text, no longer than `LONGEST_TEXT`; empty where there is none."""
    value = extra.get(name)
    return value[:LONGEST_TEXT] if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class AssetEvent:
    """An asset event as a plain record."""

    asset: str
    time: datetime
    extra: Mapping[str, Any] = field(default_factory=dict)
    runs: int = 0
    """DAG runs that it started."""
    sent_by: str = ""
    """DAG and run id of the task that sent it, where the reader of the events tells."""
