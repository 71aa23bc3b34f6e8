"""The four steps from the command line: `python -m include.sync`."""

import argparse
import json
import sys

from include import command_line
from include.errors import ApprovalNeeded
from include.pipeline.approval.deletions import Consent
from include.settings import Settings
from include.sync.questions import DeletionPrompt, LongDocuments, approval, require_decisions
from include.sync.result import require_no_problem, show_result
from include.sync.run import plan, sync

RETRY = "read again what could not be read, and try again a model that failed the questions, though nothing changed"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m include.sync", description="Bring tables, vectors and index up to the source."
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--dry-run", action="store_true", help="print what would be done; write nothing")
    parser.add_argument("--yes", action="store_true", help="approve chunks, also of one document, and deletions")
    parser.add_argument("--retry", action="store_true", help=RETRY)
    arguments = parser.parse_args()
    settings, consent = Settings.from_environment(), Consent(everything=arguments.yes)
    ask = sys.stdin.isatty() and sys.stderr.isatty() and not arguments.json
    deletions = DeletionPrompt(settings, ask and not arguments.dry_run)
    long = LongDocuments(settings, arguments.yes, ask)
    if arguments.dry_run:
        result = plan(settings, consent, arguments.retry, deletions)
        would = () if arguments.yes else result.get("asked", {}).values()
        for line in filter(None, (deletions.undecided, *would)):
            print(f"would be asked: {line}", file=sys.stderr)
    else:
        with command_line.progress_bar() as progress:
            approve = approval(settings, arguments.yes, ask)
            try:
                result = sync(settings, approve, progress, long, deletions, consent, arguments.retry)
            except ApprovalNeeded as error:
                raise ApprovalNeeded("; ".join(filter(None, (str(error), deletions.undecided)))) from None
    if arguments.json:
        print(json.dumps(result))
    else:
        show_result(result, arguments.dry_run)
    if not arguments.dry_run:
        require_decisions(deletions, long)
        require_no_problem(result)
    return 0


if __name__ == "__main__":
    command_line.run(main)
