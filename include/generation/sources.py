"""The five sources of generation, read from a folder or an S3 prefix: plain files that a team edits.

A line of a CSV file that cannot be used stops the reading with one line that names it: half a catalogue would make
half of the tasks orphans.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from string import Template
from typing import TypeVar

from include.errors import SourceRefused
from include.generation.meaning import read_text
from include.sources.documents import DocumentSource, open_source
from include.sources.observation import wanted_files

PATTERNS: Mapping[str, tuple[str, ...]] = {
    "concepts": ("/concepts/*.md",),
    "llm_models": ("/llm_models.csv",),
    "link_templates": ("/link_templates.csv", "/link_templates/*.txt"),
    "essay_templates": ("/essay_templates.csv", "/essay_templates/*.txt"),
    "evaluation_templates": ("/evaluation_templates.csv", "/evaluation_templates/*.txt"),
}
"""Files of each observed source: a table and its folder are one."""
PLACEHOLDERS: Mapping[str, tuple[str, str]] = {
    "link_templates": ("concepts", "concepts"),
    "essay_templates": ("links", "concepts"),
    "evaluation_templates": ("essay", "concepts"),
}
"""What a template of a kind must contain, and what it may."""
YES, NO = ("yes", "true", "1"), ("no", "false", "0", "")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Concept:
    """A file `concepts/<id>.md`."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A line of `llm_models.csv`."""

    id: str
    provider: str
    """`local`, or the id of an Airflow connection."""
    price: float
    """Price of a million tokens, read or written, in the team's money."""
    for_generation: bool
    for_evaluation: bool


@dataclass(frozen=True, slots=True)
class PromptTemplate:
    """A line of a table of templates with the text `<folder>/<id>.txt`."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that is active in the five sources, each part sorted by id."""

    concepts: tuple[Concept, ...]
    models: tuple[ModelChoice, ...]
    link_templates: tuple[PromptTemplate, ...]
    essay_templates: tuple[PromptTemplate, ...]
    evaluation_templates: tuple[PromptTemplate, ...]


def read_catalogue(uri: str, largest_bytes: int) -> Catalogue:
    """Returns everything that is active.

    Raises:
        SourceError: the folder cannot be read.
        SourceRefused: a file is missing or cannot be used; the line says which and why.
        UnreadableDocument: a file cannot be read.
    """
    files = _Files(uri, largest_bytes)
    return Catalogue(
        concepts=tuple(
            Concept(PurePosixPath(name).stem, files.text(name)) for name in files.names if name.startswith("concepts/")
        ),
        models=files.rows("llm_models.csv", _model),
        link_templates=files.templates("link_templates"),
        essay_templates=files.templates("essay_templates"),
        evaluation_templates=files.templates("evaluation_templates"),
    )


class _Files:
    def __init__(self, uri: str, largest_bytes: int) -> None:
        self._uri = uri
        wanted = wanted_files([pattern for patterns in PATTERNS.values() for pattern in patterns])
        self._source: DocumentSource = open_source(uri, largest_bytes, wanted)
        listed = self._source.list()
        for item in listed:
            if item.problem:
                raise SourceRefused(f"{uri}/{item.id}: {item.problem}")
        self.names = [item.id for item in listed]

    def text(self, name: str) -> str:
        if name not in self.names:
            raise SourceRefused(f"{self._uri}/{name} is missing; write it, or take away what names it")
        try:
            text = read_text(self._source.read(name))
        except UnicodeDecodeError:
            raise SourceRefused(f"{self._uri}/{name} is not UTF-8; save it as UTF-8") from None
        if not text:
            raise SourceRefused(f"{self._uri}/{name} is empty; write something, or delete it")
        return text

    def rows(self, name: str, made: Callable[[Mapping[str, str]], T]) -> tuple[T, ...]:
        """Returns active lines of a CSV file, by id."""
        found: dict[str, T] = {}
        seen: set[str] = set()
        for number, row in enumerate(csv.DictReader(io.StringIO(self.text(name))), start=2):
            where = f"{self._uri}/{name}, line {number}"
            try:
                line = {column: (row[column] or "").strip() for column in row if isinstance(column, str)}
                key = _identifier(line["id"])
                if key in seen:
                    raise ValueError(f"id {key} is there twice")
                seen.add(key)
                if _yes(line["active"]):
                    found[key] = made(line)
            except KeyError as error:
                raise SourceRefused(f"{where}: the column {error} is missing") from None
            except ValueError as error:
                raise SourceRefused(f"{where}: {error}") from None
        return tuple(found[key] for key in sorted(found))

    def templates(self, kind: str) -> tuple[PromptTemplate, ...]:
        def template(row: Mapping[str, str]) -> PromptTemplate:
            text = self.text(f"{kind}/{row['id']}.txt")
            _check_placeholders(f"{kind}/{row['id']}.txt", text, PLACEHOLDERS[kind])
            return PromptTemplate(row["id"], row["title"], text)

        return self.rows(f"{kind}.csv", template)


def _model(row: Mapping[str, str]) -> ModelChoice:
    price = float(row["price"])
    if not 0 <= price < 1e9:
        raise ValueError(f"the price is {row['price']!r}; it must be a number of 0 or more")
    if not row["provider"]:
        raise ValueError("the provider is empty; write `local` or the id of an Airflow connection")
    return ModelChoice(row["id"], row["provider"], price, _yes(row["for_generation"]), _yes(row["for_evaluation"]))


def _check_placeholders(name: str, text: str, known: Sequence[str]) -> None:
    template = Template(text)
    found = template.get_identifiers() if template.is_valid() else ["$"]
    if unknown := [place for place in found if place not in known]:
        raise ValueError(f"{name} has the place {unknown[0]!r}; it can have {' and '.join(f'${k}' for k in known)}")
    if known[0] not in found:
        raise ValueError(f"{name} has no place ${known[0]} for what it is about")


def _identifier(text: str) -> str:
    if not text or not all(letter.isalnum() or letter in "._-" for letter in text) or text.startswith("."):
        raise ValueError(f"id {text!r} can have letters, digits, '.', '_' and '-' only")
    return text


def _yes(text: str) -> bool:
    if text.lower() not in YES + NO:
        raise ValueError(f"{text!r} is neither yes nor no")
    return text.lower() in YES
