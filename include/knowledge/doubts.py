"""What readers doubt: the passage, or fact, that an answer cited first which they call wrong, for its question alone.

Only the first, for another one may be what the question wanted. What was asked as somebody is doubted for that user
only. Of answers that cite the same words the newest rated one decides, so a word that is taken back, or a better answer
from the same passage that somebody confirms, takes the doubt back.
"""

from collections.abc import Iterable
from hashlib import sha256

from include.knowledge.answer_rows import ANSWERED, TABLE, plain, read_citations
from include.lake.queries import among, read_rows
from include.lake.tables import Lake

RIGHT, WRONG = "right", "wrong"
RATINGS = "answer_feedback"
Asked = tuple[str, str]
"""A question as it is compared (`normal`), and the user who asked it as themselves, or nobody."""


def normal(question: str) -> str:
    """Returns a question as it is compared: without the difference of spaces and capitals."""
    return plain(question).casefold()


def question_hash(question: str) -> str:
    """Returns what a rating knows its question by: 32 hexadecimal digits."""
    return sha256(normal(question).encode()).hexdigest()[:32]


def fact_hash(id_: str, text: str) -> str:
    """Returns the hash of a fact as evidence: sha256, hexadecimal."""
    return sha256(f"{id_} {text}".encode()).hexdigest()


def agreed(lake: Lake, questions: Iterable[str] | None = None) -> dict[str, list[str]]:
    """Returns the verdicts of each answer whose readers say one thing of it, all `RIGHT` or all `WRONG`.

    Args:
        questions: only of answers to these, and of those that were rated before a rating knew its question; None: all.
    """
    said: dict[str, list[str]] = {}
    asked = among("coalesce(asked, '')", ["", *sorted({question_hash(each) for each in questions or ()})])
    where = "" if questions is None else asked
    for row in read_rows(lake.open(RATINGS), "answer", "verdict", where=where, absent={"asked": ""}):
        said.setdefault(row["answer"], []).append(row["verdict"])
    return {answer: verdicts for answer, verdicts in said.items() if len(set(verdicts)) == 1}


def verdicts(lake: Lake, questions: Iterable[str] | None = None) -> dict[Asked, dict[str, str]]:
    """Returns for each question what is said of the evidence, by its hash, that its rated answers cited.

    Args:
        questions: see `agreed`.

    Raises:
        LakeError: the tables cannot be read.
    """
    said = agreed(lake, questions)
    columns = ("id", "question", "asked_by", "citations", "asked_at")
    where = f"verdict = '{ANSWERED}' AND {among('id', sorted(said))}"
    rows = read_rows(lake.open(TABLE), *columns, where=where) if said else []
    found: dict[Asked, dict[str, str]] = {}
    for row in sorted(rows, key=lambda row: str(row["asked_at"])):
        of_question = found.setdefault((normal(row["question"]), row["asked_by"]), {})
        verdict, cited = said[row["id"]][0], read_citations(row["citations"])
        of_question |= {one.hash: verdict for one in (cited[:1] if verdict == WRONG else cited)}
    return found


def doubted_facts(lake: Lake, user: str = "") -> dict[str, list[str]]:
    """Returns for which questions a fact is doubted, by the id of the fact.

    Args:
        user: whose facts; empty: everybody's.

    Raises:
        LakeError: the tables cannot be read.
    """
    said = [(question, hash_) for (question, asker), of_question in verdicts(lake).items() if user in ("", asker)
            for hash_, verdict in of_question.items() if verdict == WRONG]  # fmt: skip
    if not said:
        return {}
    facts = read_rows(lake.open("user_facts"), "id", "text", where=among("user", [user]) if user else "")
    ids = {fact_hash(row["id"], row["text"]): row["id"] for row in facts}
    found: dict[str, list[str]] = {}
    for question, hash_ in said:
        if hash_ in ids:
            found.setdefault(ids[hash_], []).append(question)
    return found
