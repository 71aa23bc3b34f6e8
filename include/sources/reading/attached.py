"""A document that came with an e-mail, as Markdown in the text of the message."""

from include.sources.markup import DELIMITED, MARKDOWN, SHEETS
from include.sources.reading.blocks import Blocks, clean
from include.sources.reading.delimited import BAR, BETWEEN_SHEETS, SHEET_LEVEL, names_columns
from include.sources.reading.outcome import Outcome


def add(blocks: Blocks, read: Outcome, level: int) -> None:
    """Write what was read of it behind the other blocks.

    Args:
        level: of the headings that it has not itself: the names of sheets.
    """
    if read.markup == MARKDOWN:
        blocks.whole(read.text)
    elif read.markup == DELIMITED:
        _table(blocks, read.text)
    elif read.markup == SHEETS:
        for sheet in read.text.split(BETWEEN_SHEETS):
            name, *tables = sheet.split("\n\n")
            blocks.heading(level, name.removeprefix("#" * SHEET_LEVEL))
            for table in tables:
                _table(blocks, table)
    else:
        blocks.paragraph(clean(read.text))


def _table(blocks: Blocks, text: str) -> None:
    rows = [line.split(BAR) for line in text.split("\n")]
    if max(map(len, rows)) == 1:
        blocks.paragraph(text)
    else:
        blocks.table(rows, header=names_columns(rows[0]))
