"""What the table library says, in words for a person."""

import os
import re

from include.errors import LakeError, LakeRefused, is_refusal
from include.proxy import asked_instead
from include.sources.s3_client import endpoint

_REFUSALS = (
    "lacked the necessary privileges",
    "lacked valid authentication credentials",
    "Permission denied",
    "Not a directory",
    "Read-only file system",
    "NoSuchBucket",
    "AccessDenied",  # of a listing
)


def error_kind(error: Exception) -> type[LakeError]:
    """Returns the class of an error that passes or of one that lasts: Delta tells them apart in words only."""
    refused = is_refusal(error) or any(words in str(error) for words in _REFUSALS)
    return LakeRefused if refused else LakeError


def is_lost_file(error: BaseException) -> bool:
    """Says whether a data file of the table is gone."""
    return bool(re.search(r"Object at location .* not found", str(error), re.DOTALL))


def lost_file(table_uri: str) -> str:
    """Returns the line that says what to do when a table has lost a data file."""
    return (
        f"the table {table_uri.rstrip('/')} has lost a data file; run python -m include.verify --repair, which makes "
        "its rows again from the source"
    )


def first_line(error: BaseException) -> str:
    """Returns the line for a person: what S3 says, where it says something, else the first one."""
    text, proxy = str(error), ""
    if "S3" in text:  # the table library asks as the environment says
        proxy = asked_instead(endpoint(os.environ), obeyed=True)
    if said := re.search(r"<Code>(.*?)</Code>.*?<Message>(.*?)</Message>", text, re.DOTALL):
        return f"{said[1]}: {' '.join(said[2].split())}{proxy}"
    return (text.splitlines() or [type(error).__name__])[0] + proxy
