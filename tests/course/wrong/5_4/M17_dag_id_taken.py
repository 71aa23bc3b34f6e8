"""A DAG of the bundle has this id."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [("@dag(schedule=None,", '@dag("publish_documents", schedule=None,')]
