"""Whose messages must not come back with the next export. Hashes are kept, no names and no ids."""

import re
from collections.abc import Iterable
from hashlib import sha256

from include.knowledge.conversations import Message
from include.lake.queries import read_rows
from include.lake.tables import Lake

REDACTED = "(forgotten)"
_WORD = re.compile(r"[\w.-]*[\w]")


def user_hash(user: str) -> str:
    """Returns what stays of a forgotten user; whoever has the id can check it, so it is pseudonymous, not anonymous."""
    return sha256(f"forgotten user {user}".encode()).hexdigest()


def mention(user: str) -> re.Pattern[bytes]:
    """Finds the id of a user in what a file holds, and no longer id that begins with it."""
    return re.compile(rb"(?<![\w.-])" + re.escape(user.encode()) + rb"(?![\w-])")


class Forgotten:
    """The forgotten users, as they were at one moment."""

    def __init__(self, hashes: Iterable[str]) -> None:
        self._hashes = frozenset(hashes)

    @classmethod
    def of(cls, lake: Lake) -> "Forgotten":
        """Returns the users whom the table says are forgotten."""
        return cls(row["user_hash"] for row in read_rows(lake.open("forgettings"), "user_hash"))

    def __contains__(self, user: str) -> bool:
        return user_hash(user) in self._hashes

    def spare(self, messages: Iterable[Message]) -> list[Message]:
        """Returns what may stay of a thread: no message of a forgotten user, no id of one in the words of others.

        What a bot wrote in a thread of theirs goes, too: bots repeat what they were told.
        """
        found = list(messages)
        if not self._hashes:
            return found
        touched = any(message.user in self for message in found)
        kept = (message for message in found if message.user not in self and not (touched and message.bot))
        return [message.model_copy(update={"text": self._redacted(message.text)}) for message in kept]

    def _redacted(self, text: str) -> str:
        return _WORD.sub(lambda word: REDACTED if word[0] in self else word[0], text)
