"""What is known of people, for the Search page: GET only, behind the right to read the asset `user_facts`, too.

Where CONVERSATIONS_URI is not set, each route says so and nothing of knowledge is imported.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from include.settings import Settings, is_knowledge_enabled
from include.ui.access import FACTS, readers_of
from include.ui.replies import Words, told

if TYPE_CHECKING:
    from include.ui.knowledge_answer import KnowledgeAnswers

OFF = {"state": "off", "message": "There is nothing to learn from: CONVERSATIONS_URI is not set in this server."}

router = APIRouter(prefix="/knowledge", dependencies=[Depends(readers_of(FACTS))])


@lru_cache(maxsize=1)
def _answers(settings: Settings) -> "KnowledgeAnswers":
    from include.ui.knowledge_answer import KnowledgeAnswers

    return KnowledgeAnswers(settings)


def _told(answer: Callable[["KnowledgeAnswers"], dict[str, Any]]) -> JSONResponse:
    return told(lambda settings: answer(_answers(settings)) if is_knowledge_enabled() else OFF)


@router.get("/about")
def about() -> JSONResponse:
    """How much is known, and at which version of the facts."""
    return _told(lambda answers: answers.about())


@router.get("")
def believed(question: Words = "", on: Words = "") -> JSONResponse:
    """Facts nearest to a question, as they are believed now or were on a day."""
    return _told(lambda answers: answers.believed(question, on))


@router.get("/why")
def why(fact: Words) -> JSONResponse:
    """Which messages say so, and what the fact took the place of."""
    return _told(lambda answers: answers.why(fact))


@router.get("/changes")
def changes(since: Words) -> JSONResponse:
    """What was learned, confirmed, superseded or withdrawn since a moment."""
    return _told(lambda answers: answers.changes(since))
