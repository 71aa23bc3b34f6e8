"""The counts of the run are kept in the task's state, which outlives a try."""

CHANGES = [
    ("def embed_changed(*, run_id, ", "def embed_changed(*, run_id, task_state_store, "),
    (
        "            embedded[name] = row\n",
        '            task_state_store.set("embedded", task_state_store.get("embedded", default=0) + 1)\n'
        "            embedded[name] = row\n",
    ),
    (
        '"embedded": sum(row["run_id"] == run_id for row in embedded.values())',
        '"embedded": task_state_store.get("embedded", default=0)',
    ),
]
