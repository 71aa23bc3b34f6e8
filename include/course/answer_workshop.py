"""The plumbing of an exercise on answers: a few pages, an index of them, and sentences that are near a question.

The journal notes each search and each reading, so nobody has to be believed who says that nothing was done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from include.answers.passage_sentences import passage_sentences
from include.course.recipe import OF_THE_BUNDLE
from include.course.workshop import Workshop

PASSAGES = 3
"""A search finds so many at most."""
NEAR = 0.3
"""Cosine similarity from which a passage is found at all."""
NEAR_ENOUGH = 0.5
"""Cosine similarity of a sentence that answers. Measured on these pages: of a golden question it has 0.64 or more; the
nearest to a question that they do not answer has 0.46."""
PAGES = {
    "leave.md": "# Leave\n\nSwitch off the lamp, close the window and lock the drawers. "
    "Everybody has 27 days of holiday a year. Mark them in the calendar above the cactus. "
    "Unplug the printer, and leave a note on the mailbox.\n",
    "allowance.md": "# On a journey\n\nThe daily allowance for food on a journey is 58 euros. Keep no receipts.\n",
    "backups.md": "# Backups\n\nA shard is restored from its backup within two hours.\n",
    "dogs.md": "# Dogs\n\nDogs may come to the office on Tuesdays.\n",
    "hiring.md": "# Hiring\n\nWho recommends a friend that is hired gets a bonus of 1,500 euros.\n",
    "laptops.md": "# Laptops\n\nA laptop is replaced after four years.\n",
    "sale.md": "# Sale\n\nWho keeps the old laptop pays 90 euros for it.\n",
    "home.md": "# Work from home\n\nThe night shift has a list of its own.\n",
}
"""What a new workshop has in its folder. One page is far from a question that a sentence of it answers (0.43), another
one near a question that no sentence of it answers (0.64): what answers is said by the sentence's score, not the page's.
"""
GOLDEN = {
    "How many days of holiday does everybody have?": "leave.md",
    "How long does it take to restore a shard from its backup?": "backups.md",
    "On which days may dogs come to the office?": "dogs.md",
    "What bonus does one get for recommending a friend?": "hiring.md",
    "After how many years is a laptop replaced, and who keeps the old laptop?": "sale.md",
}
"""Questions, and the page that answers each."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a page that a search found."""

    document: str
    text: str
    hash: str
    """Of document and text: another one when either is."""
    score: float
    """Cosine similarity to the question."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, as it stands there."""

    document: str
    text: str
    score: float
    """Cosine similarity to the question."""


def hash_of(text: str) -> str:
    """SHA-256 of a text, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


class AnswerWorkshop(Workshop):
    """Everything an exercise on answers works on; opens and reads nothing until it is asked."""

    def golden(self) -> dict[str, str]:
        """Golden questions, and the page that answers each."""
        return dict(GOLDEN)

    def version(self) -> int:
        """Of the index that is served: another one whenever a page, or the ranking, has changed. Costs nothing."""
        return int(self.load("served").get("index", {}).get("version", 0))

    def index(self) -> dict[str, int]:
        """Bring the index up to the pages.

        Returns:
            Extra of the event: `version` and `changed`; empty when nothing was due.
        """
        texts, indexed, served = self.documents(), self.load("indexed"), self.load("served").get("index", {})
        hashes = {name: {"sha256": hash_of(text)} for name, text in texts.items()}
        due = {name for name in hashes.keys() | indexed.keys() if hashes.get(name) != indexed.get(name)}
        if not due and served.get("other_ranking", False) == self._ranks_otherwise:
            return {}
        points = []
        for name in sorted(due & texts.keys()):
            for number, piece in enumerate(self.embed(name, texts[name])):
                payload = {"document": name, "text": piece.text}
                points.append({"id": _point(name, number), "vector": piece.vector, "payload": payload})
        with self.collection() as collection:
            written, before = {point["id"] for point in points}, collection.points()
            collection.upsert(points)
            collection.delete(id_ for id_, row in before.items() if row["document"] in due and id_ not in written)
        self.save("indexed", hashes)
        version = int(served.get("version", 0)) + 1
        self.save("served", {"index": {"version": version, "other_ranking": self._ranks_otherwise}})
        return {"version": version, "changed": len(due)}

    def find(self, question: str) -> list[Passage]:
        """Search the index: the passages nearest to a question, best first; none where none is near."""
        self.note("search", asks=hash_of(question))
        with self.collection() as collection:
            hits = collection.search(OF_THE_BUNDLE.encode([question])[0], PASSAGES)
        near = [hit for hit in hits if hit.score >= NEAR]
        payloads = [hit.payload for hit in near]
        return [
            Passage(
                document=str(payload["document"]),
                text=str(payload["text"]),
                hash=hash_of(f"{payload['document']}\n{payload['text']}"),
                score=round(hit.score, 4),
            )
            for hit, payload in zip(near, reversed(payloads) if self._ranks_otherwise else payloads, strict=True)
        ]

    def rank_otherwise(self) -> None:
        """The next index finds the same in another order, as after another ranking: to try what happens then."""
        self._faults.mkdir(parents=True, exist_ok=True)
        (self._faults / "other_ranking").touch()

    @property
    def _ranks_otherwise(self) -> bool:
        return (self._faults / "other_ranking").exists()

    def sentences(self, question: str, passages: Sequence[Passage]) -> list[Sentence]:
        """Read passages: their sentences, word for word, nearest to the question first."""
        self.note("sentences", asks=hash_of(question))
        found = [(passage.document, text) for passage in passages for text in passage_sentences(passage.text)]
        asked, *vectors = OF_THE_BUNDLE.encode([question, *(text for _, text in found)])
        scores = [sum(a * b for a, b in zip(asked, vector, strict=True)) for vector in vectors]
        read = [Sentence(*pair, round(score, 4)) for pair, score in zip(found, scores, strict=True)]
        return sorted(read, key=lambda sentence: -sentence.score)

    def _start(self) -> None:
        self.uploads.mkdir(parents=True)
        for name, text in PAGES.items():
            (self.uploads / name).write_text(text, "utf-8")


def _point(document: str, number: int) -> str:
    return str(uuid5(NAMESPACE_URL, f"{document}#{number}"))
