"""The combinations of concepts as a CSV file beside their table, for whoever opens a spreadsheet."""

import csv
import io

from include.lake.queries import read_rows
from include.lake.refresh import ACTIVE
from include.lake.reports import read_report, write_report
from include.lake.tables import Lake

TABLE, COLUMNS = "content_combinations", ("id", "concepts", "text", "fingerprint")


def write_combinations(lake: Lake) -> bool:
    """Bring the file to the active rows of the table, in the order of their concepts.

    Returns:
        Whether it had to be written.

    Raises:
        LakeError: the table cannot be read, or the file not be written.
    """
    uri, whole = f"{lake.uri}/{TABLE}.csv", io.StringIO(newline="")
    rows = read_rows(lake.open(TABLE), *COLUMNS, where=f"status = '{ACTIVE}'")
    writer = csv.DictWriter(whole, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: (row["concepts"], row["id"])))
    if read_report(uri) == whole.getvalue():
        return False
    write_report(uri, whole.getvalue())
    return True
