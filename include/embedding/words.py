"""The words of a text as a sparse vector (BM25), and those of a question.

A vector depends on the text of its chunk alone: how rare a word is in the collection (IDF) is reckoned when a question
is asked, and the usual length of a passage is a constant. So an edit writes the words of no other document again.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any
from zlib import crc32

from include.embedding.tokens import Token, tokens
from include.sources.reading.letters import plain_letters
from include.vector_store.sparse import AskedWords, SparseVector

FREQUENCY_SATURATION, LENGTH_SHARE = 1.2, 0.75
"""k1 and b of BM25, as Robertson and Zaragoza recommend them ("The Probabilistic Relevance Framework", 2009)."""
USUAL_WORDS = 120
"""Words of a passage, in place of an average that each edit would move; those of the bench have 122."""
USUAL_LANGUAGE = "en"
"""Of a text that is too short to tell, or in a language without a stemmer: of those only the endings differ."""
_DETECTED = 1000
"""Characters that a language is told by."""
_COMMON = {
    "en": "a an and are as at be by can do does for from has have how i in is it its my of on or our that the their "
    "there this to was we what when where which who why will with you your",
    "de": "aber als am an auf aus bei bin das dem den der des die ein eine einem einen einer es für hat ich im in ist "
    "kann man mein mit nach nicht oder sich sie sind und von vor war was wenn wer wie wir wird wo zu zum zur",
}
"""Words by language that are not asked for, and not marked. In other languages that they are in every passage is told
by their IDF."""


def language_of(text: str) -> str:
    """Returns the language that a text is in, as its words are stemmed: ISO 639-1."""
    found = _identifier().FindLanguage(text[:_DETECTED].encode("utf-8", "replace").decode())
    code = str(found.language)
    return code if found.is_reliable and _has_stemmer(code) else USUAL_LANGUAGE


def words_vector(text: str, language: str) -> SparseVector:
    """Returns the words of a passage: of each term its weight in BM25 without IDF."""
    stem = _Stems([language])
    counts: Counter[str] = Counter()
    length = 0
    for token in tokens(text):
        length += len(token.words)
        counts.update(_terms(token, stem))
    norm = FREQUENCY_SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / USUAL_WORDS)
    return _sparse((term, count * (FREQUENCY_SATURATION + 1) / (count + norm)) for term, count in counts.items())


def asked_words(question: str, languages: Collection[str]) -> AskedWords:
    """Returns the words of a question: each stemmed as in each of the languages that the collection has.

    Too little to tell its language by is asked: "gift" may be either. Common words of the language that it seems to be
    in are left out, where others are left.
    """
    stem = _Stems(languages or [USUAL_LANGUAGE])
    found = list(tokens(plain_letters(question)))
    common = _COMMON.get(language_of(question), "").split()
    telling = [token for token in found if token.text.casefold() not in common]
    counts = Counter(term for token in telling or found for term in _terms(token, stem))
    identifiers = dict.fromkeys(_index(name) for token in found for name in token.identifiers)
    return AskedWords(_sparse(counts.items()), tuple(identifiers))


def words_that_hit(text: str, asked: AskedWords) -> list[str]:
    """Returns the words of a passage that a question has, too, as they stand in it, in order; common ones left out."""
    wanted = set(asked.terms.indices)
    language = language_of(text)
    stem, common = _Stems([language]), _COMMON.get(language, "").split()
    found: dict[str, None] = {}
    for token in tokens(text):
        is_telling = bool(token.wholes) or (len(token.text) > 1 and token.text.casefold() not in common)
        if token.text not in found and is_telling and wanted.intersection(map(_index, _terms(token, stem))):
            found[token.text] = None
    return list(found)


class _Stems:
    """Stems of words, in each of some languages."""

    def __init__(self, languages: Iterable[str]) -> None:
        from Stemmer import Stemmer

        # Not shared between threads: the stemmer keeps what it has stemmed.
        self._stemmers = [Stemmer(language) for language in sorted(set(languages))]

    def of(self, word: str) -> Sequence[str]:
        stems = [stemmer.stemWord(word) for stemmer in self._stemmers]
        return stems if len(stems) == 1 else tuple(dict.fromkeys(stems))


def _terms(token: Token, stem: _Stems) -> Iterator[str]:
    """What a token is found by; a word in several languages may be several terms."""
    for word in token.words:
        yield from stem.of(word)
    yield from token.wholes


def _sparse(terms: Iterable[tuple[str, float]]) -> SparseVector:
    weights: dict[int, float] = {}
    for term, weight in terms:
        index = _index(term)
        weights[index] = max(weight, weights.get(index, 0.0))
    pairs = sorted(weights.items())
    return SparseVector(tuple(index for index, _ in pairs), tuple(round(weight, 4) for _, weight in pairs))


def _index(term: str) -> int:
    """The place of a term in a vector. Of 100,000 terms one pair or two share a place."""
    return crc32(term.encode("utf-8", "replace"))


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from gcld3 import NNetLanguageIdentifier

    return NNetLanguageIdentifier(0, _DETECTED)


@lru_cache(maxsize=256)
def _has_stemmer(language: str) -> bool:
    from Stemmer import Stemmer

    try:
        Stemmer(language)
    except KeyError:
        return False
    return True
