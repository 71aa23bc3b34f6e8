"""What `sync` asks a person: on a terminal at once; elsewhere it says at the end what waits, and ends with code 3."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from include.errors import ApprovalNeeded
from include.pipeline.approval.deletion_text import deletion_line
from include.pipeline.approval.text import first_lines, held_line
from include.pipeline.approval.work import Held
from include.pipeline.publish import PublishPlan
from include.pipeline.steps import Work
from include.settings import Settings

Approve = Callable[[Work], None]
"""Is shown what would be embedded, and what of it is held back; raises to refuse it."""
AgreeTo = Callable[[Held], bool]
"""Whether a long document, or every document with another model or chunker, may be embedded."""
Decide = Callable[[PublishPlan], bool | None]
"""Whether documents that are gone may be deleted; None: nobody can be asked now, so they wait."""


def approval(settings: Settings, yes: bool, ask: bool) -> Approve:
    """Returns what asks about large batches; without a Yes nothing is embedded."""

    def approve(work: Work) -> None:
        lines = [held_line(held, settings) for held in work.held if not (yes or held.stands_apart)]
        for line in lines:
            if ask:
                from rich.prompt import Confirm

                if Confirm.ask(f"{line}. Go on?", default=False):
                    continue
            raise ApprovalNeeded(f"{line}. Nothing was embedded; approve with --yes")

    return approve


@dataclass
class DeletionPrompt:
    """Asks on a terminal whether what is gone may be deleted; else remembers what has to be said at the end."""

    settings: Settings
    ask: bool
    undecided: str = ""

    def __call__(self, plan: PublishPlan) -> bool | None:
        line = deletion_line(plan, self.settings)
        if not self.ask:
            self.undecided = line
            return None
        from rich.prompt import Confirm

        return bool(Confirm.ask(f"{line}. Delete them, with their passages?", default=False))

    def require(self) -> None:
        """Raise when somebody has to decide.

        Raises:
            ApprovalNeeded: everything else is done.
        """
        if self.undecided:
            raise ApprovalNeeded(
                f"{self.undecided}. They were not deleted, all else is done; look at the source, then bring them back, "
                "or delete them with --yes"
            )


@dataclass
class LongDocuments:
    """Asks on a terminal whether a long document, or another model, may be embedded; else remembers what to say."""

    settings: Settings
    yes: bool
    ask: bool
    undecided: list[str] = field(default_factory=list)

    def __call__(self, held: Held) -> bool:
        if self.yes:
            return True
        line = held_line(held, self.settings)
        if self.ask:
            from rich.prompt import Confirm

            wanted = f"{line}. Fill it?"
            if held.long:
                print(f"{line}. It begins:", *first_lines(held), sep="\n", file=sys.stderr)
                wanted = "Embed it?"
            if Confirm.ask(wanted, default=False):
                return True
        self.undecided.append(line)
        return False

    def require(self) -> None:
        """Raise when somebody has to decide.

        Raises:
            ApprovalNeeded: everything else is done.
        """
        if self.undecided:
            raise ApprovalNeeded(f"{'; '.join(self.undecided)}. Not embedded, all else is done; approve with --yes")


def require_decisions(deletions: DeletionPrompt, long: LongDocuments) -> None:
    """Raise when somebody has to decide on either, in one line.

    Raises:
        ApprovalNeeded: everything else is done.
    """
    lines: list[str] = []
    for asked in (deletions, long):
        try:
            asked.require()
        except ApprovalNeeded as error:
            lines.append(str(error))
    if lines:
        raise ApprovalNeeded(". Also: ".join(lines))
