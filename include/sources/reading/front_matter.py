"""What stands at the beginning of a Markdown file about it: YAML between lines of `---`, or TOML between `+++`."""

import re
from functools import lru_cache
from typing import Any

LARGEST_FRONT_MATTER = 64 * 1024
"""Characters; what is longer than this between two such lines is a document, not what is said about one."""
LARGEST_TOML = 8 * 1024
"""Characters; a key of 30,000 parts would cost seconds and hundreds of MB."""
_YAML = re.compile(r"\A---[ \t]*\n(?=[ \t]*\S)(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_ENTRY = re.compile(r"[A-Za-z][\w.-]*[ \t]*:(?:[ \t]|\Z)")
_FURTHER = re.compile(r"\s|-[ \t]|[]}]|\Z")
_TITLE = re.compile(r"^[Tt]itle[ \t]*:[ \t]*(\S.*)$", re.MULTILINE)


def front_matter(text: str) -> tuple[int, str]:
    """Says where the front matter ends, and the title in it: 0 and nothing where there is none.

    It is front matter when it stands at the very beginning between `---` and `---` or `...`, does not begin with an
    empty line (pandoc's rule: that is a horizontal rule), and is a mapping in YAML; or when every line of it would be
    one, but for a slip such as `title: Pumps: an overview`. Hugo's form in TOML stands between lines of `+++`.
    """
    return _front_matter(text[:LARGEST_FRONT_MATTER]) if text.startswith(("---", "+++")) else (0, "")


@lru_cache(maxsize=1)
def _front_matter(beginning: str) -> tuple[int, str]:
    found = _YAML.match(beginning)
    if found:
        said = _yaml(found.group(1))
    elif found := _TOML.match(beginning[:LARGEST_TOML]):
        said = _toml(found.group(1))
    if not found or not isinstance(said, dict):
        return 0, ""
    title = said.get("title", said.get("Title"))
    return found.end(), "" if title is None or isinstance(title, (dict, list)) else " ".join(str(title).split())


def _yaml(text: str) -> Any:
    import yaml

    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except (yaml.scanner.ScannerError, yaml.parser.ParserError, ValueError):  # of a date such as 2024-13-45
        return _entries(text)
    except yaml.constructor.ConstructorError as error:  # `{{ page }}` of a template, or a type that is not plain
        return _entries(text) if "unhashable" in str(error) else None
    except (yaml.YAMLError, RecursionError):
        return None


def _entries(text: str) -> dict[str, str] | None:
    """The title of what a person meant to be YAML; None where a line is neither an entry nor what belongs to one."""
    first, *others = text.rstrip("\n").split("\n")
    if not _ENTRY.match(first) or not all(_ENTRY.match(line) or _FURTHER.match(line) for line in others):
        return None
    title = _TITLE.search(text)
    return {"title": title[1].strip().strip("\"'")} if title else {}


def _toml(text: str) -> Any:
    import tomllib

    try:
        return tomllib.loads(text) or None
    except (ValueError, RecursionError):
        return None
