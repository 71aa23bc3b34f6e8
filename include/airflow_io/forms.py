"""What a person typed into a trigger form, before anything is done with it."""

import math
from collections.abc import Collection, Mapping
from typing import Any

from include.errors import SettingsError


def checked_form(typed: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """Returns the values of a form. Airflow's own check lets through what a schema cannot say.

    Args:
        typed: values by name, defaults included.
        fields: names that the form has. Airflow adds any other name that was typed, and the field that was meant
            keeps its default: then something else would be done than what was asked for.

    Raises:
        SettingsError: a name that the form does not have, a text that is no valid Unicode, a number that is none.
            The line has no value: it may be about a person.
    """
    if unknown := sorted(map(ascii, typed.keys() - set(fields))):
        raise SettingsError(f"the form has no field {', '.join(unknown)}; it has {', '.join(fields)}; nothing was done")
    for name, value in typed.items():
        if problem := _problem(value):
            raise SettingsError(f"the field {name!r} of the form {problem}; nothing was done")
    return dict(typed)


def _problem(value: Any) -> str:
    """What no schema of Airflow's refuses; empty where there is nothing."""
    match value:
        case str():
            return "" if _is_unicode(value) else "has half a character (a lone surrogate); type it again"
        case float() if not math.isfinite(value):
            return f"is {value}; type a number"
        case list():
            return next(filter(None, map(_problem, value)), "")
    return ""


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
