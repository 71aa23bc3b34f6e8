"""What a listing passes over, counted: whoever misses a document can see why it is none."""

from collections import Counter
from collections.abc import Mapping

from include.sources.names import ending, is_hidden, is_lock_file

SHOWN_ENDINGS = 8
LONGEST_ENDING = 12
"""Characters; what is longer is no ending but a name with a dot in it."""
HIDDEN, LOCKS, PLAIN = "hidden files", "lock files of open documents", "without an ending"
HIDDEN_FOLDERS, LINKED_FOLDERS, DEEP_FOLDERS = "hidden folders", "linked folders", "folders whose path is too long"


class LeftOut:
    """Counts by what was left out: a kind, or the ending of a name."""

    def __init__(self) -> None:
        self._counted: Counter[str] = Counter()

    @property
    def counts(self) -> Mapping[str, int]:
        """The most frequent first."""
        return dict(self._counted.most_common())

    def file(self, name: str) -> None:
        """A file that is no document."""
        self._counted[_kind(name)] += 1

    def folder(self, kind: str) -> None:
        """A folder that is not looked into."""
        self._counted[kind] += 1


def left_out_words(counts: Mapping[str, int]) -> str:
    """Returns the same in one line; empty where nothing was left out."""
    shown = [f"{count:,} {what}" for what, count in list(counts.items())[:SHOWN_ENDINGS]]
    more = sum(list(counts.values())[SHOWN_ENDINGS:])
    return ", ".join((*shown, *([f"{more:,} others"] if more else [])))


def _kind(name: str) -> str:
    if is_lock_file(name):
        return LOCKS
    if is_hidden(name):
        return HIDDEN
    kind = ending(name)
    return kind if kind.isprintable() and 1 < len(kind) <= LONGEST_ENDING else PLAIN
