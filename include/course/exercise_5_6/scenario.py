"""What a check of exercise 5.6 does: pages change section by section, then the model changes, then the chunker."""

from include.course.engine import Engine
from include.course.exercise_5_6.pages import RECIPES, UNPUBLISHED, UPLOADS, Pages, heading, texts
from include.course.observations import Observations
from include.course.recipe import CourseRecipe
from include.course.scenario import Scenario

NEAREST = 8
"""Points that a search for a chunk's own text looks at; no text stands in as many documents."""

SEARCHED = ("first", "removed", *RECIPES)
"""Steps after which every chunk is searched for."""


def play(engine: Engine, seen: Observations) -> None:
    """All of it; ends early where the next step could show nothing."""
    scenario = Scenario(engine, seen, ("embeddings", "vector_store"), ("documents", "embeddings", "vector_store"))
    if not (seen.producer("documents") and seen.producer("embeddings")):
        return
    for name, pages in UPLOADS.items():
        with scenario.step(name) as runs:
            _upload(scenario, pages)
            runs.append(engine.run(seen.producer("documents")))
            if name == "edited":
                runs.extend(filter(None, [engine.wake(seen.producer("embeddings"))]))
                scenario.write(UNPUBLISHED)
            runs.extend(scenario.follow())
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


def _upload(scenario: Scenario, pages: Pages) -> None:
    """Make the folder hold these pages and no others."""
    folder = scenario.workshop.uploads
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    scenario.write(pages)
    scenario.remove(there - pages.keys())


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
