"""Numbers of a workbook as a person sees them: a date, a share, an amount of money. Each cell says by which format.

Dates and times are written as in ISO 8601, whatever the language of the format; thousands are not set apart.
"""

import math
import re
from datetime import datetime, timedelta

GENERAL = "General"
_BUILT_IN: dict[str, tuple[int, ...]] = {
    "0": (1,),
    "0.00": (2,),
    "#,##0": (3, 37, 38),
    "#,##0.00": (4, 39, 40, 44),
    "0%": (9,),
    "0.00%": (10,),
    "yyyy-mm-dd": (14, 15, 16, 17, *range(27, 32), 34, 35, 36, *range(50, 55), 57, 58),
    "h:mm": (18, 20, 32, 55),
    "h:mm:ss": (19, 21, 33, 56),
    "yyyy-mm-dd h:mm": (22,),
    "mm:ss": (45, 47),
    "[h]:mm:ss": (46,),
}
BUILT_IN = {number: code for code, numbers in _BUILT_IN.items() for number in numbers}
"""Formats by the numbers that no file explains (ECMA-376 part 1, 18.8.30), dates in one form for all languages."""
DAY_SECONDS = 86_400
_SAID = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|([€$£¥ ])')
"""What stands beside the number: in quotes, behind a backslash, as a currency."""
_NO_DIGITS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_DIGITS = re.compile(r"(?P<whole>[0#?][0#?,]*)(?:\.(?P<decimals>[0#?]*))?")


def shown(value: str, code: str, first_day: datetime) -> str:
    """Returns a number as its cell shows it.

    Args:
        value: as the file has it; what is no number is returned as it is.
        code: the format, such as `0.00%`.
        first_day: day 0 of the workbook's dates.
    """
    try:
        number = float(value)
    except ValueError:
        return value
    section = code.partition(";")[0]
    bare = _NO_DIGITS.sub("", section)
    if not math.isfinite(number):
        return value
    if section == GENERAL or "@" in bare:
        return _plain(number)
    try:
        if _ELAPSED.search(section):
            return _elapsed(number)
        if re.search("[ymdhs]", bare, re.IGNORECASE):
            return _moment(number, bare.lower(), first_day)
    except (OverflowError, ValueError):
        return _plain(number)
    return _amount(number, section, bare)


def _plain(number: float) -> str:
    """What Excel keeps of a number: 15 digits."""
    return f"{number:.15g}"


def _elapsed(number: float) -> str:
    """Hours that may be more than a day has."""
    seconds = round(abs(number) * DAY_SECONDS)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    return f"{'-' if number < 0 else ''}{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def _moment(number: float, bare: str, first_day: datetime) -> str:
    if first_day.year == 1899 and number < 60:
        first_day += timedelta(days=1)
    moment = first_day + timedelta(seconds=round(number * DAY_SECONDS))
    has_time = re.search("[hs]", bare) is not None
    time = moment.strftime("%H:%M:%S" if "s" in bare else "%H:%M") if has_time else ""
    has_date = re.search("[yd]", bare) is not None or not has_time
    return f"{moment:%Y-%m-%d} {time}".strip() if has_date else time


def _amount(number: float, section: str, bare: str) -> str:
    found = _DIGITS.search(bare)
    if found is None or re.search(r"[eE/]|,(?![0#?])", bare):  # powers, fractions, thousands left off
        return _plain(number)
    decimals = found["decimals"] or ""
    number = number * 100 if "%" in bare else number
    digits = found["whole"].count("0") + len(decimals) + bool(decimals) + (number < 0)
    text = f"{number:0{digits}.{len(decimals)}f}"
    if optional := len(decimals.rstrip("#?")) - len(decimals):
        text = (text[:optional] + text[optional:].rstrip("0")).rstrip(".")
    placed = _DIGITS.search(_NO_DIGITS.sub(lambda beside: "~" * len(beside.group()), section)) or found
    before, after = section[: placed.start()], section[placed.end() :]
    return f"{_said(before)}{text}{'%' if '%' in bare else ''}{_said(after)}".strip()


def _said(part: str) -> str:
    return "".join(next(filter(None, found.groups()), "") for found in _SAID.finditer(part))
