"""A second task of the DAG has the outlet, too: two events of one batch, one of them empty."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [
    (
        "    publish_documents()\n",
        '    @task(outlets=[DOCUMENTS])\n    def finished() -> None:\n        print("published")\n\n'
        "    publish_documents() >> finished()\n",
    )
]
