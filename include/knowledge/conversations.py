"""An export of conversations: a JSON file a thread, as the chat had it when it was exported.

What people wrote is never trusted: it is text to be quoted, at most `max_document_bytes` a file, and no path, no
markup and no order to anybody.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from include.errors import UnreadableDocument

EXPORTED = ("/**/*.json", "/**/*.zip")
"""Files of an export, in any folder of it: a thread each, or the whole export of a Slack workspace."""
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Message(BaseModel):
    """One message as it stands now: an edit has replaced what was there before."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Name
    user: Name
    """Who wrote it. Two users can have one name, never one id."""
    name: Name
    time: AwareDatetime
    text: str
    deleted: bool = False
    bot: bool = False


class Thread(BaseModel):
    """A thread with its messages."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    thread: Name
    exported_at: AwareDatetime
    channel: str = ""
    messages: Annotated[Sequence[Message], Field(min_length=1)]

    @property
    def spoken(self) -> list[Message]:
        """Messages that are still there, in order of their time."""
        there = [message for message in self.messages if not message.deleted and message.text.strip()]
        return sorted(there, key=lambda message: (message.time, message.id))


def read_thread(data: bytes) -> Thread:
    """Returns a file of an export.

    Raises:
        UnreadableDocument: it is no such file; the message says what is wrong where.
    """
    try:
        thread = Thread.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UnreadableDocument(f"it is no exported thread: {where or 'the file'}: {first['msg']}") from None
    ids = [message.id for message in thread.messages]
    if twice := next((id_ for id_ in ids if ids.count(id_) > 1), ""):
        raise UnreadableDocument(f"it is no exported thread: the message {twice} is there twice")
    return thread


def newest(threads: Iterable[Thread]) -> Thread:
    """Returns the export of a thread that counts: the one exported last; of two at once the longer one."""
    return max(threads, key=lambda thread: (thread.exported_at, len(thread.messages)))


def pack(messages: Iterable[Message]) -> str:
    """Returns messages as JSON, the same text for the same messages."""
    shown = ("id", "user", "name", "time", "text", "bot")
    rows = [json.loads(message.model_dump_json(include=set(shown))) for message in messages]
    return json.dumps(rows, ensure_ascii=False, sort_keys=True)


def unpack(content: str) -> list[Message]:
    """Returns the messages that `pack` has packed."""
    return [Message.model_validate(row) for row in json.loads(content)]


def moment(time: datetime) -> str:
    """Returns a time as the tables have it: UTC, to the second."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
