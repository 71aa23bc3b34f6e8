"""Where headings and blocks begin and end in a text, by its markup: Markdown, AsciiDoc, tables and others."""

from functools import lru_cache

from include.sources.reading.spans import Block

MARKDOWN, RESTRUCTUREDTEXT, ASCIIDOC = "text/markdown", "text/x-rst", "text/asciidoc"
DELIMITED, SHEETS = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def find_blocks(text: str, media_type: str) -> list[Block]:
    """Returns headings, paragraphs, lists, tables and code blocks of a text, in order."""
    return list(_blocks(text, media_type))


@lru_cache(maxsize=1)  # a document's title is looked for just before it is cut
def _blocks(text: str, media_type: str) -> tuple[Block, ...]:
    if media_type == MARKDOWN:
        from include.sources.reading.markdown import markdown_blocks as blocks
    elif media_type == RESTRUCTUREDTEXT:
        from include.sources.reading.restructuredtext import restructuredtext_blocks as blocks
    elif media_type == DELIMITED:
        from include.sources.reading.delimited import delimited_blocks as blocks
    elif media_type == SHEETS:
        from include.sources.reading.delimited import sheet_blocks as blocks
    elif media_type == ASCIIDOC:
        from include.sources.reading.asciidoc import asciidoc_blocks as blocks
    else:
        from include.sources.reading.text import text_blocks as blocks
    return tuple(blocks(text))


def find_title(text: str, media_type: str) -> str:
    """Returns the title a text gives itself: front matter, else its first heading; empty when it has none."""
    if media_type == MARKDOWN:
        from include.sources.reading.front_matter import front_matter

        if title := front_matter(text)[1]:
            return title
    headings = [block for block in find_blocks(text, media_type) if block.level]
    return min(headings, key=lambda block: block.level).heading if headings else ""
