"""The setting SOURCE_LINK: under which address people read a document, with `{document}`, `{line}` and `{page}` in it.

What is filled in comes from documents and is not trusted: it is quoted, and can be neither the scheme nor the host.
"""

import re
from urllib.parse import quote, urlsplit

from include.errors import SettingsError

_FIELD = re.compile(r"\{([^{}]*)\}")
_FIELDS = ("document", "line", "page")


def link_template(value: str) -> str:
    """Returns the setting.

    Raises:
        SettingsError: it is no address of a page, or has something else in braces.
    """
    try:
        parts = urlsplit(value)
        is_address = parts.scheme in ("http", "https") and bool(parts.netloc) and not set("{}") & set(parts.netloc)
    except ValueError:
        is_address = False
    if not is_address or "{document}" not in value or re.search(r"[\s\x00-\x1f\x7f]", value):
        raise SettingsError(
            f"SOURCE_LINK is {value!r}; it must be an http or https address with {{document}} in its path, for example "
            "https://git.example.com/handbook/{document}#L{line}"
        )
    if unknown := [name for name in _FIELD.findall(value) if name not in _FIELDS]:
        raise SettingsError(
            f"SOURCE_LINK has {{{unknown[0]}}} in it; what can be filled in is {{document}}, {{line}} and {{page}}"
        )
    return value


def filled(template: str, document: str, line: int, page: int) -> str:
    """Returns the address of a document.

    Args:
        template: of `link_template`.
        document: its id; one that a browser would take for another path has no address, so nothing is returned.
        line: 0 where the document has none; then what stands behind `#` with one is left off, and elsewhere it is 1.
        page: the same.
    """
    if {"", ".", ".."} & set(document.split("/")):
        return ""
    numbers = {"line": line, "page": page}
    address, mark, fragment = template.partition("#")
    if any(numbers.get(name) == 0 for name in _FIELD.findall(fragment)):
        mark = fragment = ""
    values = {"document": quote(document), **{name: str(number or 1) for name, number in numbers.items()}}
    return _FIELD.sub(lambda found: values[found[1]], f"{address}{mark}{fragment}")
