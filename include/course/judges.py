"""What several exercises ask for in the same way."""

from include.course.evidence import Event, Run
from include.course.scenario import Observations
from include.course.verdicts import PASS, WRONG, Finding


def parsing(seen: Observations) -> Finding:
    """Reading the files does no work."""
    if seen.parsed_with:
        return Finding(WRONG, "work_at_parse", {"what": ", ".join(seen.parsed_with)}, "M13")
    return Finding(PASS, "cheap")


def empty_extra(row: Event, run: Run) -> Finding | None:
    """An event without metadata, and where the metadata went."""
    if row.extra:
        return None
    returned = next((value for value in run.returned.values() if value), None)
    if returned is not None:
        return Finding(WRONG, "returned_instead", {**row.quoted, "returned": returned, "dag": run.dag_id}, "M01")
    if row.asset_extra:
        return Finding(WRONG, "extra_of_the_asset", {**row.quoted, "asset_extra": dict(row.asset_extra)}, "M04")
    return Finding(WRONG, "empty_extra", row.quoted)
