"""What is not Airflow's stands in a module beside the DAG file; with a dataclass and type hints."""

from tests.course.matrix import changed, former

HELPER = '''"""Comparing what is there with what was."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Difference:
    added: frozenset[str] = field(default_factory=frozenset)
    changed: frozenset[str] = field(default_factory=frozenset)
    deleted: frozenset[str] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.deleted)


def difference(now: dict[str, str], before: dict[str, dict]) -> Difference:
    both = now.keys() & before.keys()
    return Difference(
        added=frozenset(now.keys() - before.keys()),
        changed=frozenset(name for name in both if now[name] != before[name]["sha256"]),
        deleted=frozenset(before.keys() - now.keys()),
    )
'''
MINE = changed(
    former("5.4"),
    [
        (
            "from include.course.workshop import Workshop\n",
            "from include.course.workshop import Workshop\nfrom my_comparing import difference\n",
        ),
        (
            """        added = hashes.keys() - published.keys()
        deleted = published.keys() - hashes.keys()
        changed = {name for name in hashes.keys() & published.keys() if hashes[name] != published[name]["sha256"]}
        if not (added or changed or deleted):
""",
            """        found = difference(hashes, published)
        added, changed, deleted = found.added, found.changed, found.deleted
        if not found:
""",
        ),
    ],
)
FILES = {"mine.py": MINE, "my_comparing.py": HELPER}
