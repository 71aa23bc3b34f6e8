"""A corpus that the bundle itself has published, embedded and served; asked through the replica, as the page asks."""

from collections.abc import Mapping, Sequence
from pathlib import Path

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
        vectors = open_encoder(find_model(self.about.embedding_model), self._settings).encode(questions)
        return [
            self._replica.search(vector, limit, Filters(), asked) for vector, asked in zip(vectors, words, strict=True)
        ]

    def documents(self, questions: Sequence[str], mode: Mode) -> list[list[str]]:
        """Returns the documents for each question, in the order of the best passage of each."""
        return [list(dict.fromkeys(each.document for each in found)) for found in self.passages(questions, mode)]
