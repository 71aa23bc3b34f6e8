"""What two looks at a source differ in, for a person: names, as many as a line has room for."""

from collections.abc import Iterable, Mapping

LONGEST_NAMES = 160
"""Characters of one list of names; an event is a line in the log, and is stored for every run that it wakes."""


def changes(before: Mapping[str, str] | None, now: Mapping[str, str]) -> dict[str, str]:
    """Returns the names of files that were added, changed and removed; of which there are none, is left out.

    Args:
        before: what stands for each file's content, by its name; None: not known, so nothing is said.
    """
    if before is None:
        return {}
    found = {
        "added": now.keys() - before.keys(),
        "changed": {name for name in now.keys() & before.keys() if now[name] != before[name]},
        "removed": before.keys() - now.keys(),
    }
    return {what: some(names) for what, names in found.items() if names}


def some(names: Iterable[str]) -> str:
    """Returns the first names of many, and how many more there are; one that is too long is cut."""
    in_order = sorted(names)
    shown, room = list[str](), LONGEST_NAMES
    for name in in_order:
        if shown and len(name) > room:
            break
        shown.append(name if len(name) <= LONGEST_NAMES else f"{name[:LONGEST_NAMES]}…")
        room -= len(name) + 2
    more = len(in_order) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more else "")
