"""Small changes of a folder of documents, for measuring the work of a sync alone."""

from pathlib import Path

COMMITS = 10
"""That are counted; one before them warms up."""


def change(source: Path, number: int) -> None:
    """Add a sentence to one, two or three documents, other ones each time."""
    files = sorted(path for path in source.rglob("*") if path.is_file())
    for offset in range(1 + number % 3):
        with files[(number * 3 + offset) % len(files)].open("a", encoding="utf-8") as file:
            file.write(f"\n\nRemark {number} of the reviewer: see section {offset + 1}.\n")
