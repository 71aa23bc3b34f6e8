"""Any order of changes, events, kills and retries ends in the same points as one run over the last state, ids included.

Renames, copies and much else are in `tests/simulation/`; there ids depend on what was seen on the way.

Tables and vector store are real; a cheap encoder stands in for the model, because embedding is not the subject.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.pipeline.approval.deletions import Consent
from include.pipeline.steps import generate_embeddings, publish_documents, rebuild_search_index, update_vector_store
from include.provenance import Provenance
from include.vector_store.state import peek
from include.verify.verification import verify
from tests.conftest import Workplace
from tests.faults.conftest import Points, embedded_texts, points

DIMENSION = 384
STEPS: dict[str, Callable[..., Any]] = {
    "publish": partial(publish_documents, consent=Consent(everything=True)),
    "generate": generate_embeddings,
    "store": update_vector_store,
    "index": rebuild_search_index,
}
PLACES = (
    "include.lake.tables.Lake.append",
    "include.lake.tables.Lake.change",
    "include.vector_store.folder_store.FolderStore.create",
    "include.vector_store.folder_store.FolderStore.write",
    "include.vector_store.folder_store.FolderStore.note",
    "include.vector_store.folder_store.FolderStore.serve",
    "include.vector_store.point_file.PointFile.put",
    "include.vector_store.point_file.PointFile.delete",
)
NAMES = ("a.md", "b.md", "deep/c.txt")
PARTS = tuple(
    f"## Part {number}\n\n" + " ".join(f"Sentence {number}.{i} says {number * i + i}." for i in range(6))
    for number in range(5)
)


class Killed(BaseException):
    """Stands for kill -9: nothing may catch it."""


@dataclass
class Fate:
    """When the running step dies: at a call of a place, counted from 1."""

    place: str = ""
    call: int = 0
    after: bool = False
    seen: int = 0

    def passes(self, place: str, after: bool) -> None:
        if place != self.place:
            return
        self.seen += not after
        if (self.seen, after) == (self.call, self.after):
            raise Killed


@dataclass
class World:
    """A workplace whose steps can be killed."""

    workplace: Workplace
    fate: Fate = field(default_factory=Fate)
    commit_texts: int = 2
    billed_tokens: int = 0
    encoded: int = 0
    killed: int = 0
    runs: int = 0
    former: dict[str, bytes] = field(default_factory=dict)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.encoded += len(texts)
        seeds = (int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) for text in texts)
        vectors = np.stack([np.random.default_rng(seed).standard_normal(DIMENSION) for seed in seeds])
        unit: np.ndarray = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        return unit

    def step(self, name: str, fate: Fate, retried: bool) -> None:
        self.runs += 1
        provenance = Provenance(run=f"run {self.runs}")
        self.fate = fate
        try:
            STEPS[name](self.workplace.settings, self.workplace.lake, provenance)
        except Killed:
            self.killed += 1
            self.fate = Fate()
            if retried:
                STEPS[name](self.workplace.settings, self.workplace.lake, provenance)
        finally:
            self.fate = Fate()

    def take_back(self) -> None:
        """The documents are what they were before the last change."""
        shutil.rmtree(self.workplace.documents)
        self.workplace.documents.mkdir()
        for name, data in self.former.items():
            self.workplace.write(name, data)

    def remember(self) -> None:
        root = self.workplace.documents
        self.former = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.*")}

    def write_own(self, name: str, parts: Sequence[int]) -> None:
        """A text that no other document has, so that nothing looks like a new name."""
        self.workplace.write(name, f"# {name}\n\n" + "\n\n".join(PARTS[part] for part in parts) + "\n")

    def remove(self, name: str) -> None:
        (self.workplace.documents / name).unlink(missing_ok=True)


names = st.sampled_from(NAMES)
texts = st.lists(st.integers(0, len(PARTS) - 1), min_size=1, max_size=4, unique=True)
kills = st.builds(Fate, place=st.sampled_from(PLACES), call=st.integers(1, 2), after=st.booleans())
fates = st.one_of(st.just(Fate()), kills)
killed_passes = st.tuples(st.just("pass"), kills, st.booleans())
runs = st.tuples(st.just("step"), st.sampled_from(list(STEPS)), fates, st.booleans())
passes = st.tuples(st.just("pass"), fates, st.booleans())
own_changes = st.one_of(
    st.tuples(st.just("write_own"), names, texts),
    st.tuples(st.just("remove"), names),
    st.tuples(st.just("take_back")),
)


calm = ("pass", Fate(), False)


def stories(changes: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A disturbed pass over a change that is then taken back is where differences between versions lie most."""
    alone = st.one_of(changes, runs, passes).map(lambda action: [action])
    disturbed = st.tuples(changes, killed_passes).map(list)
    taken_back = st.tuples(changes, killed_passes).map(lambda actions: [*actions, ("take_back",)])
    acts = st.lists(st.one_of(alone, disturbed, taken_back), min_size=2, max_size=6)
    start = st.lists(changes, min_size=1, max_size=3).map(lambda actions: [*actions, calm])
    return st.tuples(start, acts).map(lambda parts: parts[0] + [action for act in parts[1] for action in act])


