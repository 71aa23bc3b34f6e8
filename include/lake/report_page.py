"""A small HTML page that needs nothing else: no script, no font, no other file. Jinja escapes every text in it."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from include.provenance import Provenance
from include.settings import PROJECT

SHOWN = 100
"""Rows of a table."""
TEMPLATES = PROJECT / "include" / "templates"


def page(title: str, provenance: Provenance, *parts: Markup) -> str:
    """Returns a whole page of parts; an empty part is none."""
    return str(_macros().page(title, provenance.run, provenance.time, parts))


def bar(counts: Mapping[str, int], what: str) -> Markup:
    """Counts as one bar, with a legend."""
    made: Markup = _macros().bar(counts, what)
    return made


def table(title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """Returns a table with its title; nothing where there are no rows."""
    found = list(rows)
    made: Markup = _macros().table(title, names, found[:SHOWN], len(found) - len(found[:SHOWN])) if found else Markup()
    return made


def note(words: str) -> Markup:
    """Returns a line beside the matter."""
    return Markup('<p class="note">{}</p>').format(words)


def drawn(template: str, **values: Any) -> Markup:
    """Returns a picture that a template draws."""
    return Markup(_templates().get_template(template).render(values))  # noqa: S704 - the template has escaped it


def shortened(text: str, longest: int) -> str:
    """Returns a text as one line of so many characters at most; of a long word, too, something is left."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _macros() -> Any:
    return _templates().get_template("page.html").module
