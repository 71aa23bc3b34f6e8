"""Each document is cut once for a plan, whoever asks and however many shards there are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from include.embedding.bounded_reader import BoundedReader
from include.embedding.chunking import Chunk
from include.lake.tables import Lake
from include.pipeline.approval.backlog import find_backlog
from include.pipeline.approval.gate import OPEN, Gate
from include.pipeline.approval.work import divide
from include.pipeline.scope import chunk_rows
from include.pipeline.shards import PARTS, TABLE
from include.pipeline.steps import (
    Shard,
    embed_shard,
    forget_parts,
    generate_embeddings,
    hand_out,
    planned_work,
    publish_documents,
)
from include.provenance import Provenance
from include.sync.run import plan
from include.verify.repair import held_back, repair
from include.verify.verification import verify
from tests.conftest import Workplace
from tests.pipeline.test_approval import LARGE

CUTS = Counter[str]


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> CUTS:
    """How often each document was cut."""
    found: CUTS = Counter()
    cut = BoundedReader.cut

    def counted(self: BoundedReader, data: bytes, document: str, *rest: object) -> list[Chunk]:
        found[document] += 1
        return cut(self, data, document, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(BoundedReader, "cut", counted)
    return found


@pytest.fixture
def large(synced: Workplace) -> Workplace:
    """A batch with a document of six chunks, a small one, and one that is only renamed."""
    synced.write("large.md", LARGE)
    synced.write("small.md", "# Small\n\nOne chunk.\n")
    (synced.documents / "notes.txt").rename(synced.documents / "renamed.txt")
    publish_documents(synced.settings, synced.lake, Provenance())
    return synced


BATCH = "batch-000002"
ALL = {"large.md", "small.md", "renamed.txt"}
GATES = [
    (OPEN, ALL, set()),
    (Gate(7), ALL, set()),
    (Gate(4), {"renamed.txt"}, {BATCH}),
    (Gate(4, document_chunks=4), {"small.md", "renamed.txt"}, {"document"}),
    (Gate(0, document_chunks=4), {"renamed.txt"}, {"document", BATCH}),
    (Gate(4, approved=frozenset({BATCH})), ALL, set()),
]
"""What may be done by a gate, and of what a person is asked."""


def test_a_gate_divides_what_is_due_without_another_look(large: Workplace, cuts: CUTS) -> None:
    tables = large.lake.open("chunks"), large.lake.open("documents")
    backlog = find_backlog(large.settings, large.lake, Gate(0), *tables)
    for gate, now, asked in GATES:
        work = divide(backlog, gate)
        assert {row["document"] for row in work.plan.changed} == now
        assert {key.split()[0] for key in work.keys} == asked
        yes = divide(backlog, replace(gate, approved=work.keys | gate.approved))
        assert (yes.held, yes.plan.embedded) == ((), 7)
    assert cuts == {"large.md": 1, "small.md": 1}


def test_a_yes_and_a_dry_run_cut_each_document_once(large: Workplace, cuts: CUTS) -> None:
    settings = replace(large.settings, approval_threshold=4)
    assert list(plan(settings)["asked"]) == ["batch-000002"]
    assert cuts == {"large.md": 1, "small.md": 1}
    cuts.clear()
    done = generate_embeddings(settings, large.lake, Provenance(), approve=lambda work: work.keys, gate=Gate(4))
    assert (done.plan.embedded, cuts) == (7, {"large.md": 1, "small.md": 1})


@pytest.fixture
def shards(large: Workplace, monkeypatch: pytest.MonkeyPatch) -> Sequence[Shard]:
    monkeypatch.setattr("include.pipeline.shards.SHARD_TEXTS", 1)
    settings = replace(large.settings, embedding_shards=3)
    return hand_out(large.lake, planned_work(settings, large.lake, OPEN).plan, settings, Provenance().time)


def test_shards_read_their_part_and_cut_nothing(large: Workplace, shards: Sequence[Shard], cuts: CUTS) -> None:
    run = Provenance()
    assert [sum(embed_shard(large.settings, large.lake, shard, run) for shard in shards) for _ in "12"] == [7, 0]
    assert cuts == {}
    report = generate_embeddings(large.settings, large.lake, run)
    assert (report.event["embeddings_generated"], cuts) == (7, {"large.md": 1, "small.md": 1})


def test_a_part_that_is_gone_is_planned_anew(large: Workplace, shards: Sequence[Shard], cuts: CUTS) -> None:
    forget_parts(large.lake, Provenance().time + timedelta(days=3))
    table = Lake(large.settings.lake_uri, TABLE).open(PARTS)
    assert table is not None
    assert table.count() == 0
    assert sum(embed_shard(large.settings, large.lake, shard, Provenance()) for shard in shards) == 7
    assert cuts["large.md"] == len(shards)


def test_a_document_that_changes_after_the_plan_waits_for_its_next_batch(
    large: Workplace, shards: Sequence[Shard]
) -> None:
    large.write("small.md", "# Small\n\nAnother text.\n")
    for shard in shards:
        embed_shard(large.settings, large.lake, shard, Provenance())
    assert set(generate_embeddings(large.settings, large.lake, Provenance()).plan.failed) == {"small.md"}
    publish_documents(large.settings, large.lake, Provenance())
    assert generate_embeddings(large.settings, large.lake, Provenance()).plan.embedded == 1
    assert "small.md" in {row["document"] for row in chunk_rows(large.lake.open("chunks")).values()}


def test_a_repair_embeds_no_more_than_a_batch_may_without_a_yes(synced: Workplace) -> None:
    embeddings = synced.lake.open("embeddings")
    assert embeddings is not None
    embeddings.delete()
    found = verify(synced.settings, synced.lake)
    wary = repair(synced.settings, synced.lake, found, Provenance(), Gate(2, recipe=False))
    assert wary.embeddings.plan.embedded == 0
    (line,) = held_back(wary, replace(synced.settings, approval_threshold=2))
    assert "4 chunks of 4 documents" in line
    assert repair(synced.settings, synced.lake, found, Provenance()).embeddings.plan.embedded == 4
    assert verify(synced.settings, synced.lake).clean
