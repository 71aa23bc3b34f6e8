"""What the DAGs and commands do in a run, without Airflow: each takes a world and calls the functions they call."""

from collections.abc import Callable
from datetime import timedelta

from include.errors import ApprovalNeeded, StoreRefused
from include.lake.known_documents import known_documents
from include.pipeline import steps
from include.pipeline.approval.deletions import NOTHING, Consent
from include.pipeline.approval.gate import gate_of
from include.pipeline.approval.recipe import collection_for, find_recipe
from include.pipeline.approval.work import Held, Work
from include.pipeline.maintain import KEEP
from include.pipeline.publish import decline_deletions
from include.progress import no_progress
from include.sync.result import require_no_problem
from include.sync.run import plan, sync
from include.vector_store.state import peek
from include.verify.repair import forget_lost_files, repair
from include.verify.verification import verify
from tests.simulation import told, truth
from tests.simulation.world import World

OPEN, YES, NO = "open", "yes", "no"


def publish(world: World, consent: Consent = NOTHING, retry: bool = False, ask_again: bool = False) -> None:
    """`publish_documents`."""
    before, calm = world.documents, world.is_calm
    report = steps.publish_documents(world.settings, world.lake, world.provenance(), retry, consent, ask_again)
    if calm:
        told.published(world, before, report)


def generate(world: World, again: bool = False, sharded: bool = False) -> None:
    """`generate_embeddings`: what may be done is done, the rest is asked."""
    provenance = world.provenance()
    documents = world.lake.open("documents")
    if (table := str(documents.metadata().id) if documents else "") != world.asked_of:
        world.asked, world.asked_of = {}, table
    if again:
        steps.retry_candidates(world.settings)
    approved = {key for key, answer in world.asked.items() if answer == YES}
    waiting = {key for key, answer in world.asked.items() if answer == OPEN or (answer == NO and not again)}
    if approved:
        approved -= steps.given_up(world.settings, world.lake)
    _notice_first(world)
    work = steps.planned_work(world.settings, world.lake, gate_of(world.settings, approved, waiting))
    still = {key: world.asked[key] for key in work.agreed | work.waiting if key in world.asked}
    world.asked = still | {held.key: OPEN for held in work.held}
    gate = gate_of(world.settings, work.agreed & world.asked.keys(), work.keys)
    shards = steps.hand_out(world.lake, work.costliest, world.settings, world.time) if sharded else []
    for shard in shards:
        steps.embed_shard(world.settings, world.lake, shard, provenance, gate=gate)
    given, calm = dict(world.given), world.is_calm
    report = steps.generate_embeddings(world.settings, world.lake, provenance, gate=gate)
    if calm and not sharded:
        told.embedded(world, given, report)


def answer(world: World, number: int, yes: bool) -> None:
    """`approve_embeddings`: one question is answered."""
    questions = sorted(key for key, answer in world.asked.items() if answer == OPEN)
    if not questions:
        return
    key = questions[number % len(questions)]
    world.asked[key] = YES if yes else NO
    if not yes:
        return
    agree(world, key)
    gate = gate_of(world.settings, {key}, world.asked.keys() - {key})
    steps.generate_embeddings(world.settings, world.lake, world.provenance(), gate=gate)


def agree(world: World, key: str) -> None:
    """Note that what a key names may be served, where it names a model."""
    recipe = find_recipe(world.settings, world.lake.open("chunks"), gate_of(world.settings))
    if recipe.wished and recipe.key == key:
        world.may_serve.add(collection_for(peek(world.settings), recipe.wished))


def answer_deletions(world: World, yes: bool) -> None:
    """`approve_deletions`."""
    until = truth.question(world.documents)
    if not until:
        return
    if yes:
        publish(world, Consent(until=until))
    else:
        world.declines(until)
        decline_deletions(world.lake, world.provenance(), until, "somebody, once")


def store(world: World, every_point: bool = False) -> None:
    """`update_vector_store`."""
    calm = world.is_calm
    report = steps.update_vector_store(world.settings, world.lake, world.provenance(), every_point)
    if calm:
        told.stored(world, report)
    if report.problem:
        raise StoreRefused(report.problem)


def index(world: World) -> None:
    """`rebuild_search_index`."""
    steps.rebuild_search_index(world.settings, world.lake, world.provenance())


def sync_all(world: World, yes: bool = False, retry: bool = False) -> None:
    """`python -m include.sync`, with or without `--yes`."""
    _notice_first(world)

    def approve(work: Work) -> None:
        if not yes and any(not held.stands_apart for held in work.held):
            raise ApprovalNeeded("a large batch waits; approve with --yes")

    def agreed(held: Held) -> bool:
        if yes and held.replaces:
            agree(world, held.key)
        return yes

    world.provenance()
    require_no_problem(sync(world.settings, approve, no_progress, agreed, consent=Consent(everything=yes), retry=retry))


def dry_run(world: World) -> dict[str, object]:
    """`python -m include.sync --dry-run`."""
    return dict(plan(world.settings))


def mend(world: World) -> None:
    """`python -m include.verify --repair`."""
    _notice_first(world)
    forget_lost_files(world.lake)
    known = known_documents(world.lake.open("documents"))
    world.documents = {name: row for name, row in world.documents.items() if name in known}
    found = verify(world.settings, world.lake)
    if not found.as_read:
        repair(world.settings, world.lake, found, world.provenance())


def roll_back(world: World) -> None:
    """`roll_back`, without a name."""
    wish = find_recipe(world.settings, world.lake.open("chunks"), gate_of(world.settings)).wished
    world.removed |= world.documents.keys()  # served at once, and without what came after it
    steps.roll_back(world.settings, world.lake, world.provenance(), no_progress)
    if wish:
        world.may_serve.discard(collection_for(peek(world.settings), wish))
    world.may_serve.add(peek(world.settings).served)


def maintain(world: World, days: int) -> None:
    """`maintain_tables`, some days later."""
    world.time += timedelta(days=days)
    steps.maintain_tables(world.lake, max(timedelta(0), KEEP - timedelta(days=days)))
    steps.forget_parts(world.lake, world.time)


def drop_old(world: World) -> None:
    steps.drop_old_collections(world.settings, world.lake, world.provenance())


def _notice_first(world: World) -> None:
    """What is embedded first of all is asked about by its size only."""
    recipe = find_recipe(world.settings, world.lake.open("chunks"), gate_of(world.settings))
    if recipe.wished and not recipe.differs:
        world.may_serve.add(collection_for(peek(world.settings), recipe.wished))


STEPS: tuple[Callable[[World], None], ...] = (publish, generate, store, index)


def run_all(world: World) -> None:
    """The four steps, each in a run of its own."""
    for step in STEPS:
        world.run(lambda step=step: step(world))  # type: ignore[misc]
