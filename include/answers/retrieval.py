"""What is found for a question now, and which state of the corpus that is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from include.answers.own_facts import facts_of, facts_version
from include.errors import SettingsError, StoreError
from include.knowledge.answer_rows import DOCUMENT, Evidence, plain
from include.knowledge.doubts import normal
from include.search.query import search_all
from include.settings import Settings
from include.vector_store.state import peek

if TYPE_CHECKING:
    from include.vector_store.protocol import Hit

PASSAGES = 5
"""An answer stands on so many passages at most."""
NEAR, MARGIN = 0.2, 0.15
"""Of a passage that is less similar than this, or so much less than the best, no answer depends, unless it has an
identifier that was asked for: it is no evidence, and its change makes no answer stale. Measured on the sample: the
right page is at most 0.13 behind the best."""
DOUBTED = 0.3
"""So much similarity is taken from what readers doubt for the question, twice the margin: where anything else is near,
no answer depends on it any more, and where nothing is, it comes last."""
LONGEST_QUESTION = 1000
"""Characters; the embedding model reads about so much."""


@dataclass(frozen=True, slots=True)
class UserQuestion:
    """A question, and who asks."""

    question: str
    user: str = ""
    """Id of the user whose facts may answer; empty: nobody's may."""

    def __post_init__(self) -> None:
        if not plain(self.question):
            raise SettingsError(
                "the question is empty; ask something, for example: how many days of holiday do we have"
            )
        if len(self.question) > LONGEST_QUESTION:
            raise SettingsError(f"the question is longer than {LONGEST_QUESTION:,} characters; ask it in fewer")

    @property
    def normal(self) -> str:
        """The question as it is compared: without the difference of spaces and capitals."""
        return normal(self.question)


def digest(*parts: str) -> str:
    """Returns the same for the same parts: 32 hexadecimal digits."""
    return sha256("\0".join(parts).encode()).hexdigest()[:32]


def corpus_version(settings: Settings, user: str = "") -> str:
    """Returns which state of what is known is searched: collection, table and its version, and the facts of who asks.

    Opens neither store nor model.

    Raises:
        StoreError: nothing is served yet, or the store cannot be reached.
        LakeError: the facts cannot be read.
    """
    state = peek(settings)
    if state.found is None:
        raise StoreError("nothing is served yet; run `python -m include.sync` first")
    notes = state.found.notes
    # A table that was made anew begins again at version 0.
    documents = f"{state.served}@{notes.version}-{notes.chunks_table[:8]}" + (" words" if notes.has_words else "")
    facts = facts_version(settings, user)
    return f"{documents} facts {facts}" if facts else documents


def retrieve(
    settings: Settings, questions: Sequence[UserQuestion], doubted: Sequence[frozenset[str]] = ()
) -> list[list[Evidence]]:
    """Finds for each question the passages nearest to it, best first, with the asker's own facts among them.

    Args:
        doubted: for each question hashes of evidence that counts less; empty: none does.

    Raises:
        StoreError: nothing is served yet, or the store cannot be reached.
    """
    if not questions:
        return []
    passages = search_all(settings, [plain(asked.question) for asked in questions], PASSAGES)
    found = []
    for asked, hits, hashes in zip(questions, passages, doubted or [frozenset[str]()] * len(questions), strict=True):
        facts = [_weighed(fact, hashes) for fact in facts_of(settings, asked.user, asked.question)]
        found.append(sorted([*_near(hits, hashes), *facts], key=lambda each: -each.score))
    return found


def _near(hits: "Sequence[Hit]", doubted: frozenset[str]) -> list[Evidence]:
    weighed = [(hit, _weighed(_passage(hit), doubted)) for hit in hits]
    least = max(NEAR, max((each.score for _, each in weighed), default=0.0) - MARGIN)
    return [each for hit, each in weighed if (hit.is_named and not each.doubted) or each.score >= least]


def _passage(hit: "Hit") -> Evidence:
    return Evidence(
        kind=DOCUMENT,
        source=str(hit.payload["document"]),
        heading=str(hit.payload["heading"]),
        hash=str(hit.payload["chunk_hash"]),
        score=round(hit.score, 4),
        text=str(hit.payload["text"]),
    )


def _weighed(evidence: Evidence, doubted: frozenset[str]) -> Evidence:
    if evidence.hash not in doubted:
        return evidence
    return replace(evidence, score=round(evidence.score - DOUBTED, 4), doubted=True)
