"""What a provider of models answers instead of a reply, in words for a person: whether it lasts, and what to do next.

A provider's own words stay out of it, for they can quote the key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic_ai.exceptions import ModelAPIError

PASSING = frozenset({408, 409, 425, 429})
"""HTTP statuses below 500 that can be another one the next time."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a call failed.

    Args:
        said: what happened and what to do next, with the status and code that say so.
        lasts: the next call would end the same way.
        seconds: that the provider asks to wait; 0: it asks for none.
    """

    said: str
    lasts: bool
    seconds: float = 0.0


def fault(error: "ModelAPIError", advice: Mapping[str, str]) -> Fault:
    """Reads an error of Pydantic AI.

    Args:
        advice: what depends on what was asked: what to do when the call is `too_long`, `rejected`, one of `too_many` or
            `too_slow`, and where the `key` and the `host` are to be looked up.
    """
    lasts, said = _explained(error, advice)
    status, wait = getattr(error, "status_code", None), error.retry_after or 0.0
    codes = (f"HTTP {status}" if status else "", error.provider_error_code or error.provider_error_type or "")
    evidence = " ".join(filter(None, codes))
    asked = f"; it asks to wait {wait:g} s" if wait else ""
    return Fault(f"{said}{asked}" + (f" ({evidence})" if evidence else ""), lasts, wait)


def _explained(error: "ModelAPIError", advice: Mapping[str, str]) -> tuple[bool, str]:
    from pydantic_ai import exceptions as kinds

    host = advice["host"]
    lasting = {
        kinds.ModelAuthenticationError: f"the key was refused; check {advice['key']} and what it may do",
        kinds.ModelQuotaExceededError: "nothing is left to pay with; top the account up, or name another model",
        kinds.ModelNotFoundError: f"there is no such model; check its name and {host}",
        kinds.ModelContextWindowExceededError: advice["too_long"],
        kinds.ModelRequestRejectedError: advice["rejected"],
    }
    passing = {
        kinds.ModelRateLimitError: advice["too_many"],
        kinds.ModelRequestTimeout: advice["too_slow"],
        kinds.ModelTimeoutError: advice["too_slow"],
        kinds.ModelConnectionError: f"{_broken(error)}; check {host} if that goes on",
    }
    for kind, said in (lasting | passing).items():
        if isinstance(error, kind):
            return kind in lasting, said
    if type(error) is kinds.ModelAPIError:
        return False, f"its answer cannot be read; check {host} if that goes on"
    status = getattr(error, "status_code", 500)
    if status < 500 and status not in PASSING:
        return True, f"the call was rejected; check {host}"
    return False, "the provider failed; try again"


def _broken(error: "ModelAPIError") -> str:
    """What became of a connection that did not end as it should."""
    unsent = getattr(error, "phase", None) in ("pool", "connect")
    return "it cannot be reached" if unsent else "the connection broke off before its answer was whole"
