"""Small exports of a workspace, in the form in which Slack writes them; nobody in them is real."""

import io
import json
import zipfile
from typing import Any

MIRA, BEN, BOT = "U0MIRA", "U0BEN", "U0BOT"
MEMBERS = [
    {"id": MIRA, "name": "mira", "profile": {"real_name": "Mira Vogt"}},
    {"id": BEN, "name": "ben", "real_name": "Ben Roth", "deleted": True},
    {"id": BOT, "name": "deploys", "is_bot": True},
]
CHANNELS = [{"id": "C1", "name": "general", "creator": MIRA, "members": [MIRA, BEN],
             "topic": {"value": "Mira's topic", "creator": MIRA, "last_set": 1}}]  # fmt: skip
MONDAY, TUESDAY = 1772442000, 1772528400
"""2026-03-02 and 03 at 09:00 UTC, in seconds."""


def said(user: str, text: str, at: int, **more: Any) -> dict[str, Any]:
    """A message as it stands in the file of a day."""
    return {"type": "message", "user": user, "text": text, "ts": stamp(at), **more}


def stamp(at: int) -> str:
    return f"{at}.000100"


def workspace(days: dict[str, Any], *, written: tuple[int, ...] = (2026, 3, 31, 2, 0, 0), **files: Any) -> bytes:
    """An archive with what was said, by `channel/day`; other files by their name without its ending."""
    top = {"channels.json": CHANNELS, "users.json": MEMBERS, **{f"{name}.json": found for name, found in files.items()}}
    return zipped({**top, **{f"{day}.json": found for day, found in days.items()}}, written)


def zipped(files: dict[str, Any], written: tuple[int, ...] = (2026, 3, 31, 2, 0, 0)) -> bytes:
    """A zip of files; what is no text is written as JSON."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, found in files.items():
            item = zipfile.ZipInfo(name, written)  # type: ignore[arg-type]
            archive.writestr(item, found if isinstance(found, str) else json.dumps(found), zipfile.ZIP_DEFLATED)
    return whole.getvalue()
