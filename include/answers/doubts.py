"""What readers doubt of a question's evidence (`include.knowledge.doubts`), and the key of an answer that heeds it.

Such evidence is found as before and comes last (`retrieval.DOUBTED`); it is not quoted. Whoever calls the next answer
wrong, too, has the next evidence doubted.
"""

from collections.abc import Sequence

from include.answers.retrieval import UserQuestion, digest
from include.knowledge.doubts import WRONG, verdicts
from include.lake.tables import Lake

NOTHING = frozenset[str]()
Doubts = dict[UserQuestion, frozenset[str]]
"""Hashes of evidence, by question; a question without any is not there."""


def doubts_of(lake: Lake, questions: Sequence[UserQuestion]) -> Doubts:
    """Returns what is doubted for each of these questions. Opens neither store nor model.

    Raises:
        LakeError: the tables cannot be read.
    """
    said = verdicts(lake, [asked.question for asked in questions])
    found: Doubts = {}
    for asked in questions:
        public, own = (said.get((asked.normal, user), {}) for user in ("", asked.user))
        if wrong := frozenset(hash_ for hash_, verdict in (public | own).items() if verdict == WRONG):
            found[asked] = wrong
    return found


def key_of(asked: str, version: str, doubted: frozenset[str]) -> str:
    """Returns what an answer is found by: it is another one where the corpus moved on, or readers doubt something.

    Args:
        asked: digest of question, asker and who answers.
        version: of the corpus.
        doubted: hashes of evidence.
    """
    return digest(asked, version, *sorted(doubted))
