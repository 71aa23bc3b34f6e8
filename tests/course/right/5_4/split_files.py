"""A file for each DAG, and one that declares the assets."""

from tests.course.matrix import former

WHOLE = former("5.4")
HEAD, PUBLISH, EMBED, STORE = WHOLE.split("@dag(")
CALLS = [line for line in STORE.splitlines() if line.startswith("exercise_5_4_")]
STORE = STORE[: STORE.index(CALLS[0])]
IMPORTS = HEAD[HEAD.index("from datetime") : HEAD.index("WORKSHOP =")] + (
    "from course_assets import DOCUMENTS, EMBEDDINGS, VECTOR_STORE, WORKSHOP\n\n\n"
)
FILES = {"course_assets.py": HEAD} | {
    f"{name}.py": f"{IMPORTS}@dag({part}\n\n{call}\n"
    for name, part, call in zip(("publish", "embed", "store"), (PUBLISH, EMBED, STORE), CALLS, strict=True)
}
