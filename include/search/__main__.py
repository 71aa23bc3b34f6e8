"""Ask the collection that is being served: `python -m include.search QUERY`."""

import argparse
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from include import command_line
from include.encoder import open_encoder
from include.errors import BundleError, SettingsError, StoreError
from include.model import find_model
from include.settings import Settings
from include.store_state import peek
from include.vector_store import open_store

if TYPE_CHECKING:
    from rich.panel import Panel

    from include.vector_store import Hit

SHORTEST_WORD = 4
"""Letters of a word of the query that is shown in the passages."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A passage that is near the query."""

    document: str
    heading: str
    text: str
    score: float
    """Cosine similarity, -1 to 1."""


def search(settings: Settings, query: str, limit: int = 5) -> list[SearchResult]:
    """Returns passages nearest to a query, best first.

    Raises:
        SettingsError: an empty query or a limit below 1.
        StoreError: nothing is served yet, or the store cannot be reached.
    """
    if not query.strip():
        raise SettingsError("the query is empty; ask something, for example: how many days of holiday do we have")
    if limit < 1:
        raise SettingsError(f"--limit is {limit}; it must be 1 or more")
    return [
        SearchResult(
            document=str(hit.payload["document"]),
            heading=str(hit.payload["heading"]),
            text=str(hit.payload["text"]),
            score=round(hit.score, 4),
        )
        for hit in search_all(settings, [query], limit)[0]
    ]


def search_all(settings: Settings, queries: Sequence[str], limit: int = 5) -> "list[list[Hit]]":
    """Returns points nearest to each of several queries, best first; the store is opened and the model loaded once.

    A query is encoded with the model of the served collection, which may be another than the settings name while a new
    collection is being filled.

    Raises:
        StoreError: nothing is served yet, or the store cannot be reached.
    """
    state = peek(settings)
    if state.served not in state.collections:
        raise StoreError("nothing is served yet; run `python -m include.sync` first")
    model = find_model(str(state.collections[state.served].metadata.get("embedding_model", settings.embedding_model)))
    vectors = open_encoder(model, settings).encode(queries)
    with open_store(settings) as store:
        return [store.search(state.served, vector, limit) for vector in vectors]


def _show(settings: Settings, query: str, answers: list[SearchResult]) -> None:
    stale = _stale(settings, {answer.document for answer in answers})
    command_line.show([*_plain(answers), *stale], lambda: [*(_panel(answer, query) for answer in answers), *stale])


def _stale(settings: Settings, documents: set[str]) -> list[str]:
    """A line for each document that is not as the source has it; none where the tables cannot be read."""
    from include.pipeline.publish import stale_marks

    try:
        marks = stale_marks(settings)
    except BundleError:
        return []
    return [f"kept: {id_}: {words}" for id_, words in sorted(marks.items()) if id_ in documents]


def _plain(answers: list[SearchResult]) -> list[str]:
    """Of each passage a line that says what it is, then its text, indented."""
    return [
        line
        for answer in answers
        for line in (
            f"{answer.score:.2f}  {answer.document}  {command_line.printable(answer.heading)}".rstrip(),
            *(f"  {text}".rstrip() for text in command_line.printable(answer.text).splitlines()),
            "",
        )
    ]


def _panel(answer: SearchResult, query: str) -> "Panel":
    """On a terminal: a passage with the words of the query in it."""
    from rich.box import ROUNDED
    from rich.panel import Panel
    from rich.text import Text

    title = Text.assemble((answer.document, "bold"), f"  {command_line.printable(answer.heading)}")
    text = Text(command_line.printable(answer.text))
    words = [re.escape(word) for word in re.findall(r"\w+", query) if len(word) >= SHORTEST_WORD]
    if words:
        text.highlight_regex(rf"(?i)\b({'|'.join(words)})\b", "bold yellow")
    score = Text(f"{answer.score:.2f}", "cyan")
    return Panel(text, title=title, title_align="left", subtitle=score, subtitle_align="right", box=ROUNDED)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m include.search", description="Find passages by their meaning.")
    parser.add_argument("query")
    parser.add_argument("--limit", type=int, default=5, help="how many passages (default 5)")
    parser.add_argument("--json", action="store_true", help="print a JSON list")
    arguments = parser.parse_args()
    settings = Settings.from_environment()
    answers = search(settings, arguments.query, arguments.limit)
    if arguments.json:
        print(json.dumps([asdict(answer) for answer in answers], ensure_ascii=False))
    else:
        _show(settings, arguments.query, answers)
    return 0


if __name__ == "__main__":
    command_line.run(main)