@contextmanager
def world() -> Iterator[World]:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        here = World(Workplace(Path(folder)))
        patch.setattr("include.embedding.model.LARGEST_CHUNK_TOKENS", 60)
        for module in ("embed_texts", "golden"):
            patch.setattr(f"include.pipeline.{module}.open_encoder", lambda _model, _settings: here)
        for place in PLACES:
            _set_trap(patch, place, here)
        yield here


def _set_trap(patch: pytest.MonkeyPatch, place: str, here: World) -> None:
    from tests.faults.launcher import resolve

    owner, name = resolve(place)
    original = getattr(owner, name)

    def trapped(*arguments: Any, **named: Any) -> Any:
        here.fate.passes(place, after=False)
        result = original(*arguments, **named)
        here.fate.passes(place, after=True)
        return result

    patch.setattr(owner, name, trapped)


def play(here: World, story: Sequence[Any]) -> None:
    """Live through a story, then through one pass that nothing disturbs."""
    for action, *arguments in story:
        if action == "pass":
            fate, retried = arguments
            for step in STEPS:
                here.step(step, Fate(fate.place, fate.call, fate.after), retried)
        elif action == "step":
            step, fate, retried = arguments
            here.step(step, Fate(fate.place, fate.call, fate.after), retried)
        elif action == "take_back":
            here.take_back()
        else:
            here.remember()
            getattr(here, action)(*arguments)
    for step in STEPS:
        here.step(step, Fate(), retried=False)


def undisturbed(documents: Path) -> Points:
    with world() as other:
        for path in documents.rglob("*.*"):
            other.workplace.write(path.relative_to(documents).as_posix(), path.read_bytes())
        play(other, [])
        return served(other)


def served(here: World) -> Points:
    return points(here.workplace) if peek(here.workplace.settings).served else {}


def assert_as_undisturbed(here: World) -> None:
    found = verify(here.workplace.settings, here.workplace.lake)
    assert found.clean, found
    assert not found.quarantined
    assert served(here) == undisturbed(here.workplace.documents)
    rows = embedded_texts(here.workplace)
    assert len(rows) == len(set(rows))
    assert 0 <= here.encoded - len(rows) <= here.commit_texts * here.killed
    again = [step(here.workplace.settings, here.workplace.lake, Provenance()).worked for step in STEPS.values()]
    assert again == [False] * len(STEPS)


def configured(examples: int, seeded: bool) -> Callable[[Any], Any]:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=seeded,
        database=None,
        print_blob=not seeded,
        suppress_health_check=list(HealthCheck),
    )


def check_own(story: Sequence[Any]) -> None:
    with world() as here:
        play(here, story)
        assert_as_undisturbed(here)


@configured(examples=12, seeded=True)
@given(stories(own_changes))
def test_any_order_of_changes_kills_and_retries_ends_in_the_same_points(story: Sequence[Any]) -> None:
    check_own(story)


@pytest.mark.slow_fault
@configured(examples=150, seeded=False)
@given(stories(own_changes))
def test_any_of_many_orders_ends_in_the_same_points(story: Sequence[Any]) -> None:
    check_own(story)
