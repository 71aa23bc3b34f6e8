"""The DAG that asks runs by the clock, with a plan that approves itself."""

REQUIREMENT = "R7"
CHANGES = [
    ("@dag(\n    schedule=None,\n    params=", '@dag(\n    schedule="0 3 * * *",\n    params='),
]
