"""Our chunker beside a plain recursive splitter of the same size in tokens: `python -m bench.chunking FOLDER`.

Of the documents in FOLDER: how many chunks there are, how long they are, and how many chunks are new after an edit
(each of them costs an embedding and a write). Of the sample handbook: how well the golden questions find their page.
"""

import argparse
import json
import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from include.embedding.chunking import Chunker, text_hash
from include.embedding.encoder import Encoder, open_encoder
from include.embedding.model import find_model
from include.errors import UnreadableDocument
from include.settings import SAMPLE_DOCUMENTS, SAMPLE_QUESTIONS, Settings
from include.sources.extraction import Extracted, extract
from include.sources.names import is_document

LONG_CHARACTERS = 8000
"""Edits are tried on documents of at least this length: in a shorter one there is little to keep."""
LARGEST_TOKENS = 254
SENTENCE = " One more sentence was added here on a Tuesday."
PARAGRAPH = ("A new paragraph was put in here, and it says rather little about a great many things. " * 5)[:349] + "."
SEPARATORS = (r"\n[ \t]*\n\s*", r"\n", r"(?<=[.!?])\s+", r"[ \t]+")
"""Blank lines, lines, sentences, words."""
PROSE = re.compile(r"^[A-Za-z`*\"][^\n|]{39,}$(?!\n([^\w\s])\1{2})", re.MULTILINE)
"""A line of text: not short, not indented, no table, no title with a line below it."""

Split = Callable[[Extracted], list[str]]
"""From a document to the texts that would be embedded."""


@dataclass(frozen=True, slots=True)
class Cost:
    """New chunks after an edit, over the documents it was tried on."""

    mean: float
    largest: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """How long the chunks of all documents are."""

    chunks: int
    mean_tokens: float
    over_limit: float
    """Share of chunks of which the model would drop the end, 0 to 1."""
    chunks_per_cpu_second: float
    """How fast they were cut."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How well questions find the document that answers them."""

    questions: int
    recall_at_1: float
    recall_at_5: float
    mrr: float
    """Mean of 1 / rank of the first chunk of the right document."""
    chunks_per_cpu_second: float
    """How fast the encoder was."""


def splitters(chunker: Chunker) -> dict[str, Split]:
    """Both ways to cut, by name."""

    def ours(document: Extracted) -> list[str]:
        return [chunk.text for chunk in chunker.split(document.text, document.markup)]

    def recursive(document: Extracted) -> list[str]:
        return [piece.strip() for piece in recursive_pieces(document.text, chunker.count) if piece.strip()]

    return {"ours": ours, "recursive": recursive}


def recursive_pieces(text: str, count: Callable[[str], int], level: int = 0) -> Iterator[str]:
    """Filled from the front up to `LARGEST_TOKENS`; what is too long for one is cut at the next finer separator."""
    filled, tokens = "", 0
    for piece in _split_after(SEPARATORS[level], text):
        size = count(piece)
        if filled and tokens + size > LARGEST_TOKENS:
            yield filled
            filled, tokens = "", 0
        if size > LARGEST_TOKENS and level + 1 < len(SEPARATORS):
            yield from recursive_pieces(piece, count, level + 1)
        else:
            filled, tokens = filled + piece, tokens + size
    if filled:
        yield filled


def _split_after(separator: str, text: str) -> Iterator[str]:
    """Parts of a text, each with the separator that ends it."""
    start = 0
    for found in re.finditer(separator, text):
        yield text[start : found.end()]
        start = found.end()
    yield text[start:]


def read_documents(folder: Path) -> dict[str, Extracted]:
    """Documents of a folder by path; what cannot be read is left out."""
    documents = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and is_document(name):
            try:
                documents[name] = extract(path.read_bytes(), name)
            except UnreadableDocument:
                continue
    return documents


def long_documents(documents: Mapping[str, Extracted]) -> list[Extracted]:
    """Documents on which edits are tried."""
    return [document for document in documents.values() if len(document.text) >= LONG_CHARACTERS]


def add_sentence(text: str) -> str:
    """A sentence more at the end of the first line of prose."""
    prose = PROSE.search(text)
    end = prose.end() if prose else len(text)
    return f"{text[:end]}{SENTENCE}{text[end:]}"


def add_paragraph_at_top(text: str) -> str:
    """A paragraph more after the title: at the first blank line."""
    return _insert_paragraph(text, 0)


