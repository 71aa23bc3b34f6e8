"""The consumer's task has the asset that woke it as an outlet, too: it wakes itself."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [("@task(outlets=[EMBEDDINGS])", "@task(outlets=[EMBEDDINGS, DOCUMENTS])")]
