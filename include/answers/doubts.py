"""What readers doubt: the passage, or fact, that an answer cited first which they call wrong, for its question alone.

Such evidence is found as before and comes last (`retrieval.DOUBTED`); it is not quoted. Only the first, for another one
may be what the question wanted: whoever calls the next answer wrong, too, has the next one doubted. What was asked as
somebody is doubted for that user only. Of answers that cite the same words the newest rated one decides, so a word that
is taken back, or a better answer from the same passage that somebody confirms, takes the doubt back.
"""

from collections.abc import Sequence

from include.answers.answers import ANSWERED
from include.answers.feedback import WRONG, agreed
from include.answers.retrieval import UserQuestion, digest
from include.knowledge.answer_rows import TABLE, read_citations
from include.lake.queries import among, read_rows
from include.lake.tables import Lake

NOTHING = frozenset[str]()
Doubts = dict[UserQuestion, frozenset[str]]
"""Hashes of evidence, by question; a question without any is not there."""


def doubts_of(lake: Lake, questions: Sequence[UserQuestion]) -> Doubts:
    """Returns what is doubted for each of these questions. Opens neither store nor model.

    Raises:
        LakeError: the tables cannot be read.
    """
    said = agreed(lake)
    if not said:
        return {}
    columns = ("id", "question", "asked_by", "citations", "asked_at")
    where = f"verdict = '{ANSWERED}' AND {among('id', sorted(said))}"
    verdicts: dict[tuple[str, str], dict[str, str]] = {}
    for row in sorted(read_rows(lake.open(TABLE), *columns, where=where), key=lambda row: str(row["asked_at"])):
        asked = UserQuestion(row["question"], row["asked_by"])
        of_question = verdicts.setdefault((asked.normal, asked.user), {})
        verdict, cited = said[row["id"]][0], read_citations(row["citations"])
        of_question |= {one.hash: verdict for one in (cited[:1] if verdict == WRONG else cited)}
    found: Doubts = {}
    for asked in questions:
        public, own = (verdicts.get((asked.normal, user), {}) for user in ("", asked.user))
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
