"""The tables of knowledge. All are erasable: what was forgotten must be gone from every file of a table."""

from collections.abc import Mapping

from include.lake.schemas import LONG, NUMBER, VECTOR, Column, TableKind, texts
from include.lake.tables import Lake
from include.settings import Settings

CONVERSATIONS = (
    *texts("thread", "file", "channel", "users", "first_at", "last_at"),
    Column("messages", LONG),
    *texts("content", "status", "reason"),
)
"""A thread of the newest export, its messages as JSON in `content`."""
THREAD_SUMMARIES = texts("thread", "fingerprint", "title", "summary", "topics", "users") + texts(
    "statements", "first_at", "last_at", "method", "run", "made_at"
)
"""What a thread says, and the statements of its users about themselves, each with its message."""
USER_FACTS = (
    *texts("id", "user", "name", "relation", "about", "value", "text", "status"),
    Column("evidence", LONG),
    *texts("sources", "outcome", "valid_from", "valid_until", "supersedes", "superseded_by", "learned_at"),
)
"""What is believed of a user and what was believed before; nothing superseded is deleted."""
FACT_RELATIONS = texts("id", "user", "source", "kind", "target")
"""How facts and messages hang together, see `relations`."""
USER_PROFILES = (
    *texts("user", "name"),
    *(Column("facts", LONG), Column("former", LONG)),
    *texts("profile", "first_at", "last_at"),
)
"""Everything that is believed of a user as one row, with the words it comes from as JSON in `profile`."""
FACT_VECTORS = (*texts("text_hash", "model"), Column("vector", VECTOR))
MODEL_REPLIES = (
    *texts("key", "users", "reply", "run", "asked_at"),
    *(Column("input_tokens", LONG), Column("output_tokens", LONG)),
)
"""What a language model read out of a thread, under what it was asked: no thread is paid for twice."""
FORGETTINGS = texts("user_hash", "run", "forgotten_at")
"""Whose messages no later export brings back: hashes, no names."""
ANSWERS = (
    texts("id", "key", "asked", "question", "asked_by", "evidence", "verdict", "text")
    + texts("citations", "reply", "corpus_version", "model", "status", "reason")
    + texts("asked_at", "expires_at", "run")
    + (Column("input_tokens", LONG), Column("output_tokens", LONG))
)
"""An answer with what it stands on; `key` is what it is found by (question, asker, corpus version, model) and moves on
with the corpus while the evidence stays, `asked` is the key without the version, `id` is the answer for good."""
ANSWER_FEEDBACK = (
    *texts("id", "answer", "verdict", "comment", "rated_by", "run", "rated_at"),
    Column("asked", late=True, default=""),
)
"""A word about an answer; `asked` is the hash of its question, empty where it was said before ratings had one."""
ANSWER_EVALUATIONS = (
    texts("id", "corpus_version", "model", "evaluated_by", "failure", "outcomes")
    + tuple(Column(name, LONG) for name in ("questions", "answered", "rated_right", "rated_wrong"))
    + (Column("recall", NUMBER), Column("correctness", NUMBER))
    + texts("run", "evaluated_at")
)
ANSWER_EXAMPLES = (
    *texts("id", "part", "question", "text", "citations", "verdict"),
    Column("ratings", LONG),
    *texts("answer", "status", "asked_by", "model", "corpus_version", "answered_at"),
)
"""Rated answers, one for each question, as sets for training and for evaluation (`part`)."""
TABLES: Mapping[str, TableKind] = {
    "conversations": TableKind(CONVERSATIONS, key="thread", belongs_to="thread", erasable=True),
    "thread_summaries": TableKind(THREAD_SUMMARIES, key="thread", belongs_to="thread", erasable=True),
    "user_facts": TableKind(USER_FACTS, key="id", belongs_to="user", erasable=True),
    "fact_relations": TableKind(FACT_RELATIONS, key="id", belongs_to="user", erasable=True),
    "user_profiles": TableKind(USER_PROFILES, key="user", belongs_to="user", erasable=True),
    "fact_vectors": TableKind(FACT_VECTORS, key="text_hash", belongs_to="text_hash", erasable=True),
    "model_replies": TableKind(MODEL_REPLIES, key="key", belongs_to="key", erasable=True),
    "forgettings": TableKind(FORGETTINGS, key="user_hash", belongs_to="user_hash", erasable=True),
    "answers": TableKind(ANSWERS, key="id", belongs_to="id", erasable=True),
    "answer_feedback": TableKind(ANSWER_FEEDBACK, key="id", belongs_to="id", erasable=True),
    "answer_examples": TableKind(ANSWER_EXAMPLES, key="id", belongs_to="id", erasable=True),
    "answer_evaluations": TableKind(ANSWER_EVALUATIONS, key="id", belongs_to="id", erasable=True),
}


def knowledge_lake(settings: Settings) -> Lake:
    """Returns the folder of these tables, beside those of the documents."""
    return Lake(f"{settings.lake_uri}/knowledge", tables=TABLES)
