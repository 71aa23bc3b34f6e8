"""HTML as Markdown, so that headings and tables survive. No script, style, image or link target is kept."""

import re
import warnings

from include.errors import UnreadableDocument

_NOT_CONTENT = ("script", "style", "template", "noscript", "nav", "iframe", "svg", "video", "audio", "object")
_LONG_SPACE = re.compile(r"\s{100,}")


def markdown_of(html: str) -> tuple[str, str]:
    """Markdown and title of a page, without what is not content."""
    from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
    from bs4.element import Declaration, Doctype, NavigableString, ProcessingInstruction
    from markdownify import MarkdownConverter

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        page = BeautifulSoup(html, "html.parser")
    title = " ".join(page.title.get_text().split()) if page.title else ""
    for tag in page(_NOT_CONTENT):
        tag.decompose()
    for string in page.find_all(string=True):
        if isinstance(string, (Declaration, Doctype, ProcessingInstruction)):
            string.extract()
        elif type(string) is NavigableString and _LONG_SPACE.search(string):
            # markdownify's expressions take time that grows with the square of such a run.
            string.replace_with(_LONG_SPACE.sub(lambda found: found.group()[:100], string))
    try:
        text = MarkdownConverter(heading_style="ATX", strip=["a", "img", "title"]).convert_soup(page.body or page)
    except RecursionError as error:
        raise UnreadableDocument("its HTML is nested too deeply") from error
    except ValueError as error:  # markdownify takes isdigit() for int()
        raise UnreadableDocument("its HTML has a number that is none") from error
    return re.sub(r"\n{3,}", "\n\n", text).strip(), title
