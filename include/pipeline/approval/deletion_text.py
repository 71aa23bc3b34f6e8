"""What a person reads before documents are deleted that are gone from the source: how many, where, and what then.

Names come from files, so nothing in them may be taken for Markdown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from include.deletion_threshold import DeletionThreshold
from include.lake.queries import Row
from include.pipeline.approval.deletions import folders
from include.pipeline.approval.text import SHOWN_DOCUMENTS, documents, plain
from include.pipeline.publish import PublishPlan
from include.settings import Settings

SHOWN_FOLDERS = 10


@dataclass(frozen=True, slots=True)
class DeletionQuestion:
    """A question, in Markdown, and in one line."""

    subject: str
    body: str

    @property
    def for_operator(self) -> dict[str, str]:
        """In plain types, for a task."""
        return {"subject": self.subject, "body": self.body}


def deletion_question(plan: PublishPlan, settings: Settings, until: str) -> DeletionQuestion:
    """Returns what to ask about what is gone.

    Args:
        until: key of the question; what is missed since then is another question.
    """
    asked = {id_: row for id_, row in plan.held.items() if row["stale_since"] <= until}
    how_many = f"{len(asked):,} of {documents(plan.readable)}"
    lines = [
        f"**What:** {how_many} are not in the source any more ({plain(settings.documents_uri)}).",
        "",
        f"**Why you are asked:** {_why(len(asked), plan.readable, settings.deletion_threshold)}. A mount that is away "
        "or a prefix with a typing error looks like this, too: look at the source before you answer.",
        "",
        "| folder | documents gone |",
        "|---|---|",
        *_folder_rows(asked),
        "",
        "| answer | what happens |",
        "|---|---|",
        f"| **Approve** | those of these {len(asked):,} documents that are still gone then are deleted, with their "
        "passages and points |",
        "| **Reject** | they stay in the index, marked as gone; nobody is asked about the same ones again |",
        f"| none in {settings.approval_hours:g} h | the same as Reject |",
        "",
        "Until then they stay as well, and everything else goes on. What comes back into the source is no longer asked "
        "about.",
        "",
        "Documents:",
        "",
        *(f"- `{plain(name)}`" for name in sorted(asked)[:SHOWN_DOCUMENTS]),
        *([f"- and {len(asked) - SHOWN_DOCUMENTS:,} more"] if len(asked) > SHOWN_DOCUMENTS else []),
    ]
    return DeletionQuestion(f"Delete {how_many}?", "\n".join(lines))


def deletion_line(plan: PublishPlan, settings: Settings) -> str:
    """Returns the same in one line."""
    shown = [f"{plain(name)} {count:,}" for name, count in list(folders(plan.held).items())[:SHOWN_FOLDERS]]
    why = _why(len(plan.held), plan.readable, settings.deletion_threshold)
    return (
        f"{len(plan.held):,} of {documents(plan.readable)} are gone from {settings.documents_uri} "
        f"({', '.join(shown)}); {why}"
    )


def _why(gone: int, readable: int, threshold: DeletionThreshold) -> str:
    if gone >= readable:
        return "that is all of them, and nothing could be found any more"
    if not threshold.is_exceeded(gone, readable):
        return "they were missed together with others, and nobody has decided yet"
    share = f"{threshold.percent:g} % of a source of {threshold.documents} documents or more"
    return f"without asking, {share} may be deleted (DELETION_THRESHOLD)"


def _folder_rows(asked: Mapping[str, Row]) -> list[str]:
    found = list(folders(asked).items())
    rows = [f"| `{plain(name)}` | {count:,} |" for name, count in found[:SHOWN_FOLDERS]]
    more = sum(count for _, count in found[SHOWN_FOLDERS:])
    return [*rows, *([f"| {len(found) - SHOWN_FOLDERS:,} more | {more:,} |"] if more else [])]
