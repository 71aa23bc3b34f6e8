"""Who answers: sentences as they stand in the sources, or a language model that has to cite them."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from include.answers import cited, extractive
from include.answers.retrieval import UserQuestion
from include.embedding.encoder import open_encoder
from include.embedding.model import find_model
from include.knowledge.answer_rows import ANSWERED, NO_ANSWER, REFUSED, Citation, Evidence, plain
from include.language_model.calls import LanguageModel, Reply
from include.language_model.opening import fingerprint, open_language_model
from include.settings import Settings
from include.vector_store.state import peek

log = logging.getLogger(__name__)
NOTHING_FOUND = "No answer found in what is searched."
NOT_PASSED_ON = "The model's reply is not passed on: {}."
OpenModel = Callable[[], LanguageModel]


@dataclass(frozen=True, slots=True)
class Said:
    """What came of one question."""

    verdict: str
    text: str
    citations: tuple[Citation, ...] = ()
    reply: str = ""
    """The reply as the model wrote it; empty where none was asked."""
    reason: str = ""
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers questions from what was found for them.

    Args:
        open_model: the language model, opened at the first question that needs it; None: quote sentences.
    """

    settings: Settings
    open_model: OpenModel | None

    @property
    def costs(self) -> bool:
        """Whether an answer may have been paid for, so that each is kept before the next is made."""
        return self.open_model is not None

    @property
    def name(self) -> str:
        return self.settings.knowledge_model if self.open_model else "extractive"

    @property
    def fingerprint(self) -> str:
        """Identifies who answers, and how it is asked."""
        if self.open_model is None:
            return f"extractive {extractive.VERSION}"  # the corpus version names the embedding model
        model = fingerprint(self.settings.knowledge_model, self.settings.knowledge_connection)
        return f"{model} {cited.PARAMETERS.key} {sha256(cited.PROMPT.encode()).hexdigest()[:16]}"

    def answer(self, questions: Sequence[UserQuestion], found: Sequence[Sequence[Evidence]]) -> Iterator[Said]:
        """Returns what is said to each question, in order; of a model one at a time.

        Raises:
            ModelCallError: the model does not answer; what it said before has been handed over.
        """
        if self.open_model is None:
            yield from self._quote(questions, found)
            return
        model = None
        for asked, evidence in zip(questions, found, strict=True):
            if not evidence:
                yield Said(NO_ANSWER, NOTHING_FOUND)
                continue
            model = model or self.open_model()
            reply = model.reply(cited.prompt(asked.question, evidence))
            yield _judged(asked, evidence, reply)

    def _quote(self, questions: Sequence[UserQuestion], found: Sequence[Sequence[Evidence]]) -> Iterator[Said]:
        state = peek(self.settings)
        served = state.found.notes.embedding_model if state.found else ""
        model = find_model(served or self.settings.embedding_model)
        chosen = extractive.choose(
            [plain(asked.question) for asked in questions], found, open_encoder(model, self.settings)
        )
        for quotes in chosen:
            if quotes:
                text = "\n".join(plain(quote.sentence) for quote in quotes)
                yield Said(ANSWERED, text, tuple(quote.citation for quote in quotes))
            else:
                yield Said(NO_ANSWER, NOTHING_FOUND)


def open_answerer(settings: Settings) -> Answerer:
    """Returns the answerer that the settings name. Nothing is called, and no weights are read yet."""
    if not settings.knowledge_model:
        return Answerer(settings, None)
    return Answerer(
        settings,
        lambda: open_language_model(settings.knowledge_model, settings.knowledge_connection, cited.PARAMETERS),
    )


def _judged(asked: UserQuestion, found: Sequence[Evidence], reply: Reply) -> Said:
    judgement = cited.judge(asked.question, reply, found)
    tokens = (reply.input_tokens, reply.output_tokens)
    if judgement.unanswered:
        return Said(NO_ANSWER, NOTHING_FOUND, (), reply.text, "", *tokens)
    if judgement.refused:
        log.warning("a reply is not passed on, since its citations do not hold; the page of the answer says which")
        return Said(REFUSED, NOT_PASSED_ON.format(judgement.refused), (), reply.text, judgement.refused, *tokens)
    return Said(ANSWERED, reply.text, judgement.citations, reply.text, "", *tokens)
