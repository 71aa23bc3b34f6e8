"""What runs and commands tell of themselves: their numbers and exit codes agree with what is true."""

from collections.abc import Mapping

from include.errors import BundleError
from include.pipeline.publish import PublishReport
from include.pipeline.steps import EmbedReport, StoreReport
from include.progress import no_progress
from include.sync.questions import DeletionPrompt, LongDocuments, approval, require_decisions
from include.sync.result import require_no_problem
from include.sync.run import plan, sync
from include.vector_store.state import peek
from include.verify.verification import Verification
from tests.simulation import truth
from tests.simulation.finding import require
from tests.simulation.world import World

NOTHING_TO_DO = {
    "documents": ("added", "changed", "removed"),
    "chunks": ("embedded",),
    "vectors": ("upserted", "updated_payload", "deleted"),
}


def published(world: World, before: truth.Documents, report: PublishReport) -> None:
    """What step 1 announces is what changed in the table."""
    after = world.documents
    wanted = {
        "documents_added": len(after.keys() - before.keys()),
        "documents_removed": len(before.keys() - after.keys()),
        "documents_quarantined": sum(row.text is None for row in after.values()),
        "documents_total": len(after),
    }
    told = {name: report.event[name] for name in wanted}
    require(not report.worked or told == wanted, "step 1 tells other numbers", (told, wanted))


def embedded(world: World, given: Mapping[str, int], report: EmbedReport) -> None:
    """What step 2 says that it embedded went through the encoder.

    Args:
        given: texts that the encoder of each model had been given before.
    """
    model = report.plan.model.fingerprint
    made = world.given.get(model, 0) - given.get(model, 0)
    told = report.event["embeddings_generated"]
    require(not report.worked or report.work.candidate or told == made, "step 2 tells other numbers", (told, made))


def stored(world: World, report: StoreReport) -> None:
    """The total that step 3 announces is there."""
    found = peek(world.settings).collections.get(str(report.event["collection"]))
    points = found.points if found else 0
    require(report.event["vectors_total"] == points, "step 3 tells other numbers", (report.event, points))


def commands(world: World, found: Verification, waiting: set[str]) -> int:
    """At rest `sync` and `sync --dry-run` find nothing to do, or say what they need a Yes for.

    What somebody was asked about under lower limits, `sync` does without another word.

    Args:
        found: by `verify`.
        waiting: documents that a person has to decide about.

    Returns:
        The exit code of `sync`.
    """
    code, said = _ended(world)
    undecided = bool(waiting or truth.question(world.documents) or world.asked)
    require(code != 3 or undecided, "sync needs a Yes and nothing waits", code)
    require(code in (0, 3) or found.candidates, "sync ends with an error at rest", said)
    if not undecided:
        planned = plan(world.settings)
        busy = {name: planned[what][name] for what, names in NOTHING_TO_DO.items() for name in names}
        require(not any(busy.values()), "a dry run at rest finds work", busy)
    return code


def _ended(world: World) -> tuple[int, str]:
    """How `python -m include.sync` ends where there is no terminal, and its last line."""
    deletions, long = DeletionPrompt(world.settings, ask=False), LongDocuments(world.settings, yes=False, ask=False)
    try:
        result = sync(world.settings, approval(world.settings, yes=False, ask=False), no_progress, long, deletions)
        require_decisions(deletions, long)
        require_no_problem(result)
    except BundleError as error:
        return error.exit_code, str(error)
    return 0, ""
