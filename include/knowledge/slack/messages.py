"""One message of Slack: who wrote it, what it says without Slack's markup, and what became of it later."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from include.knowledge.conversations import Message

SAID = ("", "me_message", "thread_broadcast", "file_share", "bot_message")
"""Kinds of messages in which somebody says something; others tell that a person joined, a topic was set, and so on."""
CHANGED, DELETED, TOMBSTONE = "message_changed", "message_deleted", "tombstone"
"""Entries of workspaces that keep a log of edits and deletions; what stands for a deleted message that has replies."""
SLACKBOT = "USLACKBOT"
Stamp = Annotated[str, StringConstraints(pattern=r"^\d{1,10}\.\d{1,6}$")]
"""A moment in seconds; within a channel it is also the id of the message."""
_MARKUP = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


class Profile(BaseModel):
    """What a message or a member says of a name."""

    model_config = ConfigDict(extra="ignore")

    real_name: str | None = None
    display_name: str | None = None
    name: str | None = None

    @property
    def shown(self) -> str:
        told = (self.real_name, self.display_name, self.name)
        return next((name.strip() for name in told if name and name.strip()), "")


class Edited(BaseModel):
    """That a message was edited, and when."""

    ts: Stamp


class Entry(BaseModel):
    """An entry in the file of a day, with what is asked of it."""

    model_config = ConfigDict(extra="ignore")

    ts: Stamp
    subtype: str | None = None
    user: str | None = None
    bot_id: str | None = None
    username: str | None = None
    user_profile: Profile | None = None
    text: str | None = None
    thread_ts: Stamp | None = None
    edited: Edited | None = None
    message: "Entry | None" = None
    """What an edited message says now."""
    deleted_ts: Stamp | None = None

    @property
    def is_said(self) -> bool:
        """Whether somebody says something in it; what has no author is nobody's word."""
        return (self.subtype or "") in SAID and bool(self.user or self.bot_id)

    @property
    def edited_at(self) -> Decimal:
        return Decimal(self.edited.ts) if self.edited else Decimal(0)


@dataclass(frozen=True, slots=True)
class Members:
    """Who is in the workspace: names by id, and whose id is a bot's."""

    names: Mapping[str, str]
    bots: frozenset[str]


def read_message(entry: Entry, members: Members) -> Message:
    """Returns a message as the tables have it; a file that was sent with it stays where it is."""
    user = entry.user or entry.bot_id or ""
    told = entry.username or (entry.user_profile.shown if entry.user_profile else "")
    return Message(
        id=entry.ts,
        user=user,
        name=(members.names.get(user) or told.strip() or user)[:200],
        time=moment(entry.ts),
        text=plain(entry.text or ""),
        bot=bool(entry.bot_id) or user in members.bots,
    )


def moment(stamp: str) -> datetime:
    """Returns the time that a stamp says, to the microsecond."""
    seconds, _, fraction = stamp.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=int(fraction.ljust(6, "0")))


def plain(text: str) -> str:
    """Returns a text without Slack's markup.

    Somebody who is mentioned stays an id: a name could not be found again when that person is to be forgotten.
    """
    return html.unescape(_MARKUP.sub(_shown, text))


def _shown(found: re.Match[str]) -> str:
    target, label = found[1], found[2]
    if target.startswith("@"):
        return target
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:]}"
    return label or target
