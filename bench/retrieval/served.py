"""A corpus that the bundle itself has published, embedded and served; asked through the replica, as the page asks."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from include.embedding.encoder import open_encoder
from include.embedding.model import find_model
from include.search.modes import Mode, words_of
from include.search.passage import Filters, Passage
from include.search.replica import Replica, path_of
from include.settings import Settings
from include.sync.run import sync

PASSAGES = 300
"""Asked for each question: a document may have several among the first."""


class Served:
    """An index of texts.

    Args:
        folder: where source, tables and store are; what is there already is not embedded again.
        documents: texts by the name of their file.
    """

    def __init__(self, folder: Path, documents: Mapping[str, str]) -> None:
        source = folder / "documents"
        for name, text in documents.items():
            path = source / name
            if not path.exists() or path.read_text("utf-8") != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
        self._settings = Settings.from_environment(
            {"DOCUMENTS_URI": str(source), "LAKE_URI": str(folder / "lake"), "QDRANT_PATH": str(folder / "qdrant")}
        )
        sync(self._settings, lambda _work: None, lambda _what, _done, _total: None)
        self._replica = Replica(path_of(self._settings))
        self.about = self._replica.about
        self._vectors: dict[str, np.ndarray] = {}

    def texts(self) -> list[tuple[str, str]]:
        """Returns document and text of every passage."""
        names = sorted(path.relative_to(self._source).as_posix() for path in self._source.rglob("*") if path.is_file())
        return [(passage.document, passage.text) for name in names for passage in self._replica.passages(name)]

    @property
    def _source(self) -> Path:
        return Path(self._settings.documents_uri)

    def passages(self, questions: Sequence[str], mode: Mode, limit: int = PASSAGES) -> list[list[Passage]]:
        """Returns the passages for each question, best first."""
        words = [words_of(question, self.about, mode) for question in questions]
        if mode is Mode.WORDS:
            return [self._replica.search(None, limit, Filters(), asked) for asked in words]
        if new := [question for question in questions if question not in self._vectors]:
            encoder = open_encoder(find_model(self.about.embedding_model), self._settings)
            self._vectors |= zip(new, encoder.encode_questions(new), strict=True)
        return [
            self._replica.search(self._vectors[question], limit, Filters(), asked)
            for question, asked in zip(questions, words, strict=True)
        ]
