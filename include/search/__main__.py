"""Asks the collection that is being served: `python -m include.search QUERY`."""

import argparse
import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from include import command_line
from include.errors import BundleError
from include.search.modes import Mode
from include.search.query import SearchResult, search
from include.settings import Settings

if TYPE_CHECKING:
    from rich.panel import Panel


def _show(settings: Settings, answers: list[SearchResult]) -> None:
    stale = _stale(settings, {answer.document for answer in answers})
    command_line.show([*_plain(answers), *stale], lambda: [*map(_panel, answers), *stale])


def _stale(settings: Settings, documents: set[str]) -> list[str]:
    """A line for each document that is not as the source has it; none where the tables cannot be read."""
    from include.lake.known_documents import stale_marks

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
            f"{answer.score:.2f}  {answer.document}  {command_line.printable(_where(answer))}".rstrip(),
            *([f"  {command_line.printable(answer.link)}"] if answer.link else []),
            *(f"  {text}".rstrip() for text in command_line.printable(answer.text).splitlines()),
            "",
        )
    ]


def _where(answer: SearchResult) -> str:
    return "  ".join(filter(None, (answer.heading, answer.place)))


def _panel(answer: SearchResult) -> "Panel":
    """On a terminal: a passage with the words that hit in it."""
    from rich.box import ROUNDED
    from rich.panel import Panel
    from rich.style import Style
    from rich.text import Text

    opened = Style(bold=True, link=command_line.printable(answer.link) or None)
    title = Text.assemble((answer.document, opened), f"  {command_line.printable(_where(answer))}")
    text = Text(command_line.printable(answer.text))
    if answer.words:
        text.highlight_regex(rf"(?<!\w)({'|'.join(map(re.escape, answer.words))})(?!\w)", "bold yellow")
    score = Text(f"{answer.score:.2f}", "cyan")
    return Panel(text, title=title, title_align="left", subtitle=score, subtitle_align="right", box=ROUNDED)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m include.search", description="Find passages by their words and their meaning."
    )
    parser.add_argument("query")
    parser.add_argument("--limit", type=int, default=5, help="how many passages (default 5)")
    parser.add_argument("--mode", choices=list(Mode), default=Mode.BOTH, type=Mode, help="what counts (default both)")
    parser.add_argument("--json", action="store_true", help="print a JSON list")
    arguments = parser.parse_args()
    settings = Settings.from_environment()
    answers = search(settings, arguments.query, arguments.limit, arguments.mode)
    if arguments.json:
        print(json.dumps([asdict(answer) for answer in answers], ensure_ascii=False))
    else:
        _show(settings, answers)
    return 0


if __name__ == "__main__":
    command_line.run(main)