def add_paragraph_in_the_middle(text: str) -> str:
    """A paragraph more at the first blank line of the second half that is followed by prose or a heading."""
    return _insert_paragraph(text, len(text) // 2)


def _insert_paragraph(text: str, start: int) -> str:
    # Not before an indented line: that would tear a list or a block of code apart, which nobody does.
    blank = re.compile(r"\n[ \t]*\n(?=\S)").search(text, start)
    end = blank.end() if blank else len(text)
    return f"{text[:end]}{PARAGRAPH}\n\n{text[end:]}"


EDITS: dict[str, Callable[[str], str]] = {
    "sentence": add_sentence,
    "top paragraph": add_paragraph_at_top,
    "middle paragraph": add_paragraph_in_the_middle,
}


def measure_edit(split: Split, documents: Sequence[Extracted], edit: Callable[[str], str]) -> Cost:
    """New chunk hashes that an edit makes."""
    new = []
    for document in documents:
        known = {text_hash(text) for text in split(document)}
        edited = Extracted(edit(document.text), document.markup, document.title)
        new.append(len({text_hash(text) for text in split(edited)} - known))
    return Cost(round(statistics.mean(new), 2), max(new))


def measure_sizes(split: Split, documents: Mapping[str, Extracted], count: Callable[[str], int]) -> Sizes:
    """Number and length of the chunks."""
    begun = time.process_time()
    texts = [text for document in documents.values() for text in split(document)]
    seconds = time.process_time() - begun
    tokens = [count(text) for text in texts]
    over = sum(size > LARGEST_TOKENS for size in tokens) / len(tokens)
    return Sizes(len(tokens), round(statistics.mean(tokens), 1), over, round(len(tokens) / seconds))


def measure_quality(
    split: Split, documents: Mapping[str, Extracted], questions: Mapping[str, str], encoder: Encoder
) -> Quality:
    """Ask each question for its document.

    Args:
        questions: the document that answers a question, by question.
    """
    chunks = [(name, text) for name, document in documents.items() for text in split(document)]
    begun = time.process_time()
    vectors = encoder.encode([text for _, text in chunks])
    seconds = time.process_time() - begun
    ranks = []
    for question, scores in zip(questions, encoder.encode(list(questions)) @ vectors.T, strict=True):
        best = scores[[number for number, (name, _) in enumerate(chunks) if name == questions[question]]].max()
        ranks.append(1 + int((scores > best).sum()))
    return Quality(
        questions=len(ranks),
        recall_at_1=round(sum(rank == 1 for rank in ranks) / len(ranks), 3),
        recall_at_5=round(sum(rank <= 5 for rank in ranks) / len(ranks), 3),
        mrr=round(statistics.mean(1 / rank for rank in ranks), 3),
        chunks_per_cpu_second=round(len(chunks) / seconds, 1),
    )


def golden_questions() -> dict[str, str]:
    """The document that answers a question of the sample, by question."""
    return {item["question"]: item["document"] for item in json.loads(SAMPLE_QUESTIONS.read_text("utf-8"))}


def measure(folder: Path) -> dict[str, dict[str, float]]:
    """Every figure by splitter and name.

    Raises:
        SystemExit: there is no document that could be read.
    """
    settings = Settings.from_environment()
    model = find_model(settings.embedding_model)
    chunker, encoder = model.chunker(), open_encoder(model, settings)
    documents, sample = read_documents(folder), read_documents(SAMPLE_DOCUMENTS)
    if not documents:
        raise SystemExit(f"{folder} holds no document that can be read")
    long = long_documents(documents)
    figures: dict[str, dict[str, float]] = {}
    for name, split in splitters(chunker).items():
        sizes = measure_sizes(split, documents, chunker.count)
        quality = measure_quality(split, sample, golden_questions(), encoder)
        figures[name] = {
            "documents": len(documents),
            "chunks": sizes.chunks,
            "mean tokens": sizes.mean_tokens,
            "share over 254 tokens": round(sizes.over_limit, 4),
            "chunks cut a CPU second": sizes.chunks_per_cpu_second,
            "long documents": len(long),
        }
        for edit_name, edit in EDITS.items() if long else ():
            cost = measure_edit(split, long, edit)
            figures[name] |= {f"new chunks, {edit_name}, mean": cost.mean, f"{edit_name}, largest": cost.largest}
        figures[name] |= {"sample: questions": quality.questions, "sample: recall@1": quality.recall_at_1}
        figures[name] |= {"sample: recall@5": quality.recall_at_5, "sample: MRR": quality.mrr}
        figures[name]["sample: chunks embedded a CPU second"] = quality.chunks_per_cpu_second
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.chunking", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="documents to cut")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    figures = measure(arguments.folder)
    if arguments.json:
        print(json.dumps(figures))
        return
    print(f"| | {' | '.join(figures)} |\n|---|{'---|' * len(figures)}")
    for name in next(iter(figures.values())):
        print(f"| {name} | {' | '.join(str(row[name]) for row in figures.values())} |")


if __name__ == "__main__":
    main()
