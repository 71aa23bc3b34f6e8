"""What is found for a question now, and which state of the corpus that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from include.answers.own_facts import facts_of, facts_version
from include.errors import SettingsError, StoreError
from include.knowledge.answer_rows import DOCUMENT, Evidence, plain
from include.search.query import search_all
from include.settings import Settings
from include.vector_store.state import peek

PASSAGES = 5
"""An answer stands on so many passages at most."""
NEAR, MARGIN = 0.2, 0.15
"""Of a passage that is less similar than this, or so much less than the best, no answer depends, unless it has an
identifier that was asked for: it is no evidence, and its change makes no answer stale. Measured on the sample: the
right page is at most 0.13 behind the best."""
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
        return plain(self.question).casefold()


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


def retrieve(settings: Settings, questions: Sequence[UserQuestion]) -> list[list[Evidence]]:
    """Finds for each question the passages nearest to it, best first, with the asker's own facts among them.

    Raises:
        StoreError: nothing is served yet, or the store cannot be reached.
    """
    if not questions:
        return []
    passages = search_all(settings, [plain(asked.question) for asked in questions], PASSAGES)
    found = [
        [
            Evidence(
                kind=DOCUMENT,
                source=str(hit.payload["document"]),
                heading=str(hit.payload["heading"]),
                hash=str(hit.payload["chunk_hash"]),
                score=round(hit.score, 4),
                text=str(hit.payload["text"]),
            )
            for hit in hits
            if hit.is_named or hit.score >= max(NEAR, max(each.score for each in hits) - MARGIN)
        ]
        for hits in passages
    ]
    return [
        sorted([*several, *facts_of(settings, asked.user, asked.question)], key=lambda each: -each.score)
        for asked, several in zip(questions, found, strict=True)
    ]
