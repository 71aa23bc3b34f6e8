"""Facts of who asks, as evidence: never another user's, whatever the question names."""

import re
from hashlib import sha256

from include.knowledge.answer_rows import FACT, Evidence
from include.knowledge.doubts import fact_hash
from include.knowledge.facts import CURRENT
from include.knowledge.questions import Knowledge
from include.knowledge.tables import knowledge_lake
from include.lake.queries import among, read_rows
from include.settings import Settings

FACTS = 5
"""An answer stands on so many facts at most."""
OF_ONESELF = re.compile(r"\b(?:I|I'm|I've|my|me|mine|myself|we|our|ours|us)\b", re.IGNORECASE)
"""A question with one of these is about who asks, perhaps. In another language than English no fact answers."""


def facts_version(settings: Settings, user: str) -> str:
    """Returns which facts are believed of a user now: 16 hexadecimal digits; empty where none are. Opens no model."""
    table = knowledge_lake(settings).open("user_facts") if user else None
    where = f"{among('user', [user])} AND status = '{CURRENT}'"
    rows = sorted(f"{row['id']} {row['text']}" for row in read_rows(table, "id", "text", where=where))
    return sha256("\n".join(rows).encode()).hexdigest()[:16] if rows else ""


def facts_of(settings: Settings, user: str, question: str) -> list[Evidence]:
    """Returns what is believed of a user that has to do with the question, nearest first; nothing about others.

    Args:
        user: an id. A name is nobody's: two users can have one.

    Raises:
        LakeError: the tables cannot be read.
    """
    if not OF_ONESELF.search(question) or not facts_version(settings, user):
        return []
    knowledge = Knowledge(settings, knowledge_lake(settings))
    own = [belief for belief in knowledge.ask(question, who=user, limit=len(knowledge.rows)) if belief.user == user]
    return [
        Evidence(
            kind=FACT,
            source=user,
            heading=belief.relation,
            hash=fact_hash(belief.id, belief.text),
            score=belief.score or 0.0,
            text=belief.text,
        )
        for belief in own[:FACTS]
    ]
