"""What a check of exercise 5.6 does: pages change section by section, then the model changes, then the chunker."""

from collections.abc import Iterator

from include.course.engine import Engine
from include.course.evidence import Run
from include.course.exercise_5_6.pages import RECIPES, UNPUBLISHED, UPLOADS, Pages, heading, texts
from include.course.observations import Observations
from include.course.recipe import CourseRecipe
from include.course.scenario import Scenario

NEAREST = 8
"""Points that a search for a chunk's own text looks at; no text stands in as many documents."""

AWAY = "hours.md"
"""A page that is deleted, and is there again before the store looks."""

SEARCHED = ("first", "removed", *RECIPES)
"""Steps after which every chunk is searched for."""


def play(engine: Engine, seen: Observations) -> None:
    """All of it; ends early where the next step could show nothing."""
    scenario = Scenario(engine, seen, ("embeddings", "vector_store"), ("documents", "embeddings", "vector_store"))
    if not (seen.producer("documents") and seen.producer("embeddings")):
        return
    for name, pages in UPLOADS.items():
        with scenario.step(name) as runs:
            runs.extend(_upload(scenario, name, pages))
            _search(scenario, name)
        if name == "first":
            if not seen.steps["first"].did("encode"):
                return
            _idle(scenario)
    for name, recipe in RECIPES.items():
        with scenario.step(name) as runs:
            scenario.workshop.use(recipe)
            runs.append(engine.run(seen.producer("embeddings")))
            runs.extend(scenario.follow())
            _search(scenario, name)


def _upload(scenario: Scenario, step: str, pages: Pages) -> Iterator[Run]:
    """The runs of an upload, and what else happens between them."""
    if step == "renamed":  # two runs that embed, then one of the store
        yield _publish(scenario, {name: text for name, text in pages.items() if name != AWAY})
        yield from _embed(scenario)
    yield _publish(scenario, pages)
    if step == "edited":
        yield from _embed(scenario)
        scenario.write(UNPUBLISHED)
    yield from scenario.follow()


def _publish(scenario: Scenario, pages: Pages) -> Run:
    """Make the folder hold these pages and no others, and publish them."""
    folder = scenario.workshop.uploads
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    scenario.write(pages)
    scenario.remove(there - pages.keys())
    return scenario.engine.run(scenario.seen.producer("documents"))


def _embed(scenario: Scenario) -> list[Run]:
    """The run of the DAG that embeds, and not yet that of the store."""
    run = scenario.engine.wake(scenario.seen.producer("embeddings"))
    return [run] if run else []


def _idle(scenario: Scenario) -> None:
    """Both DAGs once more, by hand, when nothing is to do."""
    with scenario.step("idle") as runs:
        for part in ("embeddings", "vector_store"):
            if dag_id := scenario.seen.producer(part):
                runs.append(scenario.engine.run(dag_id))


def _search(scenario: Scenario, step: str) -> None:
    """Search for the text of each chunk, with the model in use, and note which is found worst."""
    if step not in SEARCHED or not (scenario.workshop.folder / "qdrant").exists():
        return
    wanted = list(texts(step).items())
    vectors = RECIPES.get(step, CourseRecipe()).encode([text for _, text in wanted])
    found: list[tuple[float, str, str]] = []
    texts_held: set[str] = set()
    with scenario.workshop.collection() as collection:
        for (chunk, text), vector in zip(wanted, vectors, strict=True):
            hits = collection.search(vector, NEAREST)
            texts_held |= {str(hit.payload["text"]) for hit in hits if hit.payload.get("text")}
            scores = [
                hit.score
                for hit in hits
                if (hit.payload.get("document"), hit.payload.get("text")) == (chunk.document, text)
            ]
            found.append((round(max(scores, default=0.0), 3), chunk.document, heading(text)))
    similarity, document, title = min(found)
    held = sorted({text for _, text in wanted} & texts_held)
    scenario.workshop.note("search", similarity=similarity, document=document, heading=title, texts=len(held))
