"""A Variable is asked for whenever the file is read."""

REQUIREMENT = "R11"
CHANGES_OF_FORMER = [
    ("from airflow.sdk import Asset, dag, task", "from airflow.sdk import Asset, Variable, dag, task"),
    ("\n\n\n@dag(", '\nPREFIX = Variable.get("batch_prefix", default="batch")\n\n\n@dag('),
]
