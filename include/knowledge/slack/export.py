"""The export of a workspace as threads: replies belong together, and so does what a channel says in a day beside them.

Public channels alone are read: what is said in private channels and direct messages is no common knowledge.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from include.errors import UnreadableDocument
from include.knowledge.conversations import Message, Name, Thread
from include.knowledge.slack.archive import Archive
from include.knowledge.slack.messages import (
    CHANGED,
    DELETED,
    SLACKBOT,
    TOMBSTONE,
    Entry,
    Members,
    Profile,
    read_message,
)

CHANNELS, USERS = "channels.json", "users.json"
_DAY = re.compile(r"([^/]+)/(\d{4}-\d{2}-\d{2})\.json")


class Channel(BaseModel):
    """A line of `channels.json`."""

    model_config = ConfigDict(extra="ignore")

    id: Name
    name: Name


class Member(BaseModel):
    """A line of `users.json`."""

    model_config = ConfigDict(extra="ignore")

    id: Name
    name: str | None = None
    real_name: str | None = None
    is_bot: bool | None = None
    profile: Profile | None = None

    @property
    def shown(self) -> str:
        told = (self.real_name, self.profile.shown if self.profile else "", self.name, self.id)
        return next(name.strip() for name in told if name and name.strip())


@dataclass(frozen=True, slots=True)
class Posted:
    """A message where it stands, as it was posted, edited or deleted."""

    channel: Channel
    day: str
    """Of the file it stands in."""
    id: str
    root: str
    """The message that it replies to, or itself; empty where nobody replied."""
    edited_at: Decimal
    message: Message | None
    """None: it was deleted."""

    @property
    def key(self) -> tuple[str, str]:
        return self.channel.id, self.id

    @property
    def thread(self) -> str:
        """Id of the thread that it belongs to."""
        return f"{self.channel.id}/{self.root or self.day}"


@dataclass(frozen=True, slots=True)
class SlackExport:
    """What one archive holds of public channels."""

    exported_at: datetime
    days: tuple[str, ...]
    """The days of which there is a file, in order."""
    users: Mapping[str, str]
    """Names of all members, by id."""
    posted: Sequence[Posted]
    log: Sequence[Posted]
    """What became of messages later, where the workspace keeps a log of it."""

    def covers(self, day: str) -> bool:
        """Says whether a day lies between its first and its last one."""
        return bool(self.days) and self.days[0] <= day <= self.days[-1]


def read_slack_export(data: bytes) -> SlackExport:
    """Returns what an archive holds.

    Raises:
        UnreadableDocument: something in it is broken; the line says what. Half an export would look like deletions.
    """
    archive = Archive(data)
    channels = {one.name: one for one in _read(archive, CHANNELS, list[Channel])}
    people = _read(archive, USERS, list[Member])
    members = Members({one.id: one.shown for one in people}, frozenset(one.id for one in people if one.is_bot))
    days = [found for name in archive.names if (found := _DAY.fullmatch(name)) and found[1] in channels]
    posted, log = list[Posted](), list[Posted]()
    for found in days:
        channel, day = channels[found[1]], found[2]
        for entry in _read(archive, found[0], list[Entry]):
            if entry.is_said and entry.user != SLACKBOT:
                posted.append(_posted(channel, day, entry, members))
            elif later := _later(channel, day, entry, members):
                log.append(later)
    times = [archive.written_at, *(one.message.time for one in posted if one.message)]
    return SlackExport(max(times), tuple(sorted({found[2] for found in days})), members.names, posted, log)


def _read(archive: Archive, name: str, kind: Any) -> Any:
    try:
        return TypeAdapter(kind).validate_python(archive.json(name))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UnreadableDocument(f"its {name!r} is not as Slack writes it: {where or 'all'}: {first['msg']}") from None


def _posted(channel: Channel, day: str, entry: Entry, members: Members) -> Posted:
    try:
        message = read_message(entry, members)
    except ValidationError:
        raise UnreadableDocument(f"the message {entry.ts} of {channel.name} on {day} has no usable author") from None
    return Posted(channel, day, entry.ts, entry.thread_ts or "", entry.edited_at, message)


def _later(channel: Channel, day: str, entry: Entry, members: Members) -> Posted | None:
    """What an entry of the log says of an earlier message."""
    if entry.subtype == DELETED and entry.deleted_ts:
        return Posted(channel, day, entry.deleted_ts, "", Decimal(entry.ts), None)
    if entry.subtype == CHANGED and entry.message:
        now = entry.message
        if now.subtype == TOMBSTONE:
            return Posted(channel, day, now.ts, "", Decimal(entry.ts), None)
        return replace(_posted(channel, day, now, members), edited_at=Decimal(entry.ts)) if now.is_said else None
    return None


def threads_of(exports: Mapping[str, SlackExport]) -> Iterator[tuple[str, Thread]]:
    """Returns the threads of all archives together, each with the first archive that has its last message.

    For the days from its first to its last one a later archive counts, and an earlier one does not.
    """
    in_order = sorted(exports.items(), key=lambda item: (item[1].exported_at, item[0]))
    first: dict[tuple[str, str], str] = {}
    for file, export in in_order:
        for one in export.posted:
            first.setdefault(one.key, file)
    threads: dict[str, list[Posted]] = defaultdict(list)
    for one in _standing([export for _, export in in_order]):
        threads[one.thread].append(one)
    for name, found in threads.items():
        messages = sorted((one.message for one in found if one.message), key=lambda message: (message.time, message.id))
        file = first[found[0].channel.id, messages[-1].id]
        channel = max(found, key=lambda one: one.day).channel.name
        yield file, Thread(thread=name, exported_at=exports[file].exported_at, channel=channel, messages=messages)


def _standing(in_order: Sequence[SlackExport]) -> Iterator[Posted]:
    """Messages of all archives as they are now."""
    posted: dict[tuple[str, str], Posted] = {}
    log: list[Posted] = []
    for number, export in enumerate(in_order):
        later = in_order[number + 1 :]
        posted |= {one.key: one for one in export.posted if not any(other.covers(one.day) for other in later)}
        log += [one for one in export.log if not any(other.covers(one.day) for other in later)]
    for one in sorted(log, key=lambda one: one.edited_at):
        before = posted.get(one.key)
        if before and one.edited_at > before.edited_at:
            posted[one.key] = replace(before, edited_at=one.edited_at, message=one.message)
    yield from (one for one in posted.values() if one.message)
