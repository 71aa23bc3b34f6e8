"""All three tasks return their metadata; the embedding does what the event says, which is nothing: green and empty."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [
    ("outlet_events[DOCUMENTS].extra = {", "return {"),
    ("outlet_events[EMBEDDINGS].extra = {", "return {"),
    ("outlet_events[VECTOR_STORE].extra = {", "return {"),
    (
        "texts = WORKSHOP.documents()",
        'if not batch_ids:\n            return {"documents_processed": 0}\n        texts = WORKSHOP.documents()',
    ),
]
