"""What `sync` asks a person: on a terminal at once; elsewhere it says at the end what waits, and ends with code 3."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from include.errors import ApprovalNeeded
from include.pipeline.approval.deletion_text import deletion_line
from include.pipeline.approval.text import change_line, first_lines, long_line
from include.pipeline.approval.work import Held
from include.pipeline.publish import PublishPlan
from include.pipeline.steps import Work
from include.settings import Settings

Approve = Callable[[Work], None]
"""Is shown what would be embedded; raises to refuse it."""
AgreeTo = Callable[[Held], bool]
"""Whether a long document, or every document with another model or chunker, may be embedded."""
Decide = Callable[[PublishPlan], bool | None]
"""Whether documents that are gone may be deleted; None: nobody can be asked now, so they wait."""


def approval(settings: Settings, yes: bool, ask: bool) -> Approve:
    def approve(work: Work) -> None:
        plan = work.plan
        if yes or plan.embedded <= settings.approval_threshold:
            return
        question = f"{plan.embedded:,} chunks of {plan.documents:,} documents would be embedded"
        reason = f"APPROVAL_THRESHOLD is {settings.approval_threshold:,}"
        if ask:
            from rich.prompt import Confirm

            if Confirm.ask(f"{question} ({reason}). Go on?", default=False):
                return
        raise ApprovalNeeded(f"{question}; {reason}. Nothing was embedded; approve with --yes")

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
        if held.replaces:
            return self._change(held)
        line = long_line(held.documents[0], len(held.plan.changed), self.settings)
        if self.ask:
            from rich.prompt import Confirm

            print(f"{line}. It begins:", *first_lines(held), sep="\n", file=sys.stderr)
            if Confirm.ask("Embed it?", default=False):
                return True
        self.undecided.append(line)
        return False

    def _change(self, held: Held) -> bool:
        """Another model or chunker; what is in force goes on meanwhile."""
        line = change_line(held)
        if self.ask:
            from rich.prompt import Confirm

            if Confirm.ask(f"{line}. Fill it?", default=False):
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
