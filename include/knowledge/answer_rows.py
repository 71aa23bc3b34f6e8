"""What a row of `answers` says: what the answer stands on and quotes, as JSON, and what its page is called."""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

DOCUMENT, FACT = "document", "fact"
ANSWERED, NO_ANSWER, REFUSED = "answered", "no answer", "refused"
"""What came of a question. Refused: a model replied, and its citations do not hold."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage, or a fact of the asker, that was found for a question."""

    kind: str
    """`DOCUMENT` or `FACT`."""
    source: str
    """Id of the document, or of the user whose fact it is."""
    heading: str
    hash: str
    """sha256 of the text, hexadecimal."""
    score: float
    """Cosine similarity to the question, -1 to 1; less of what is doubted."""
    text: str = ""
    """Not kept in the table: its source has it."""
    doubted: bool = False
    """Readers called an answer to the question wrong that cited it."""

    @property
    def stands_for(self) -> tuple[str, str, str, str, bool]:
        """What makes it the same evidence another day; a score alone does not."""
        return self.kind, self.source, self.heading, self.hash, self.doubted


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a source."""

    source: str
    heading: str
    quote: str
    """Word for word."""
    kind: str = DOCUMENT
    hash: str = ""
    """Hash of the passage or fact that has the quote."""


def same_evidence(former: Sequence[Evidence], now: Sequence[Evidence]) -> bool:
    """Says whether an answer still stands on the same words, in the same order."""
    return [each.stands_for for each in former] == [each.stands_for for each in now]


def evidence_json(found: Iterable[Evidence]) -> str:
    """Returns the evidence for its column, without the texts."""
    rows = [asdict(each) for each in found]
    return json.dumps([{name: row[name] for name in row if name != "text"} for row in rows], ensure_ascii=False)


def read_evidence(column: str) -> list[Evidence]:
    """Returns evidence of the column `evidence`."""
    return [Evidence(**row) for row in json.loads(column)]


def citations_json(cited: Iterable[Citation]) -> str:
    """Returns the citations for their column."""
    return json.dumps([asdict(each) for each in cited], ensure_ascii=False)


def read_citations(column: str) -> list[Citation]:
    """Returns citations of the column `citations`."""
    return [Citation(**row) for row in json.loads(column)]


def plain(text: str) -> str:
    """Returns a text as it is compared: a line break or the form of an accent makes no other quote, a word does."""
    return " ".join(unicodedata.normalize("NFC", text).split())


TABLE = "answers"


def page_of(id_: str) -> str:
    """Returns what an answer's page is known by among the reports of runs; every run that gives it shows this one."""
    return f"answer {id_}"
