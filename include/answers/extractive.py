"""An answer without a language model: of the found passages the sentences nearest to the question, as they are.

Nothing is written, so nothing can be invented; but nothing is understood either. A question that the corpus nearly
answers gets the nearest sentences, and whether they answer it the reader sees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.answers.passage_sentences import content_words, passage_sentences
from include.knowledge.answer_rows import FACT, Citation, Evidence

if TYPE_CHECKING:
    from include.embedding.encoder import Encoder

VERSION = "1"
"""Another way of choosing is another model: its answers are made anew."""
PASSAGE_WEIGHT, WORDS_WEIGHT = 0.5, 0.3
"""To the similarity of the sentence come half that of its passage, and this for all content words of the question."""
NEAR_ENOUGH = 0.64
"""Measured on the sample handbook, see docs/answers.md: of 40 golden questions 39 reach it, of 20 that have nothing to
do with it one does. It is not a probability; with another model, measure again."""
OWN_WEIGHT = 0.15
"""For a fact of who asks, which is evidence only where the question says I or my: no page knows it better."""
QUOTES, QUOTE_MARGIN = 3, 0.25
"""So many sentences at most, and none that is so much worse than the best."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that may answer."""

    evidence: Evidence
    sentence: str
    score: float

    @property
    def citation(self) -> Citation:
        found = self.evidence
        return Citation(found.source, found.heading, self.sentence, found.kind, found.hash)


def choose(questions: Sequence[str], found: Sequence[Sequence[Evidence]], encoder: "Encoder") -> list[list[Quote]]:
    """Chooses for each question the sentences that answer it, best first; none where nothing is near enough.

    Args:
        questions: what was asked.
        found: passages for each question, with their texts; what readers doubt is not quoted.
        encoder: of the model that found them.
    """
    sure = [[each for each in passages if not each.doubted] for passages in found]
    pairs = [[(each, sentence) for each in passages for sentence in passage_sentences(each.text)] for passages in sure]
    if not any(pairs):
        return [[] for _ in questions]
    texts = list(dict.fromkeys(_in_context(*pair) for several in pairs for pair in several))
    asked, vectors = encoder.encode_questions(questions), encoder.encode(texts)
    row = {text: number for number, text in enumerate(texts)}
    chosen = []
    for number, (question, several) in enumerate(zip(questions, pairs, strict=True)):
        near = (float(vectors[row[_in_context(*pair)]] @ asked[number]) for pair in several)
        scored = [Quote(*pair, _score(question, *pair, each)) for pair, each in zip(several, near, strict=True)]
        chosen.append(_best(scored))
    return chosen


def _in_context(evidence: Evidence, sentence: str) -> str:
    """A sentence seldom repeats what its heading has said."""
    heading = evidence.heading.rsplit(" › ", 1)[-1]
    return f"{heading}: {sentence}" if heading else sentence


def _score(question: str, evidence: Evidence, sentence: str, near: float) -> float:
    asked = content_words(question)
    shared = len(asked & content_words(f"{evidence.heading} {sentence}")) / max(1, len(asked))
    own = OWN_WEIGHT if evidence.kind == FACT else 0.0
    return near + PASSAGE_WEIGHT * evidence.score + WORDS_WEIGHT * shared + own


def _best(quotes: Sequence[Quote]) -> list[Quote]:
    """The best of different sentences, if the first of them is near enough."""
    different: dict[str, Quote] = {}
    for quote in sorted(quotes, key=lambda quote: -quote.score):
        different.setdefault(quote.sentence, quote)
    ranked = list(different.values())
    if not ranked or ranked[0].score < NEAR_ENOUGH:
        return []
    return [quote for quote in ranked[:QUOTES] if quote.score > ranked[0].score - QUOTE_MARGIN]
