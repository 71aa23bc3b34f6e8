"""Which row of a table says what its columns are."""

from collections.abc import Sequence

Rows = Sequence[Sequence[str]]


def with_header(rows: Rows, heads: int) -> tuple[list[list[str]], bool]:
    """Returns rows without empty ones, the rows of a head made one, and whether the first one names the columns.

    Args:
        rows: cells as one line each.
        heads: how many rows at the top are known to be the head.
    """
    filled = [list(row) for row in rows]
    if 1 < heads < len(filled):
        width = max(map(len, filled))
        columns = zip(*(row + [""] * (width - len(row)) for row in filled[:heads]), strict=True)
        filled[:heads] = [[" ".join(filter(None, column)) for column in columns]]
    header = bool(heads) or (len(filled) > 1 and names_columns(filled))
    kept = [row for number, row in enumerate(filled) if any(row) or (header and not number)]
    return (kept, header) if any(map(any, kept)) else ([], False)


def has_title(first: Sequence[str], second: Sequence[str], heads: int) -> bool:
    """Says whether the first row of a table is its title: one cell over all columns, above the row that names them.

    Args:
        first: its cells.
        second: cells of the row below it.
        heads: how many rows at the top are known to be the head.
    """
    one = len(first) == 1 and bool(first[0])
    return one and len(second) > 1 and (heads == 2 or (not heads and names_columns([second, second])))


def names_columns(rows: Rows) -> bool:
    """Returns a first row is taken for names where each column has one, and none has a digit in it."""
    return len(rows[0]) == max(map(len, rows)) and all(cell and not any(map(str.isdigit, cell)) for cell in rows[0])
