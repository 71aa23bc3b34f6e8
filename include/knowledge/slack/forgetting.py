"""Takes a user out of an archive: their words, who they are, and where others mention them; in private channels too."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import Any

from include.knowledge.conversations import Message
from include.knowledge.forgotten import REDACTED, Forgotten, mention, user_hash
from include.knowledge.slack.archive import Archive
from include.knowledge.slack.export import CHANNELS, SlackExport

AUTHORS = ("user", "user_id", "author_id")
"""Fields that say whose something is: a message, a file, a quoted message, a mention."""
MEMBERS = ("users.json", "org_users.json")
Lost = Mapping[str, Set[str]]
"""Messages that go, by the id of their channel."""


def lost_with(user: str, exports: Iterable[SlackExport]) -> Lost:
    """Returns the messages that go with a user: their own, and those of bots in the threads they wrote in."""
    threads: dict[tuple[str, str], list[Message]] = defaultdict(list)
    for export in exports:
        for one in (*export.posted, *export.log):
            if one.message:
                threads[one.channel.id, one.thread].append(one.message)
    forgotten, lost = Forgotten([user_hash(user)]), defaultdict[str, set[str]](set)
    for (channel, _), messages in threads.items():
        kept = {message.id for message in forgotten.spare(messages)}
        lost[channel] |= {message.id for message in messages} - kept
    return lost


def without_user(data: bytes, user: str, lost: Lost) -> bytes:
    """Returns an archive without a user; the same one where nothing of them is in it.

    Raises:
        UnreadableDocument: something in it is broken.
    """
    archive = Archive(data)
    channels = {str(one["name"]): str(one["id"]) for one in archive.json(CHANNELS)}
    sought, changed = mention(user), False

    def change(name: str, content: bytes) -> bytes:
        nonlocal changed
        stamps = lost.get(channels.get(name.partition("/")[0], ""), frozenset())
        if not name.endswith(".json") or not (sought.search(content) or any(one.encode() in content for one in stamps)):
            return content
        changed = True
        left = _Walk(user, stamps, is_members=name in MEMBERS).without(archive.json(name))
        return json.dumps(left, ensure_ascii=False, indent=1).encode()

    rewritten = archive.rewritten(change)
    return rewritten if changed else data


class _Walk:
    """Goes through what a JSON file holds."""

    def __init__(self, user: str, stamps: Set[str], *, is_members: bool) -> None:
        self._user = user
        self._stamps = stamps
        self._authors = (*AUTHORS, "id") if is_members else AUTHORS
        self._mention = re.compile(mention(user).pattern.decode())

    def without(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._mention.sub(REDACTED, value)
        if isinstance(value, list):
            return [self.without(one) for one in value if not self._goes(one)]
        if isinstance(value, dict):
            return {self.without(name): self.without(one) for name, one in value.items() if not self._goes(one)}
        return value

    def _goes(self, value: Any) -> bool:
        if not isinstance(value, dict):
            return bool(value == self._user)
        is_theirs = any(value.get(name) == self._user for name in self._authors)
        is_their_topic = "value" in value and value.get("creator") == self._user
        return is_theirs or is_their_topic or str(value.get("ts")) in self._stamps
