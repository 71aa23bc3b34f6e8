"""A run that an earlier batch wakes does nothing, also where a run of a later batch has failed."""

REQUIREMENT = "R8"
CHANGES = [
    (
        "        with WORKSHOP.collection() as collection:\n            before",
        '        handled = WORKSHOP.load("handled")\n        if batch_ids and batch_ids <= handled.keys():\n            raise AirflowSkipException("these batches are in the store already")\n        with WORKSHOP.collection() as collection:\n            before',
    ),
    (
        "        outlet_events[VECTOR_STORE].extra",
        '        batch_ids |= {row["batch_id"] for row in due.values()}\n        WORKSHOP.save("handled", {**handled, **{batch_id: {} for batch_id in batch_ids}})\n        outlet_events[VECTOR_STORE].extra',
    ),
]
