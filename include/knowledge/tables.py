"""The tables of knowledge. All are erasable: what was forgotten must be gone from every file of a table."""

from collections.abc import Mapping

from arro3.core import DataType, Field, Schema

from include.lake.tables import Lake, TableKind
from include.settings import Settings

_TEXT, _LONG = DataType.string(), DataType.int64()
CONVERSATIONS = Schema(
    [Field(name, _TEXT) for name in ("thread", "file", "channel", "users", "first_at", "last_at")]
    + [Field("messages", _LONG)]
    + [Field(name, _TEXT) for name in ("content", "status", "reason")]
)
"""A thread of the newest export, its messages as JSON in `content`."""
THREAD_SUMMARIES = Schema(
    [Field(name, _TEXT) for name in ("thread", "fingerprint", "title", "summary", "topics", "users")]
    + [Field(name, _TEXT) for name in ("statements", "first_at", "last_at", "method", "run", "made_at")]
)
"""What a thread says, and the statements of its users about themselves, each with its message."""
USER_FACTS = Schema(
    [Field(name, _TEXT) for name in ("id", "user", "name", "relation", "about", "value", "text", "status")]
    + [Field("evidence", _LONG)]
    + [Field(name, _TEXT) for name in ("sources", "outcome", "valid_from", "valid_until", "supersedes")]
    + [Field(name, _TEXT) for name in ("superseded_by", "learned_at")]
)
"""What is believed of a user and what was believed before; nothing superseded is deleted."""
FACT_VECTORS = Schema(
    [Field(name, _TEXT) for name in ("text_hash", "model")] + [Field("vector", DataType.list(DataType.float32()))]
)
MODEL_REPLIES = Schema(
    [Field(name, _TEXT) for name in ("key", "users", "reply", "run", "asked_at")]
    + [Field("input_tokens", _LONG), Field("output_tokens", _LONG)]
)
"""What a language model read out of a thread, under what it was asked: no thread is paid for twice."""
FORGETTINGS = Schema([Field(name, _TEXT) for name in ("user_hash", "run", "forgotten_at")])
"""Whose messages no later export brings back: hashes, no names."""
_NUMBER = DataType.float64()
ANSWERS = Schema(
    [Field(name, _TEXT) for name in ("id", "key", "asked", "question", "asked_by", "evidence", "verdict", "text")]
    + [Field(name, _TEXT) for name in ("citations", "reply", "corpus_version", "model", "status", "reason")]
    + [Field(name, _TEXT) for name in ("asked_at", "expires_at", "run")]
    + [Field("input_tokens", _LONG), Field("output_tokens", _LONG)]
)
"""An answer with what it stands on; `key` is what it is found by (question, asker, corpus version, model) and moves on
with the corpus while the evidence stays, `asked` is the key without the version, `id` is the answer for good."""
ANSWER_FEEDBACK = Schema(
    [Field(name, _TEXT) for name in ("id", "answer", "verdict", "comment", "rated_by", "run", "rated_at")]
)
ANSWER_EVALUATIONS = Schema(
    [Field(name, _TEXT) for name in ("id", "corpus_version", "model", "evaluated_by", "failure", "outcomes")]
    + [Field(name, _LONG) for name in ("questions", "answered", "rated_right", "rated_wrong")]
    + [Field("recall", _NUMBER), Field("correctness", _NUMBER)]
    + [Field(name, _TEXT) for name in ("run", "evaluated_at")]
)
TABLES: Mapping[str, TableKind] = {
    "conversations": TableKind(CONVERSATIONS, key="thread", belongs_to="thread", erasable=True),
    "thread_summaries": TableKind(THREAD_SUMMARIES, key="thread", belongs_to="thread", erasable=True),
    "user_facts": TableKind(USER_FACTS, key="id", belongs_to="user", erasable=True),
    "fact_vectors": TableKind(FACT_VECTORS, key="text_hash", belongs_to="text_hash", erasable=True),
    "model_replies": TableKind(MODEL_REPLIES, key="key", belongs_to="key", erasable=True),
    "forgettings": TableKind(FORGETTINGS, key="user_hash", belongs_to="user_hash", erasable=True),
    "answers": TableKind(ANSWERS, key="id", belongs_to="id", erasable=True),
    "answer_feedback": TableKind(ANSWER_FEEDBACK, key="id", belongs_to="id", erasable=True),
    "answer_evaluations": TableKind(ANSWER_EVALUATIONS, key="id", belongs_to="id", erasable=True),
}


def knowledge_lake(settings: Settings) -> Lake:
    """Returns the folder of these tables, beside those of the documents."""
    return Lake(f"{settings.lake_uri}/knowledge", tables=TABLES)
