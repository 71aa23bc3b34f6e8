"""What is known of people, for the Search page: behind the right to read the asset `user_facts`, too.

Where there are no conversations, each route says so and nothing of knowledge is imported.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from include.lake.reports import FACTS
from include.settings import Settings, is_knowledge_enabled
from include.ui.access import readers_of
from include.ui.lanes import LOOKS, QUESTIONS, Lane
from include.ui.replies import told
from include.ui.request_bodies import FactQuestion, Since, WantedFact, read_body

if TYPE_CHECKING:
    from include.ui.knowledge_answer import KnowledgeAnswers

OFF = {
    "state": "off",
    "message": "There is nothing to learn from: neither CONVERSATIONS_URI nor SAMPLES=on is set in this server.",
}

router = APIRouter(prefix="/knowledge", dependencies=[Depends(readers_of(FACTS))])


@lru_cache(maxsize=1)
def _answers(settings: Settings) -> "KnowledgeAnswers":
    from include.ui.knowledge_answer import KnowledgeAnswers

    return KnowledgeAnswers(settings)


async def _told(lane: Lane, answer: Callable[["KnowledgeAnswers"], dict[str, Any]]) -> Response:
    return await told(lane, lambda settings: answer(_answers(settings)) if is_knowledge_enabled() else OFF)


@router.get("/about")
async def about() -> Response:
    """Says how much is known, and at which version of the facts."""
    return await _told(LOOKS, lambda answers: answers.about())


@router.post("")
async def believed(wanted: Annotated[FactQuestion, Depends(read_body(FactQuestion))]) -> Response:
    """Returns facts nearest to a question, as they are believed now or were on a day."""
    return await _told(QUESTIONS, lambda answers: answers.believed(wanted.question, wanted.on))


@router.post("/why")
async def why(wanted: Annotated[WantedFact, Depends(read_body(WantedFact))]) -> Response:
    """Returns which messages say so, and what the fact took the place of."""
    return await _told(QUESTIONS, lambda answers: answers.why(wanted.fact))


@router.post("/changes")
async def changes(wanted: Annotated[Since, Depends(read_body(Since))]) -> Response:
    """Returns what was learned, confirmed, superseded or withdrawn since a moment."""
    return await _told(QUESTIONS, lambda answers: answers.changes(wanted.since))
