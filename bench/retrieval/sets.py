"""Judged questions in the form of BEIR (Thakur et al., 2021): corpus.jsonl, queries.jsonl, qrels/test.tsv."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Documents, questions, and which documents answer which question."""

    name: str
    documents: Mapping[str, str]
    """By id, as the file that is published: one with a title is Markdown, and has it as its heading."""
    questions: Mapping[str, str]
    """Those that are judged, by id."""
    gains: Mapping[str, Mapping[str, int]]
    """By question: how well a document answers it, above 0."""


def read_set(folder: Path) -> RetrievalSet:
    """Returns the set in a folder.

    Raises:
        OSError: a file is missing.
        KeyError: a line lacks a field.
    """
    gains: dict[str, dict[str, int]] = defaultdict(dict)
    with (folder / "qrels" / "test.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if int(row["score"]) > 0:
                gains[row["query-id"]][row["corpus-id"]] = int(row["score"])
    documents = {row["_id"]: _text(row) for row in _lines(folder / "corpus.jsonl")}
    questions = {row["_id"]: row["text"] for row in _lines(folder / "queries.jsonl") if row["_id"] in gains}
    return RetrievalSet(folder.name, documents, questions, dict(gains))


def _text(row: Mapping[str, Any]) -> str:
    title = " ".join(row.get("title", "").split())
    return f"# {title}\n\n{row['text']}\n" if title else row["text"]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
