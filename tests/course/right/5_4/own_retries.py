"""Retries are no subject of the exercise; a learner who declares some need not wait for them in a check."""

CHANGES_OF_FORMER = [("@task(outlets=[EMBEDDINGS])", "@task(outlets=[EMBEDDINGS], retries=2)")]
