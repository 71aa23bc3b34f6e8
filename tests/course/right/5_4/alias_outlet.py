"""The producer's task has an alias as its outlet, and names the asset when there is something to tell."""

CHANGES_OF_FORMER = [
    ("from airflow.sdk import Asset, dag, task", "from airflow.sdk import Asset, AssetAlias, dag, task"),
    ("\n\n\n@dag(", '\nUPLOADS = AssetAlias("exercise_5_4_uploads")\n\n\n@dag('),
    ("@task(outlets=[DOCUMENTS])", "@task(outlets=[UPLOADS])"),
    (
        '            raise AirflowSkipException("nothing changed, so there is nothing to tell")\n',
        "            return\n",
    ),
    ("outlet_events[DOCUMENTS].extra = {", "extra = {"),
    (
        '"timestamp": now.isoformat(),\n        }\n\n    publish',
        '"timestamp": now.isoformat(),\n        }\n        outlet_events[UPLOADS].add(DOCUMENTS, extra=extra)\n\n    publish',
    ),
]
