"""Late is what no event of the vector store names: also a batch whose only page the next one published again."""

REQUIREMENT = "R5"
CHANGES = [
    (
        '        waiting = {row["batch_id"] for name, row in published.items() if row != stored.get(name)}\n',
        "",
    ),
    (
        'published, stored = WORKSHOP.load("published"), WORKSHOP.load("stored")',
        'published = WORKSHOP.load("published")',
    ),
    ('"late": batch_id in waiting and', '"late": batch_id not in arrived and'),
]
